"""Statements shared by the transactions of polling and delivering."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, insert, select, update

from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import Document, Item
from monitor.core.ports import Answer, Draft, Validator
from monitor.core.routing import LOST, OWED, Plan, item_bundle
from monitor.core.states import HELD, PENDING, HeldBecause
from monitor.store import codec
from monitor.store.database import Database, insert_of
from monitor.store.joining import joined
from monitor.store.tables import addresses, alerts, channels, deliveries, documents, events, items

_LONGEST_ADDRESS = 500
# Statements that run for every item are built once: to build one costs more than to run it.
_PUT_EVENT = insert(events).returning(events.c.id)
_PUT_ALERT = insert(alerts).returning(alerts.c.id)
_PUT_DELIVERIES = insert(deliveries)
# An alias above this length was once stored cut to it.
ONCE_CUT = 600
_BATCH = 500
ITEM = tuple(items.c[f.name].label(f.name) for f in fields(Item))
"""The columns that `codec.item` makes an item of."""
_KEPT = ("etag", "last_modified", "sha256", "follow", "full_at")
_VALIDATORS = select(*(addresses.c[name] for name in ("address", *_KEPT))).where(
    addresses.c.source == bindparam("s"), addresses.c.address.in_(bindparam("asked", expanding=True))
)


def address_key(address: str) -> str:
    """An address (or an alias) as a column value; long ones by their hash."""
    if len(address) <= _LONGEST_ADDRESS:
        return address
    return f"{address[:100]} sha256:{sha256(address.encode('utf-8', 'replace')).hexdigest()}"


def alias_keys(alias: str) -> tuple[str, ...]:
    """What an alias may be stored as: a long one by its hash, or as an earlier version of this program cut it."""
    return (address_key(alias), alias[:ONCE_CUT]) if len(alias) > _LONGEST_ADDRESS else (alias,)


def validators_of(connection: Connection, source: str, asked: Sequence[str]) -> dict[str, Validator]:
    """What is known of each address that was ever answered."""
    keys = {address_key(a): a for a in asked}
    found: dict[str, Validator] = {}
    names = list(keys)
    for part in (names[n : n + _BATCH] for n in range(0, len(names), _BATCH)):
        rows = connection.execute(_VALIDATORS, {"s": source, "asked": part}).all()
        found |= {keys[r[0]]: Validator(r[1], r[2], r[3], codec.requests(r[4]), r[5]) for r in rows}
    return found


def put_drafts(connection: Connection, drafts: Sequence[Draft], now: datetime) -> tuple[int, ...]:
    """Store events, their alerts and one delivery a channel. The ids of the events, in order."""
    ids = []
    for draft in (joined(connection, draft) for draft in drafts):
        event_id = int(connection.execute(_PUT_EVENT, codec.event_row(draft.event)).scalar_one())
        ids.append(event_id)
        if draft.alert is not None:
            row = {"event_id": event_id, "body": codec.alert_bytes(draft.alert)}
            alert_id = int(connection.execute(_PUT_ALERT, row).scalar_one())
            _put_deliveries(connection, alert_id, draft, now)
    return tuple(ids)


def _put_deliveries(connection: Connection, alert_id: int, draft: Draft, now: datetime) -> None:
    rows = [_delivery(connection, alert_id, draft, plan, now) for plan in draft.channels]
    if rows:
        connection.execute(_PUT_DELIVERIES, rows)
    for name in (plan.channel for plan in draft.channels if plan.bundle == OWED):
        connection.execute(update(channels).where(channels.c.name == name).values(owed=True))


def _waiting(channel: str, bundle: str) -> ColumnElement[bool]:
    """What of a bundle is gathered for a channel now."""
    mine = and_(deliveries.c.channel == channel, deliveries.c.bundle == bundle)
    return and_(mine, deliveries.c.state == HELD, deliveries.c.held_because == HeldBecause.TIME)


def _delivery(connection: Connection, alert_id: int, draft: Draft, plan: Plan, now: datetime) -> dict[str, object]:
    """A plan as a row. Edits of an item that are told together join the ones that wait; what else befell the item sends
    these on their way first.
    """
    due = plan.due_at
    if plan.bundle == LOST:
        due = (
            connection.execute(select(func.min(deliveries.c.due_at)).where(_waiting(plan.channel, LOST))).scalar()
            or due
        )
    if draft.event.item_id is not None and not draft.held and draft.event.kind not in SYSTEM_KINDS:
        waiting = _waiting(plan.channel, item_bundle(draft.event.item_id))
        if not plan.bundle:
            connection.execute(update(deliveries).where(waiting).values(due_at=now))
        elif plan.bundle == item_bundle(draft.event.item_id):
            due = connection.execute(select(func.min(deliveries.c.due_at)).where(waiting)).scalar() or due
    return {
        "alert_id": alert_id,
        "channel": plan.channel,
        "state": HELD if draft.held or plan.bundle else PENDING,
        "why": codec.optional(draft.held or plan.why),
        "held_because": _held_because(draft, plan),
        "held_for": draft.event.source if draft.held else "",
        "bundle": plan.bundle,
        "attempt": 0,
        "due_at": due,
        "created_at": now,
    }


def _held_because(draft: Draft, plan: Plan) -> HeldBecause:
    if draft.held:
        return HeldBecause.SUSPICION
    if plan.bundle == OWED:
        return HeldBecause.OWED
    return HeldBecause.TIME if plan.bundle else HeldBecause.NOTHING


def put_answers(database: Database, connection: Connection, source: str, answers: Sequence[Answer]) -> None:
    """Store validators and raw documents. Validators of every 200 are kept, also when the text did not change."""
    put_documents(database, connection, [a.document for a in answers if a.document and not a.not_modified])
    put_validators(database, connection, source, answers)


def put_validators(database: Database, connection: Connection, source: str, answers: Sequence[Answer]) -> None:
    changed = [a for a in answers if not a.not_modified]
    rows = [
        {
            "source": source,
            "address": address_key(a.request.address),
            "etag": a.validator.etag,
            "last_modified": a.validator.last_modified,
            "sha256": a.validator.sha256,
            "follow": codec.encode(a.validator.follow),
            "full_at": a.validator.full_at,
        }
        for a in changed
    ]
    if rows:
        connection.execute(_knowing(sqlite=database.sqlite), rows)


def put_documents(database: Database, connection: Connection, found: Sequence[Document]) -> None:
    """Keep raw documents by the SHA-256 of their bytes, each once, in the order of these."""
    rows = [
        {
            "sha256": sha256(document.body).hexdigest(),
            "content_type": document.content_type[:300],
            "size": len(document.body),
            "body": codec.pack(document.body),
            "at": document.fetched_at,
        }
        for document in found
    ]
    if rows:
        ordered = sorted(rows, key=itemgetter("sha256"))
        connection.execute(if_new(documents, sqlite=database.sqlite), ordered)


@cache
def if_new(table: Table, *, sqlite: bool) -> Any:
    """The statement that puts rows which are not there."""
    return insert_of(table, sqlite=sqlite).on_conflict_do_nothing()


@cache
def _knowing(*, sqlite: bool) -> Any:
    statement = insert_of(addresses, sqlite=sqlite)
    known = {name: statement.excluded[name] for name in _KEPT}
    return statement.on_conflict_do_update(index_elements=["source", "address"], set_=known)
