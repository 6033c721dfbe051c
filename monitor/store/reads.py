"""What people and pages ask of the store. Only `set_mark` and `change_mark` write."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update

from monitor.core.flat import flat
from monitor.core.identity import lookups
from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import Alert, Event, Item, Match, Observation, Reading, Version
from monitor.core.ports import Draft
from monitor.core.text import fold
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.observations import observed
from monitor.store.tables import (
    alerts,
    aliases,
    deliveries,
    documents,
    events,
    item_files,
    item_matches,
    item_references,
    item_texts,
    items,
    marks,
    poll_runs,
    readings,
    sources,
    versions,
)
from monitor.store.texts import TEXTS, version_of
from monitor.store.writing import alias_keys, put_drafts

_ITEM = tuple(items.c[f.name].label(f.name) for f in fields(Item))
_EVENT = tuple(events.c[f.name].label(f.name) for f in fields(Event))
_OTHER = item_files.alias()
_SAME_FILE = (
    select(item_files.c.item_id, _OTHER.c.item_id.label("other"))
    .join(_OTHER, and_(_OTHER.c.name == item_files.c.name, _OTHER.c.item_id != item_files.c.item_id))
    .where(item_files.c.item_id.in_(bindparam("ids", expanding=True)))
    .distinct()
    .order_by(_OTHER.c.item_id)
)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its names, why it is on or near its topics, and the items that have a file in common with it."""

    item: Item
    aliases: tuple[str, ...]
    references: tuple[str, ...]
    matches: tuple[Match, ...] = ()
    same_file: tuple[Item, ...] = ()


class Reads:
    """The store as the faces use it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- items -------------------------------------------------------------------------------------

    def items(
        self,
        *,
        limit: int,
        source: str = "",
        topic: str = "",
        state: str = "",
        words: str = "",
        after: int = 0,
        before: int = 0,
    ) -> list[ItemView]:
        """Items that were read, newest first, narrowed by what is given. `words`: all must stand in the text."""
        where: list[ColumnElement[bool]] = [items.c.version > 0]
        if source:
            where.append(items.c.source == source)
        if state:
            where.append(items.c.state == state)
        if topic:
            where.append(items.c.topics.contains(codec.encode(topic), autoescape=True))
        if after:
            where.append(items.c.id > after)
        if before:
            where.append(items.c.id < before)
        statement = select(*_ITEM).order_by(items.c.id.asc() if after else items.c.id.desc()).limit(limit)
        if words:
            statement = statement.join(item_texts, item_texts.c.item_id == items.c.id)
            where += [item_texts.c.text.contains(word, autoescape=True) for word in fold(words).split()]
        with self._db.read() as connection:
            found = [codec.item(row) for row in connection.execute(statement.where(*where)).mappings().all()]
        return self._views(found)

    def find(self, text: str) -> list[ItemView]:
        """The items that an id, alias or reference stands for."""
        keys = list(flat(alias_keys(name) for name in lookups(text)))
        where: list[ColumnElement[bool]] = [
            items.c.id.in_(select(aliases.c.item_id).where(aliases.c.alias.in_(keys))),
            items.c.id.in_(select(item_references.c.item_id).where(item_references.c.reference == text)),
        ]
        with self._db.read() as connection:
            if text.isdigit() and len(text) < 10:
                row = connection.execute(select(*_ITEM).where(items.c.id == int(text))).mappings().first()
                if row:
                    return self._views([codec.item(row)])
            rows = connection.execute(select(*_ITEM).where(or_(*where)).order_by(items.c.id)).mappings().all()
            found = [codec.item(row) for row in rows]
        return self._views(found)

    def _views(self, found: Sequence[Item]) -> list[ItemView]:
        ids = [item.id for item in found]
        with self._db.read() as connection:
            names = _grouped(
                connection.execute(
                    select(aliases.c.item_id, aliases.c.alias)
                    .where(aliases.c.item_id.in_(ids))
                    .order_by(aliases.c.alias)
                )
            )
            refs = _grouped(
                connection.execute(
                    select(item_references.c.item_id, item_references.c.reference).where(
                        item_references.c.item_id.in_(ids)
                    )
                )
            )
            rows = connection.execute(select(item_matches).where(item_matches.c.item_id.in_(ids))).all()
            alike = connection.execute(_SAME_FILE, {"ids": ids}).all()
        why = {row.item_id: codec.matches(row.body) for row in rows}
        others = self.items_by_id([row.other for row in alike])
        same = {i: tuple(others[row.other] for row in alike if row.item_id == i) for i in ids}
        return [ItemView(i, names.get(i.id, ()), refs.get(i.id, ()), why.get(i.id, ()), same[i.id]) for i in found]

    def items_by_id(self, ids: Sequence[int]) -> dict[int, Item]:
        with self._db.read() as connection:
            rows = connection.execute(select(*_ITEM).where(items.c.id.in_(ids))).mappings().all()
            return {row["id"]: codec.item(row) for row in rows}

    def versions(self, item_id: int) -> list[Version]:
        """Every version of an item, oldest first."""
        with self._db.read() as connection:
            rows = connection.execute(select(TEXTS).where(TEXTS.c.item_id == item_id).order_by(TEXTS.c.number))
            return [version_of(connection, row) for row in rows.mappings().all()]

    def readings(self, item_id: int) -> list[Reading]:
        """Which versions of an item were read anew, by which reader and when."""
        mine = select(readings.c.number, readings.c.reader, readings.c.at).where(readings.c.item_id == item_id)
        with self._db.read() as connection:
            return [Reading(*row) for row in connection.execute(mine.order_by(readings.c.id))]

    def observations(self, item: Item) -> list[Observation]:
        """What was seen of an item, look by look, at all addresses that it had; where its text stands in a list, what
        was seen of its source's lists.
        """
        with self._db.read() as connection:
            return observed(connection, item)

    def version(self, item_id: int, number: int) -> Version | None:
        """One version of an item; None where it is not kept."""
        with self._db.read() as connection:
            here = (TEXTS.c.item_id == item_id) & (TEXTS.c.number == number)
            row = connection.execute(select(TEXTS).where(here)).mappings().first()
            return version_of(connection, row) if row else None

    def counts(self) -> Mapping[str, int]:
        """How many rows there are of what, for metrics and `db verify`."""
        tables = {"items": items, "versions": versions, "events": events, "documents": documents, "alerts": alerts}
        with self._db.read() as connection:
            return {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in tables.items()
            }

    # --- events, deliveries ------------------------------------------------------------------------

    def events(
        self,
        *,
        limit: int,
        after: int = 0,
        kind: str = "",
        source: str = "",
        item_id: int | None = None,
        ids: Sequence[int] | None = None,
        newest_first: bool = True,
    ) -> list[Event]:
        where: list[ColumnElement[bool]] = []
        if after:
            where.append(events.c.id > after)
        if kind:
            where.append(events.c.kind == kind)
        if source:
            where.append(events.c.source == source)
        if item_id is not None:
            where.append(events.c.item_id == item_id)
        if ids is not None:
            where.append(events.c.id.in_(ids))
        order = events.c.id.desc() if newest_first and not after else events.c.id
        with self._db.read() as connection:
            rows = connection.execute(select(*_EVENT).where(*where).order_by(order).limit(limit)).mappings().all()
            return [codec.event(row) for row in rows]

    def event(self, name: str) -> Event | None:
        """One event, by its id or its reference."""
        named = events.c.reference == name
        if name.isdecimal() and len(name) < 19:
            named = named | (events.c.id == int(name))
        with self._db.read() as connection:
            row = connection.execute(select(*_EVENT).where(named).order_by(events.c.id)).mappings().first()
            return codec.event(row) if row else None

    def alert_of(self, event_id: int) -> Alert | None:
        with self._db.read() as connection:
            body = connection.execute(select(alerts.c.body).where(alerts.c.event_id == event_id)).scalar()
            return codec.alert(body, event_id) if body is not None else None

    def deliveries(self, *, limit: int, state: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Rows as the contract shows them, newest first."""
        statement = (
            select(
                deliveries.c.id,
                alerts.c.event_id.label("event"),
                deliveries.c.channel,
                deliveries.c.state,
                deliveries.c.attempt.label("attempts"),
                deliveries.c.due_at,
                deliveries.c.error,
                deliveries.c.why,
                deliveries.c.created_at,
                deliveries.c.settled_at,
            )
            .join(alerts, alerts.c.id == deliveries.c.alert_id)
            .limit(limit)
        )
        where = [deliveries.c.state == state] if state else []
        if after:
            where.append(deliveries.c.id > after)
        order = deliveries.c.id if after else deliveries.c.id.desc()
        with self._db.read() as connection:
            rows = connection.execute(statement.where(*where).order_by(order)).mappings()
            return [{**row, "why": codec.why(row["why"])} for row in rows]

    def delivery_counts(self) -> dict[str, int]:
        """How many deliveries stand in each state."""
        with self._db.read() as connection:
            rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
            return {str(row[0]): int(row[1]) for row in rows}

    def deliveries_by_channel(self) -> list[tuple[str, str, int, datetime]]:
        """(channel, state, how many, the first of them) for every channel and state that has any."""
        figures = (func.count(), func.min(deliveries.c.created_at))
        grouped = select(deliveries.c.channel, deliveries.c.state, *figures)
        with self._db.read() as connection:
            rows = connection.execute(grouped.group_by(deliveries.c.channel, deliveries.c.state))
            return [(str(channel), str(state), int(count), first) for channel, state, count, first in rows]

    # --- sources, runs, marks ----------------------------------------------------------------------

    def source_rows(self) -> dict[str, dict[str, Any]]:
        with self._db.read() as connection:
            rows = connection.execute(select(sources)).mappings()
            return {row["name"]: {**row, "suspicion": codec.suspicion(row["suspicion"])} for row in rows}

    def last_runs(self) -> dict[str, dict[str, Any]]:
        """The newest poll run of each source."""
        newest = select(func.max(poll_runs.c.id)).group_by(poll_runs.c.source)
        with self._db.read() as connection:
            rows = connection.execute(select(poll_runs).where(poll_runs.c.id.in_(newest))).mappings()
            return {row["source"]: dict(row) for row in rows}

    def finished_runs(self, source: str, *, after: int) -> int:
        """How many polls of a source that began after a run's id have finished."""
        mine = (poll_runs.c.source == source) & (poll_runs.c.id > after) & poll_runs.c.finished_at.is_not(None)
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(poll_runs).where(mine)).scalar_one())

    def run_totals(self, since: datetime) -> dict[str, dict[str, int]]:
        """Per source: runs, requests and 304 answers since a moment."""
        statement = (
            select(
                poll_runs.c.source,
                func.count().label("runs"),
                func.coalesce(func.sum(poll_runs.c.requests), 0).label("requests"),
                func.coalesce(func.sum(poll_runs.c.not_modified), 0).label("not_modified"),
            )
            .where(poll_runs.c.started_at >= since)
            .group_by(poll_runs.c.source)
        )
        with self._db.read() as connection:
            return {
                row["source"]: {k: int(row[k]) for k in ("runs", "requests", "not_modified")}
                for row in connection.execute(statement).mappings()
            }

    def polls_since(self, since: datetime) -> tuple[int, int]:
        """How many polls ended since a moment, and how many looks at items they took."""
        looks = func.coalesce(func.sum(poll_runs.c.checked), 0)
        with self._db.read() as connection:
            row = connection.execute(
                select(func.count(), looks).where(poll_runs.c.started_at >= since, poll_runs.c.outcome != "skipped")
            ).one()
            return int(row[0]), int(row[1])

    def last_event(self) -> int:
        """The id of the newest event."""
        with self._db.read() as connection:
            return int(connection.execute(select(func.max(events.c.id))).scalar() or 0)

    def alerts_between(self, after: int, last: int, limit: int) -> list[Alert]:
        """The newest alerts on items whose events have greater ids than `after`, up to `last`, in order."""
        statement = (
            select(alerts.c.event_id, alerts.c.body)
            .join(events, events.c.id == alerts.c.event_id)
            .where(
                events.c.id > after,
                events.c.id <= last,
                events.c.item_id.is_not(None),
                events.c.kind.not_in(SYSTEM_KINDS),
            )
            .order_by(alerts.c.event_id.desc())
        )
        with self._db.read() as connection:
            found = connection.execute(statement.limit(limit)).all()
            return [codec.alert(row.body, row.event_id) for row in reversed(found)]

    def unhealthy_sources(self) -> list[str]:
        """Sources of which it was told that they fail, are silent, or are suspect."""
        told = sources.c.failing_told | sources.c.stale_told | (sources.c.suspicion != "")
        with self._db.read() as connection:
            return [
                str(row[0]) for row in connection.execute(select(sources.c.name).where(told).order_by(sources.c.name))
            ]

    def sum_up(self, mark: str, was: datetime, now: datetime, value: str, draft: Draft) -> bool:
        """Record a summary and move its mark on, in one transaction. False when another process did so meanwhile."""
        with self._db.write() as connection:
            moved = update(marks).where(marks.c.name == mark, marks.c.at == was).values(at=now, value=value)
            if connection.execute(moved).rowcount != 1:
                return False
            put_drafts(connection, [draft], now)
            return True

    def item_counts(self) -> dict[str, int]:
        """Per source: how many items have been read."""
        statement = select(items.c.source, func.count()).where(items.c.version > 0).group_by(items.c.source)
        with self._db.read() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(statement)}

    def mark(self, name: str) -> tuple[str, datetime] | None:
        with self._db.read() as connection:
            row = connection.execute(select(marks.c.value, marks.c.at).where(marks.c.name == name)).first()
            return (str(row[0]), row[1]) if row else None

    def marks_of(self, kind: str) -> dict[str, dict[str, Any]]:
        """The marks whose names begin so, by what follows: what each says, and when it was set."""
        with self._db.read() as connection:
            rows = connection.execute(select(marks).where(marks.c.name.startswith(kind, autoescape=True))).all()
            return {row.name.removeprefix(kind): {**json.loads(row.value), "at": row.at} for row in rows}

    def set_mark(self, name: str, value: str, now: datetime) -> None:
        """Keep a small fact of the program's own: the heartbeat, the configuration that items were marked under."""
        self.change_mark(name, lambda _: value, now)

    def change_mark(self, name: str, change: Callable[[str], str], now: datetime) -> None:
        """Put what `change` makes of a mark ('' where there is none) in its place, in one transaction."""
        insert = self._db.insert(marks)
        with self._db.write() as connection:
            # PostgreSQL lets two writers read at once; a row that is there can be locked.
            connection.execute(insert.values(name=name, value="", at=now).on_conflict_do_nothing())
            kept = select(marks.c.value).where(marks.c.name == name).with_for_update()
            value = change(str(connection.execute(kept).scalar_one()))
            connection.execute(update(marks).where(marks.c.name == name).values(value=value, at=now))


def _grouped(rows: Any) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(str(row[1]))
    return {key: tuple(values) for key, values in found.items()}
