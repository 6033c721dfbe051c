"""What is planned, put right after the clock was: no moment lies further off than what made it allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, and_, or_, select, update

from monitor.core.answers import LONGEST_REST
from monitor.core.model import Item
from monitor.core.routing import DIGEST, ITEM_BUNDLES, LOST
from monitor.core.schedule import is_ahead
from monitor.core.states import HELD, PENDING, SENDING, HeldBecause
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.tables import channels, deliveries, hosts, items, sources
from monitor.store.writing import ITEM

_D = deliveries.c
_BY_TIME = and_(_D.state == HELD, _D.held_because == HeldBecause.TIME)
# What goes out as soon as it can, and what is held for some minutes: no calendar says when.
_AT_ONCE = or_(_D.state == PENDING, and_(_BY_TIME, or_(_D.bundle.startswith(ITEM_BUNDLES), _D.bundle == LOST)))


@dataclass(frozen=True, slots=True)
class Now:
    """Now, the leases of a poll and of a send in seconds, and for each channel the latest moment of its calendar."""

    at: datetime
    poll_lease: float
    send_lease: float
    calendars: Mapping[str, datetime]


class PlanningStore:
    """The store as a process puts its plans right."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def plan_anew(self, now: Now) -> int:
        """Make due what was planned under another clock: polls, rests, leases, alerts on their way. Calendars (digests,
        quiet hours) stay, but for what lies beyond their next moment. How many rows were changed.
        """
        with self._db.write() as connection:
            # The channels first, in order, as a claim and a settlement do: else two would wait for each other.
            connection.execute(select(channels.c.name).order_by(channels.c.name).with_for_update()).all()
            statements = [*_leases(now), *_alerts(now), *_waits(connection, now.at)]
            return sum(connection.execute(statement).rowcount for statement in statements)

    def planned_items(self, source: str, now: datetime, *, after: int, limit: int) -> Sequence[Item]:
        """Items of a source whose next look is still to come, by id, `limit` at a time behind the id `after`."""
        here = and_(items.c.source == source, items.c.next_check_at > now, items.c.id > after)
        with self._db.read() as connection:
            rows = connection.execute(select(*ITEM).where(here).order_by(items.c.id).limit(limit)).mappings().all()
            return [codec.item(row) for row in rows]


def _leases(now: Now) -> Iterator[Update]:
    """A lease is shortened, not ended: who holds it may be at work."""
    poll, send = (now.at + timedelta(seconds=s) for s in (now.poll_lease, now.send_lease))
    yield update(sources).where(sources.c.lease_until > poll).values(lease_until=poll)
    yield update(deliveries).where(_D.state == SENDING, _D.due_at > send).values(due_at=send)


def _alerts(now: Now) -> Iterator[Update]:
    yield update(deliveries).where(_AT_ONCE, _D.due_at > now.at).values(due_at=now.at)
    gathered = and_(_BY_TIME, _D.bundle == DIGEST)
    for channel, latest in now.calendars.items():
        yield update(deliveries).where(gathered, _D.channel == channel, _D.due_at > latest).values(due_at=latest)


def _waits(connection: Connection, now: datetime) -> Iterator[Update]:
    yield update(hosts).where(hosts.c.resting_until > now + LONGEST_REST).values(resting_until=None)
    for table, moment in ((sources, sources.c.next_run_at), (channels, channels.c.next_at)):
        rows = connection.execute(select(table.c.name, moment, table.c.wait).where(moment > now)).all()
        ahead = [row[0] for row in rows if is_ahead(row[1], row[2], now)]
        if ahead:
            yield update(table).where(table.c.name.in_(ahead)).values({moment: now})
