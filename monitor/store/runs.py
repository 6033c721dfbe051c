"""A source's runs: its lease, the row of each poll, what is remembered of the source, and what is held for it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from monitor.core.flat import flat
from monitor.core.model import Item, PollRun, Suspicion
from monitor.core.ports import Beginning, Begun, Ending, SourceState
from monitor.core.reasons import Reason
from monitor.core.states import DEAD, HELD, PENDING, HeldBecause
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.observations import put_counts, put_looks
from monitor.store.tables import deliveries, items, poll_runs, sources, unreadable
from monitor.store.writing import ITEM, put_drafts, validators_of

RUNNING, INTERRUPTED = "running", "interrupted before its end"
# Statements that run in every poll are built once.
_MINE = sources.c.name == bindparam("s")
_KEPT = tuple(f.name for f in fields(SourceState) if f.name != "name")
_CLOSED = tuple(f.name for f in fields(PollRun) if f.name not in ("id", "events", "source", "started_at"))
_STATE_COLUMNS = tuple(sources.c[f.name] for f in fields(SourceState))
_HELD = (
    select(func.count())
    .select_from(deliveries)
    .where(deliveries.c.held_for == bindparam("s"), deliveries.c.state == HELD)
)
# What the run before came to: one whose process died is running for ever, until the next begins.
_BEFORE = (
    select(poll_runs.c.outcome).where(poll_runs.c.source == bindparam("s")).order_by(poll_runs.c.id.desc()).limit(1)
)
_INTERRUPT = (
    update(poll_runs)
    .where(poll_runs.c.source == bindparam("s"), poll_runs.c.outcome == RUNNING)
    .values(outcome="failed", error=INTERRUPTED)
)
_CLAIM = (
    update(sources)
    .where(
        _MINE,
        or_(
            sources.c.lease_until.is_(None),
            sources.c.lease_until < bindparam("now"),
            sources.c.lease_owner == bindparam("o"),
            sources.c.lease_owner == bindparam("i"),
        ),
    )
    .values(lease_owner=bindparam("o"), lease_until=bindparam("until"))
    .returning(
        *_STATE_COLUMNS,
        _HELD.scalar_subquery().label("held"),
        exists().where(items.c.source == bindparam("s"), items.c.next_check_at <= bindparam("now")).label("due"),
        _BEFORE.scalar_subquery().label("before"),
    )
)
_START = insert(poll_runs).returning(poll_runs.c.id)
_CLOSE = update(poll_runs).where(poll_runs.c.id == bindparam("run")).values({n: bindparam(f"_{n}") for n in _CLOSED})
_OWNED = update(sources).where(_MINE, sources.c.lease_owner == bindparam("o"))


def _leaving(names: Sequence[str]) -> dict[str, object]:
    return {"lease_owner": None, "lease_until": None, **{n: bindparam(f"_{n}") for n in names}}


_LEAVE_SUSPICION = _OWNED.values(_leaving(_KEPT))
_LEAVE = _OWNED.values(_leaving([n for n in _KEPT if n != "suspicion"]))


class RunStore:
    """The store as a poll begins and ends it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def source_owner(self, source: str) -> str:
        """Who holds the source's lease; empty when nobody does."""
        with self._db.read() as connection:
            found = connection.execute(select(sources.c.lease_owner).where(sources.c.name == source)).scalar()
            return str(found or "")

    def begin_runs(self, wanted: Sequence[Beginning], now: datetime, lease: float) -> list[Begun | None]:
        """Take the leases of sources and open a poll run for each. With
        it comes what a poll begins with. None where another holds the lease, save the one it is taken `instead_of`.
        """
        with self._db.write() as connection:
            return [self._begin(connection, one, now, lease) for one in wanted]

    def _begin(self, connection: Connection, wanted: Beginning, now: datetime, lease: float) -> Begun | None:
        row = self._claim(connection, wanted, now, lease)
        if row is None:
            return None
        held, due = int(row.pop("held")), bool(row.pop("due"))
        if row.pop("before") == RUNNING:
            connection.execute(_INTERRUPT, {"s": wanted.source})
        coded = {
            "suspicion": codec.suspicion(row["suspicion"]),
            "sessions": codec.sessions(row["sessions"]),
            "terms": codec.terms(row["terms"]),
        }
        state = SourceState(**{**row, **coded})
        run = self._start(connection, wanted.source, now, state.baseline_at is None)
        return Begun(state, run, held, due, validators_of(connection, wanted.source, wanted.lists))

    def _claim(self, connection: Connection, wanted: Beginning, now: datetime, lease: float) -> dict[str, Any] | None:
        """The source's row, with what is held and whether any item is due; None while another holds the lease."""
        until = now + timedelta(seconds=lease)
        values = {"s": wanted.source, "o": wanted.owner, "i": wanted.instead_of, "now": now, "until": until}
        if (row := connection.execute(_CLAIM, values).mappings().first()) is not None:
            return dict(row)
        connection.execute(
            self._db.insert(sources)
            .values(
                name=wanted.source,
                failures=0,
                failing_told=False,
                stale_told=False,
                suspicion="",
                wait=0.0,
                revision=0,
                sessions="",
                terms="",
            )
            .on_conflict_do_nothing()
        )
        row = connection.execute(_CLAIM, values).mappings().first()
        return dict(row) if row is not None else None

    def _start(self, connection: Connection, source: str, now: datetime, baseline: bool) -> int:
        values = {"source": source, "started_at": now, "outcome": RUNNING, "error": None, "baseline": baseline}
        return int(connection.execute(_START, values).scalar_one())

    def renew_source(self, source: str, owner: str, now: datetime, lease: float) -> bool:
        """Hold the lease longer. False when it was lost meanwhile."""
        with self._db.write() as connection:
            statement = _OWNED.values(lease_until=now + timedelta(seconds=lease))
            return connection.execute(statement, {"s": source, "o": owner}).rowcount == 1

    def end_runs(self, ended: Sequence[Ending]) -> list[tuple[int, ...]]:
        """Close runs, keep the sources' states, release their leases, and store our own events about them, of which the
        ids are returned.
        """
        with self._db.write() as connection:
            put_looks(self._db, connection, list(flat(one.notes.looks for one in ended)))
            for one in ended:
                put_counts(self._db, connection, one.run.source, one.notes.counts)
            return [self._end(connection, one) for one in ended]

    def _end(self, connection: Connection, ended: Ending) -> tuple[int, ...]:
        run, state = ended.run, ended.state
        kept = {f"_{n}": getattr(state, n) for n in _KEPT if n != "suspicion"}
        kept["_sessions"] = codec.encode(state.sessions) if state.sessions else ""
        kept["_terms"] = codec.encode(state.terms) if state.terms is not None else ""
        if ended.suspects:
            kept["_suspicion"] = codec.optional(state.suspicion)
        leave = _LEAVE_SUSPICION if ended.suspects else _LEAVE
        connection.execute(_CLOSE, {"run": run.id, **{f"_{n}": getattr(run, n) for n in _CLOSED}})
        connection.execute(leave, {"s": run.source, "o": ended.owner, **kept})
        if ended.told:
            connection.execute(update(unreadable).where(unreadable.c.item_id.in_(ended.told)).values(told=True))
        return put_drafts(connection, ended.drafts, run.finished_at)

    # --- a redesign that is held -------------------------------------------------------------------

    def suspect(self, source: str, suspicion: Suspicion | None) -> None:
        """Keep what is suspected of a source, before anything is held for it; None forgets it."""
        with self._db.write() as connection:
            connection.execute(
                update(sources).where(sources.c.name == source).values(suspicion=codec.optional(suspicion))
            )

    def settle_held(self, source: str, now: datetime, *, why: Reason | None) -> int:
        """Close what is held for the source for a reason; without one it is sent. How many deliveries these were."""
        mine = and_(deliveries.c.held_for == source, deliveries.c.state == HELD)
        free = {"state": PENDING, "due_at": now, "why": "", "held_for": "", "held_because": HeldBecause.NOTHING}
        values = {"state": DEAD, "why": codec.encode(why), "settled_at": now} if why else free
        with self._db.write() as connection:
            return connection.execute(update(deliveries).where(mine).values(values)).rowcount

    def arrivals(self, source: str, since: datetime) -> Sequence[datetime]:
        """When the source's items of this time were published (or first seen), in order."""
        at = func.coalesce(items.c.published_at, items.c.first_seen)
        # When an undated item of the baseline was published is not known.
        dated = or_(items.c.published_at.is_not(None), items.c.baseline.is_(False))
        with self._db.read() as connection:
            rows = connection.execute(select(at).where(items.c.source == source, at >= since, dated).order_by(at))
            return [row[0] for row in rows]

    def baseline_counts(self, source: str) -> tuple[int, Sequence[Item]]:
        """How many items of the source have been read, and those of them that are on a topic."""
        read = and_(items.c.source == source, items.c.version > 0)
        with self._db.read() as connection:
            count = connection.execute(select(func.count()).select_from(items).where(read)).scalar_one()
            on = (
                connection.execute(select(*ITEM).where(read, items.c.topics != "[]").order_by(items.c.id))
                .mappings()
                .all()
            )
            return int(count), [codec.item(row) for row in on]
