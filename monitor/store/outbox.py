"""The deliveries on their way: claimed under a lease, settled under the attempt they were claimed with.

One message at a time goes to a channel, over all processes: while a delivery is `sending` under a lease that runs,
nothing else of the channel is handed out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    union_all,
    update,
)

from monitor.core.model import Delivery, Parcel
from monitor.core.ports import Rules, Verdict
from monitor.core.schedule import is_ahead
from monitor.core.states import DEAD, HELD, PENDING, SENDING, HeldBecause
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.settling import Work, given_up, held_in_doubt, lost_now, noted, nothing, open_again, pay, rest
from monitor.store.tables import alerts, channels, deliveries

_D = deliveries.c
# What may go out: also what was held until now. What a suspicion or a doubt holds waits for a person.
_OPEN = or_(_D.state.in_((PENDING, SENDING)), and_(_D.state == HELD, _D.held_because == HeldBecause.TIME))
_HERE = _D.channel == bindparam("c")
# What is due, with its alert: a query for each would cost as much as all else of a claim.
_DUE: Select[Any] = select(*deliveries.c, alerts.c.event_id, alerts.c.body).join(alerts, alerts.c.id == _D.alert_id)


def _firsts(state: str) -> Select[Any]:
    """What has been due longest of a state, from the end of an index. What is being sent counts before it is due."""
    due = _D.due_at <= bindparam("now") if state != SENDING else true()
    held = HeldBecause.TIME if state == HELD else HeldBecause.NOTHING
    found = _DUE.where(_HERE, _D.state == state, _D.held_because == held, due).order_by(_D.due_at, _D.id)
    # One query over all states would sort what waits at every claim.
    return select((found if state == SENDING else found.limit(1)).subquery())


_NEXT = union_all(*(_firsts(state) for state in (SENDING, PENDING, HELD)))
_CHANNEL = select(channels).where(channels.c.name == bindparam("c")).with_for_update()
_TAKE = (
    update(deliveries)
    .where(_D.id == bindparam("i"), _D.state == bindparam("was"), _D.attempt == bindparam("tried"))
    .values(
        state=SENDING,
        held_because=HeldBecause.NOTHING,
        attempt=bindparam("tried") + 1,
        due_at=bindparam("until"),
        doubtful=bindparam("perhaps"),
        message=bindparam("m"),
    )
)
_SENT_AT = (
    update(channels).where(channels.c.name == bindparam("c")).values(sent_at=bindparam("now"), owner=bindparam("o"))
)


class OutboxStore:
    """The store as the pipeline of delivering uses it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Channels with something due that are not resting after a failure."""
        due = select(_D.channel, channels.c.next_at, channels.c.wait).where(_OPEN, _D.due_at <= now).distinct()
        with self._db.read() as connection:
            rows = connection.execute(due.outerjoin(channels, channels.c.name == _D.channel)).all()
            return sorted(str(row.channel) for row in rows if not _rests(row, now))

    def holders(self, now: datetime) -> Sequence[tuple[str, str]]:
        """(channel, owner) where a message is on its way under a lease that still runs."""
        going = select(_D.channel).where(_D.state == SENDING, _D.due_at > now)
        with self._db.read() as connection:
            rows = connection.execute(select(channels.c.name, channels.c.owner).where(channels.c.name.in_(going)))
            return [(str(row[0]), str(row[1])) for row in rows]

    def end_leases(self, channel: str, owner: str, now: datetime) -> int:
        """Let a dead owner's lease on a channel run out at once. How many deliveries it held."""
        still = select(channels.c.name).where(channels.c.name == channel, channels.c.owner == owner)
        going = and_(_D.channel.in_(still), _D.state == SENDING, _D.due_at > now)
        with self._db.write() as connection:
            return connection.execute(update(deliveries).where(going).values(due_at=now)).rowcount

    def claim(self, channel: str, now: datetime, rules: Rules) -> Parcel | datetime | None:
        """Take what has been due longest: one delivery, or what goes with it as one message. A delivery still `sending`
        whose lease ran out may have arrived: it is handed out as doubtful, in the message it was in.

        The moment from which the channel's pace allows another message, where that is later; None while the channel
        rests or another message is on its way to it, and when nothing is due.
        """
        with self._db.write() as connection:
            return self._claim(connection, channel, now, rules)

    def _claim(
        self, connection: Connection, channel: str, now: datetime, rules: Rules, known: Row[Any] | None = None
    ) -> Parcel | datetime | None:
        row = known or self._channel(connection, channel)
        if _rests(row, now):
            return None
        free = row.sent_at + timedelta(seconds=rules.pace) if row.sent_at else now
        # A clock that was put back must not hold a channel for longer than its pace.
        if now < free <= now + timedelta(seconds=rules.pace):
            return free if self._next(connection, channel, now, rules) else None
        rows = self._due(connection, channel, now, rules)
        taken = [one for one in rows if self._take(connection, one, now, rules, len(rows) > 1)]
        if not taken:
            return None
        if rules.pace or row.owner != rules.owner:
            connection.execute(_SENT_AT, {"c": channel, "now": now, "o": rules.owner})
        return self._parcel(channel, taken, now, rules)

    def _channel(self, connection: Connection, channel: str) -> Row[Any]:
        """The row of a channel, which is locked by that."""
        row = connection.execute(_CHANNEL, {"c": channel}).first()
        if row is None:
            connection.execute(self._db.insert(channels).values(name=channel, failures=0).on_conflict_do_nothing())
            row = connection.execute(_CHANNEL, {"c": channel}).one()
        return row

    def _next(self, connection: Connection, channel: str, now: datetime, rules: Rules) -> Row[Any] | None:
        """The delivery that is next; None while another message is on its way to the channel."""
        found = connection.execute(_NEXT, {"c": channel, "now": now}).all()
        if any(row.due_at > now and row.id not in rules.besides for row in found):
            return None
        # What is in doubt has waited longest; ids part what is due at one moment.
        due = sorted((row.state != SENDING, row.due_at, row.id, row) for row in found if row.due_at <= now)
        return due[0][3] if due else None

    def _due(self, connection: Connection, channel: str, now: datetime, rules: Rules) -> list[Row[Any]]:
        first = self._next(connection, channel, now, rules)
        if first is None:
            return []
        if first.message:
            return self._together(connection, channel, _D.message == first.message, now, 0)
        if not first.bundle or rules.most < 2:
            return [first]
        alike = and_(_D.bundle == first.bundle, _D.message == "", _D.state != SENDING)
        return self._together(connection, channel, alike, now, rules.most) or [first]

    def _together(
        self, connection: Connection, channel: str, alike: ColumnElement[bool], now: datetime, most: int
    ) -> list[Row[Any]]:
        statement = _DUE.where(_D.channel == channel, _OPEN, _D.due_at <= now, alike).order_by(_D.id)
        return list(connection.execute(statement.limit(most) if most else statement).all())

    def _take(self, connection: Connection, row: Row[Any], now: datetime, rules: Rules, several: bool) -> bool:
        until = now + timedelta(seconds=rules.lease)
        values = {"i": row.id, "was": row.state, "tried": row.attempt, "until": until, "perhaps": _perhaps(row)}
        reference = row.message or (rules.reference if several else "")
        return connection.execute(_TAKE, {**values, "m": reference}).rowcount == 1

    def _parcel(self, channel: str, rows: Sequence[Row[Any]], now: datetime, rules: Rules) -> Parcel:
        until = now + timedelta(seconds=rules.lease)
        taken = tuple(
            Delivery(row.id, row.alert_id, channel, SENDING, row.attempt + 1, until, row.created_at, row.error,
                     codec.why(row.why), _perhaps(row), row.bundle, row.message)
            for row in rows
        )  # fmt: skip
        found = tuple(codec.alert(row.body, row.event_id) for row in rows)
        alone = found[0].event.reference
        return Parcel(channel, taken, found, rows[0].message or (rules.reference if len(rows) > 1 else alone))

    # --- what became of it ---------------------------------------------------------------------------

    @contextmanager
    def settling(self, parcel: Parcel, verdict: Verdict) -> Iterator[Work]:
        """Note what the channel said. What will not arrive is in what this gives; it is written when the block ends.

        The channel rests until `again_at`. When it takes something again, all that waits is due, above twenty as
        digests.
        """
        with self._db.write() as connection:
            # The channel first, as a claim does: two that wait for each other's rows would both wait for ever.
            row = self._channel(connection, parcel.channel)
            mine = [delivery.id for delivery in parcel.deliveries if noted(connection, delivery, verdict)]
            lost = [*lost_now(parcel, mine, verdict)] if mine else []
            if mine and verdict.outcome.ok and row.failures > 0:
                open_again(connection, parcel.channel, verdict.at)
                row = self._channel(connection, parcel.channel)
            if mine and verdict.again_at and not verdict.outcome.ok:
                rest(connection, parcel.channel, verdict)
                lost += given_up(connection, parcel.channel, verdict)
            if mine and verdict.outcome.ok and row.owed:
                pay(connection, parcel.channel, verdict.at)
            more = partial(self._several, connection, row, verdict.at) if mine and verdict.outcome.ok else nothing
            yield Work(connection, verdict.at, bool(mine), tuple(lost), more)

    @contextmanager
    def holding(self, channel: str, now: datetime, why: str) -> Iterator[Work]:
        """Keep what a dead process may have sent, instead of sending it again."""
        with self._db.write() as connection:
            # The channel first, as a claim and a settlement do.
            self._channel(connection, channel)
            lost = tuple(held_in_doubt(connection, channel, now, why))
            yield Work(connection, now, bool(lost), lost)

    def _several(self, connection: Connection, row: Row[Any], now: datetime, rules: Rules) -> Iterator[Parcel]:
        """As many messages as the claimer takes ahead; he has no pace to keep."""
        for _ in range(rules.ahead):
            found = self._claim(connection, row.name, now, rules, row)
            if not isinstance(found, Parcel):
                return
            besides = (*rules.besides, *(d.id for d in found.deliveries))
            rules = replace(rules, besides=besides, reference=f"{rules.reference}b")
            yield found

    def give_back(self, parcel: Parcel, now: datetime) -> None:
        """What was claimed and never sent waits as before: its attempt does not count, and it is in no more doubt."""
        with self._db.write() as connection:
            connection.execute(_CHANNEL, {"c": parcel.channel}).first()
            for one in parcel.deliveries:
                mine = and_(_D.id == one.id, _D.state == SENDING, _D.attempt == one.attempt)
                # It was due: by when it was made it stands before what came later.
                values = {"state": PENDING, "due_at": min(one.created_at, now), "doubtful": one.doubtful}
                connection.execute(update(deliveries).where(mine).values(values))

    def channel_failures(self, channel: str) -> int:
        with self._db.read() as connection:
            found = connection.execute(select(channels.c.failures).where(channels.c.name == channel)).scalar()
            return int(found or 0)

    def down(self) -> frozenset[str]:
        """Channels that refuse what they are sent."""
        with self._db.read() as connection:
            return frozenset(connection.execute(select(channels.c.name).where(channels.c.failures > 0)).scalars())

    def stranded(self, known: Sequence[str]) -> dict[str, int]:
        """How many deliveries wait for channels that are not among the known."""
        with self._db.read() as connection:
            rows = connection.execute(
                select(_D.channel, func.count()).where(_OPEN, _D.channel.not_in(known)).group_by(_D.channel)
            )
            return {str(row[0]): int(row[1]) for row in rows}

    def retry(self, ids: Sequence[int], now: datetime) -> list[int]:
        """Make deliveries due at once, each on its own, dead ones too, and wake their channels. The ids found."""
        with self._db.write() as connection:
            mine = select(_D.channel).where(_D.id.in_(ids))
            locked = select(channels.c.name).where(channels.c.name.in_(mine)).order_by(channels.c.name)
            connection.execute(locked.with_for_update()).all()
            rows = connection.execute(
                update(deliveries)
                .where(_D.id.in_(ids), _D.state.in_((PENDING, DEAD, HELD)))
                .values(
                    state=PENDING,
                    due_at=now,
                    created_at=now,
                    settled_at=None,
                    held_because=HeldBecause.NOTHING,
                    held_for="",
                    why="",
                    bundle="",
                    message="",
                    seen=False,
                )
                .returning(_D.id, _D.channel)
            ).all()
            names = {str(row[1]) for row in rows}
            connection.execute(update(channels).where(channels.c.name.in_(names)).values(next_at=None))
            return sorted(int(row[0]) for row in rows)


def _perhaps(row: Row[Any]) -> bool:
    return bool(row.doubtful or row.state == SENDING)


def _rests(row: Any, now: datetime) -> bool:
    """Whether a channel rests; a rest that is further off than it was long was planned under another clock."""
    return bool(row.next_at) and row.next_at > now and not is_ahead(row.next_at, row.wait or 0.0, now)
