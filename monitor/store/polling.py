"""What a poll reads and writes. Every method is one transaction; a kill between two of them loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from monitor.core.errors import Conflict
from monitor.core.model import Document, Item, Match, PollRun, Version
from monitor.core.ports import KEEP, Answer, Checked, Draft, HostState, Recording, SourceState, Validator
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.tables import (
    addresses,
    aliases,
    deliveries,
    documents,
    events,
    hosts,
    item_matches,
    item_references,
    item_texts,
    items,
    poll_runs,
    sources,
    versions,
)
from monitor.store.writing import address_key, put_answers, put_documents, put_drafts, put_version, version_text

_ITEM = tuple(items.c[f.name].label(f.name) for f in fields(Item))
_VALIDATOR = tuple(addresses.c[name] for name in ("address", "etag", "last_modified", "sha256", "follow"))
_BATCH, _TWINS = 500, 5
_INTERRUPTED = "interrupted before its end"
_STATE = select(*(sources.c[f.name] for f in fields(SourceState))).where(sources.c.name == bindparam("s"))
_CLAIM = (
    update(sources)
    .where(
        sources.c.name == bindparam("s"),
        or_(
            sources.c.lease_until.is_(None),
            sources.c.lease_until < bindparam("now"),
            sources.c.lease_owner == bindparam("o"),
            sources.c.lease_owner == bindparam("i"),
        ),
    )
    .values(lease_owner=bindparam("o"), lease_until=bindparam("until"))
)
_START = insert(poll_runs).returning(poll_runs.c.id)
_HELD = (
    select(func.count())
    .select_from(deliveries)
    .where(deliveries.c.held_for == bindparam("s"), deliveries.c.state == "held")
)
_CHECKED = (
    update(items)
    .where(items.c.id == bindparam("i"))
    .values(checked_at=bindparam("at"), next_check_at=bindparam("next"), misses=0, first_miss_at=None, doubt="")
)


class PollStore:
    """The store as the pipeline of polling uses it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- the source and its lease ------------------------------------------------------------------

    def source_state(self, source: str) -> SourceState:
        with self._db.read() as connection:
            row = connection.execute(_STATE, {"s": source}).mappings().first()
            return SourceState(**row) if row else SourceState(source)

    def source_owner(self, source: str) -> str:
        """Who holds the source's lease; empty when nobody does."""
        with self._db.read() as connection:
            found = connection.execute(select(sources.c.lease_owner).where(sources.c.name == source)).scalar()
            return str(found or "")

    def claim_source(self, source: str, owner: str, now: datetime, lease: float, instead_of: str = "") -> bool:
        """Take the source's lease. False while another holds it, save the one it is taken `instead_of`."""
        with self._db.write() as connection:
            return self._claim(connection, source, owner, now, lease, instead_of)

    def begin_run(
        self, source: str, owner: str, now: datetime, lease: float, instead_of: str = ""
    ) -> tuple[SourceState, int] | None:
        """Take the lease and open a poll run at once: the source's state and the run's id. None while it is taken."""
        with self._db.write() as connection:
            if not self._claim(connection, source, owner, now, lease, instead_of):
                return None
            state = SourceState(**connection.execute(_STATE, {"s": source}).mappings().one())
            return state, self._start(connection, source, now, state.baseline_at is None)

    def _claim(
        self, connection: Connection, source: str, owner: str, now: datetime, lease: float, instead_of: str
    ) -> bool:
        values = {"s": source, "o": owner, "i": instead_of, "now": now, "until": now + timedelta(seconds=lease)}
        if connection.execute(_CLAIM, values).rowcount == 1:
            return True
        connection.execute(
            self._db.insert(sources)
            .values(name=source, failures=0, failing_told=False, stale_told=False, suspicion="")
            .on_conflict_do_nothing()
        )
        return connection.execute(_CLAIM, values).rowcount == 1

    def renew_source(self, source: str, owner: str, now: datetime, lease: float) -> bool:
        """Hold the lease longer. False when it was lost meanwhile."""
        mine = and_(sources.c.name == source, sources.c.lease_owner == owner)
        with self._db.write() as connection:
            statement = update(sources).where(mine).values(lease_until=now + timedelta(seconds=lease))
            return connection.execute(statement).rowcount == 1

    def start_run(self, source: str, now: datetime, baseline: bool) -> int:
        """Open a poll run; should the process die, it stands as failed."""
        with self._db.write() as connection:
            return self._start(connection, source, now, baseline)

    def _start(self, connection: Connection, source: str, now: datetime, baseline: bool) -> int:
        values = {"source": source, "started_at": now, "outcome": "failed", "error": _INTERRUPTED, "baseline": baseline}
        return int(connection.execute(_START, values).scalar_one())

    def finish_run(self, run: PollRun, owner: str, state: SourceState, drafts: Sequence[Draft]) -> tuple[int, ...]:
        """Close the run, keep the source's state, release its lease, and store our own events about it."""
        names = [f.name for f in fields(PollRun) if f.name not in ("id", "events", "source", "started_at")]
        kept = {f.name: getattr(state, f.name) for f in fields(state) if f.name != "name"}
        if state.suspicion == KEEP:
            del kept["suspicion"]
        with self._db.write() as connection:
            connection.execute(
                update(poll_runs).where(poll_runs.c.id == run.id).values({n: getattr(run, n) for n in names})
            )
            mine = and_(sources.c.name == run.source, sources.c.lease_owner == owner)
            connection.execute(update(sources).where(mine).values(**kept, lease_owner=None, lease_until=None))
            return put_drafts(connection, drafts, run.finished_at)

    # --- addresses and documents -------------------------------------------------------------------

    def validators(self, source: str, asked: Sequence[str]) -> Mapping[str, Validator]:
        """What is known of each address that was ever answered."""
        keys = {address_key(a): a for a in asked}
        found: dict[str, Validator] = {}
        names = list(keys)
        with self._db.read() as connection:
            for start in range(0, len(names), _BATCH):
                part = names[start : start + _BATCH]
                rows = connection.execute(
                    select(*_VALIDATOR).where(addresses.c.source == source, addresses.c.address.in_(part))
                ).all()
                found |= {keys[r[0]]: Validator(r[1], r[2], r[3], codec.requests(r[4])) for r in rows}
        return found

    def save_answers(self, source: str, answers: Sequence[Answer]) -> None:
        with self._db.write() as connection:
            put_answers(self._db, connection, source, answers)

    def keep(self, found: Sequence[Document]) -> None:
        with self._db.write() as connection:
            put_documents(self._db, connection, found)

    def document(self, sha256: str) -> bytes | None:
        with self._db.read() as connection:
            body = connection.execute(select(documents.c.body).where(documents.c.sha256 == sha256)).scalar()
            return codec.unpack(body) if body is not None else None

    # --- items -------------------------------------------------------------------------------------

    def find_items(self, source: str, asked: Sequence[str]) -> Mapping[str, Item]:
        """alias -> item, for those of the aliases that are known."""
        found: dict[str, Item] = {}
        with self._db.read() as connection:
            for start in range(0, len(asked), _BATCH):
                rows = (
                    connection.execute(
                        select(aliases.c.alias, *_ITEM)
                        .join(items, items.c.id == aliases.c.item_id)
                        .where(aliases.c.source == source, aliases.c.alias.in_(asked[start : start + _BATCH]))
                    )
                    .mappings()
                    .all()
                )
                for row in rows:
                    values = dict(row)
                    alias = values.pop("alias")
                    found[alias] = codec.item(values)
        return found

    def list_entries(
        self, source: str, listed: Sequence[tuple[Item, Sequence[str]]], answers: Sequence[Answer]
    ) -> None:
        """Keep what lists said: new items (id 0), changed entries, and the lists' own validators, at once.

        Only then may a list be answered 304: nothing that it named can be forgotten.
        """
        with self._db.write() as connection:
            for item, names in listed:
                item_id = item.id or self._add(connection, item)
                if item.id:
                    values = {
                        "entries": codec.encode(item.entries),
                        "listed_stamp": item.listed_stamp,
                        "next_check_at": item.next_check_at,
                        "requests": codec.encode(item.requests),
                    }
                    connection.execute(update(items).where(items.c.id == item.id).values(values))
                self._name(connection, source, item_id, names)
            put_answers(self._db, connection, source, answers)

    def _add(self, connection: Connection, item: Item) -> int:
        return int(connection.execute(insert(items).values(codec.item_row(item)).returning(items.c.id)).scalar_one())

    def _name(self, connection: Connection, source: str, item_id: int, names: Sequence[str]) -> None:
        for name in names:
            row = {"source": source, "alias": name[:600], "item_id": item_id}
            connection.execute(self._db.insert(aliases).values(row).on_conflict_do_nothing())

    def due_items(self, source: str, now: datetime, *, everything: bool, after: int, limit: int) -> Sequence[Item]:
        """Items whose look is due (or all of them), by id, `limit` at a time behind the id `after`."""
        due = items.c.id > after if everything else and_(items.c.id > after, items.c.next_check_at <= now)
        with self._db.read() as connection:
            rows = (
                connection.execute(
                    select(*_ITEM).where(items.c.source == source, due).order_by(items.c.id).limit(limit)
                )
                .mappings()
                .all()
            )
            return [codec.item(row) for row in rows]

    def item(self, item_id: int) -> Item:
        with self._db.read() as connection:
            row = connection.execute(select(*_ITEM).where(items.c.id == item_id)).mappings().one()
            return codec.item(row)

    def latest(self, item_id: int) -> Version | None:
        with self._db.read() as connection:
            row = (
                connection.execute(
                    select(versions).where(versions.c.item_id == item_id).order_by(versions.c.number.desc()).limit(1)
                )
                .mappings()
                .first()
            )
            return self._version(connection, row) if row else None

    def _version(self, connection: Connection, row: Mapping[Any, Any]) -> Version:
        text = version_text(connection, row["item_id"], row["base"], row["body"])
        return codec.version(row, text)

    def same_text(self, source: str, fingerprint: str, but: int) -> Sequence[Item]:
        """Items of the source, other than `but`, whose newest version has this fingerprint; a few."""
        newest = and_(versions.c.item_id == items.c.id, versions.c.number == items.c.version)
        where = and_(items.c.source == source, items.c.id != but, versions.c.fingerprint == fingerprint)
        with self._db.read() as connection:
            statement = select(*_ITEM).join(versions, newest).where(where).order_by(items.c.id).limit(_TWINS)
            return [codec.item(row) for row in connection.execute(statement).mappings()]

    def version_like(self, item_id: int, fingerprint: str) -> int | None:
        """The number of the newest version with this fingerprint."""
        with self._db.read() as connection:
            where = and_(versions.c.item_id == item_id, versions.c.fingerprint == fingerprint)
            number = connection.execute(select(func.max(versions.c.number)).where(where)).scalar()
            return int(number) if number is not None else None

    def flips(self, item_id: int, since: datetime) -> int:
        """How often since then the item's text went back to what it had been before."""
        where = and_(events.c.item_id == item_id, events.c.at >= since, events.c.back_to.is_not(None))
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(events).where(where)).scalar_one())

    # --- what was decided --------------------------------------------------------------------------

    def record(self, recording: Recording) -> tuple[int, ...]:
        """One item's version, events, alerts and deliveries, or none of them. The events' ids.

        Raises `Conflict` when the item is not at the expected version any more.
        """
        item = recording.item
        try:
            with self._db.write() as connection:
                here = and_(items.c.id == item.id, items.c.version == recording.expected)
                row = codec.item_row(item)
                if connection.execute(update(items).where(here).values(row)).rowcount != 1:
                    raise Conflict(f"item {item.id} of {item.source} was changed by another poll")
                self._record_text(connection, recording)
                put_answers(self._db, connection, item.source, recording.answers)
                at = max((d.event.at for d in recording.drafts), default=None)
                return put_drafts(connection, recording.drafts, at) if at else ()
        except IntegrityError as error:
            raise Conflict(f"item {item.id} of {item.source} was changed by another poll") from error

    def _record_text(self, connection: Connection, recording: Recording) -> None:
        item = recording.item
        if recording.absorbs is not None:
            connection.execute(update(aliases).where(aliases.c.item_id == recording.absorbs).values(item_id=item.id))
            connection.execute(delete(items).where(items.c.id == recording.absorbs))
        if recording.version is not None:
            put_version(connection, recording.version)
        self._name(connection, item.source, item.id, recording.aliases)
        for reference in recording.references:
            row = {"item_id": item.id, "reference": reference}
            connection.execute(self._db.insert(item_references).values(row).on_conflict_do_nothing())
        if recording.search_text is not None:
            row = {"item_id": item.id, "text": recording.search_text}
            statement = self._db.insert(item_texts).values(row)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["item_id"], set_={"text": recording.search_text})
            )
        if recording.matches is not None:
            self._put_matches(connection, item.id, recording.matches)

    def _put_matches(self, connection: Connection, item_id: int, found: Sequence[Match]) -> None:
        connection.execute(delete(item_matches).where(item_matches.c.item_id == item_id))
        if found:
            connection.execute(insert(item_matches).values(item_id=item_id, body=codec.encode(found)))

    def replace_version(self, version: Version) -> None:
        """Put what a newer reader read in the place of what an older one did, under the same number."""
        with self._db.write() as connection:
            put_version(connection, version, replaces=True)

    def checked(self, source: str, rows: Sequence[Checked], answers: Sequence[Answer]) -> None:
        """Note that items were looked at and stood as they were."""
        if not rows and not answers:
            return
        values = [{"i": r.item_id, "at": r.at, "next": r.next_at} for r in rows]
        with self._db.write() as connection:
            if values:
                connection.execute(_CHECKED, values)
            put_answers(self._db, connection, source, answers)

    # --- a redesign that is held -------------------------------------------------------------------

    def suspect(self, source: str, suspicion: str) -> None:
        """Keep what is suspected of a source, before anything is held for it."""
        with self._db.write() as connection:
            connection.execute(update(sources).where(sources.c.name == source).values(suspicion=suspicion))

    def held(self, source: str) -> int:
        """How many deliveries are held for the source."""
        with self._db.read() as connection:
            return int(connection.execute(_HELD, {"s": source}).scalar_one())

    def settle_held(self, source: str, now: datetime, *, send: bool, words: str = "") -> int:
        """Send what is held for the source, or close it with the reason. How many deliveries these were."""
        mine = and_(deliveries.c.held_for == source, deliveries.c.state == "held")
        values = {"state": "pending", "due_at": now, "error": ""} if send else {"state": "dead", "error": words}
        with self._db.write() as connection:
            return connection.execute(
                update(deliveries).where(mine).values(**values, settled_at=None if send else now)
            ).rowcount

    def arrivals(self, source: str, since: datetime) -> Sequence[datetime]:
        """When the source's items of this time were published (or first seen), in order."""
        at = func.coalesce(items.c.published_at, items.c.first_seen)
        # When an undated item of the baseline was published is not known.
        dated = or_(items.c.published_at.is_not(None), items.c.baseline.is_(False))
        with self._db.read() as connection:
            rows = connection.execute(select(at).where(items.c.source == source, at >= since, dated).order_by(at))
            return [row[0] for row in rows]

    def postpone(self, ids: Sequence[int], until: datetime) -> None:
        """Look at items later; nothing was learnt of them."""
        with self._db.write() as connection:
            connection.execute(update(items).where(items.c.id.in_(ids)).values(next_check_at=until))

    def baseline_counts(self, source: str) -> tuple[int, Sequence[Item]]:
        """How many items of the source have been read, and those of them that are on a topic."""
        read = and_(items.c.source == source, items.c.version > 0)
        with self._db.read() as connection:
            count = connection.execute(select(func.count()).select_from(items).where(read)).scalar_one()
            on = (
                connection.execute(select(*_ITEM).where(read, items.c.topics != "[]").order_by(items.c.id))
                .mappings()
                .all()
            )
            return int(count), [codec.item(row) for row in on]

    # --- hosts -------------------------------------------------------------------------------------

    def host(self, host: str) -> HostState:
        with self._db.read() as connection:
            row = connection.execute(select(hosts).where(hosts.c.host == host)).mappings().first()
            return HostState(**row) if row else HostState(host)

    def save_host(self, state: HostState) -> None:
        values = {f.name: getattr(state, f.name) for f in fields(state)}
        statement = self._db.insert(hosts).values(values)
        with self._db.write() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))

    # --- after the configuration changed -------------------------------------------------------------

    def archived(self, source: str, *, after: int, limit: int) -> Sequence[tuple[Item, Version]]:
        """Items that were read, with their newest version, by id, `limit` at a time behind the id `after`."""
        here = and_(versions.c.item_id == items.c.id, versions.c.number == items.c.version)
        columns = [c.label(f"version_{c.name}") for c in versions.c]
        statement = select(*_ITEM, *columns).join(versions, here).where(items.c.source == source, items.c.id > after)
        with self._db.read() as connection:
            rows = connection.execute(statement.order_by(items.c.id).limit(limit)).mappings().all()
            return [self._archived(connection, row) for row in rows]

    def _archived(self, connection: Connection, row: Mapping[Any, Any]) -> tuple[Item, Version]:
        item = codec.item({f.name: row[f.name] for f in fields(Item)})
        return item, self._version(connection, {c.name: row[f"version_{c.name}"] for c in versions.c})

    def remark(self, item: Item, matches: Sequence[Match]) -> None:
        """Keep the topics that an item is on under a changed configuration, and why; tells nobody."""
        values = {
            "topics": codec.encode(item.topics),
            "maybe": codec.encode(item.maybe),
            "left": codec.encode(item.left),
            "next_check_at": item.next_check_at,
        }
        with self._db.write() as connection:
            connection.execute(update(items).where(items.c.id == item.id).values(values))
            self._put_matches(connection, item.id, matches)

    def rename_source(self, old: str, new: str) -> None:
        """A source's file was renamed: its items, runs and state follow."""
        with self._db.write() as connection:
            if connection.execute(select(sources.c.name).where(sources.c.name == new)).first():
                return
            for table in (items, aliases, addresses, poll_runs):
                connection.execute(update(table).where(table.c.source == old).values(source=new))
            connection.execute(update(deliveries).where(deliveries.c.held_for == old).values(held_for=new))
            connection.execute(update(sources).where(sources.c.name == old).values(name=new))
