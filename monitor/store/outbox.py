"""The deliveries on their way: claimed under a lease, settled under the attempt they were claimed with.

One message at a time goes to a channel, over all processes: while a delivery is `sending` under a lease that runs,
nothing else of the channel is handed out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
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

from monitor.core.model import Alert, Delivery, Parcel
from monitor.core.ports import Rules, Settled, Verdict
from monitor.core.routing import LOST, OWED
from monitor.core.schedule import is_ahead
from monitor.core.states import DEAD, HELD, PENDING, SENDING, SENT
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.lost import IN_DOUBT
from monitor.store.tables import alerts, channels, deliveries
from monitor.store.writing import put_drafts

_DIGEST_ABOVE = 20
# Alerts of which some are named where many did not arrive.
_SAID = 50
_D = deliveries.c
# What may go out: also what a route held until now. What a suspicion or a doubt holds has a name in `held_for`.
_OPEN = or_(_D.state.in_((PENDING, SENDING)), and_(_D.state == HELD, _D.held_for == ""))
_HERE = _D.channel == bindparam("c")
# What is due, with its alert: a query for each would cost as much as all else of a claim.
_DUE: Select[Any] = select(*deliveries.c, alerts.c.event_id, alerts.c.body).join(alerts, alerts.c.id == _D.alert_id)


def _firsts(state: str) -> Select[Any]:
    """What has been due longest of a state, from the end of an index. What is being sent counts before it is due."""
    due = _D.due_at <= bindparam("now") if state != SENDING else true()
    found = _DUE.where(_HERE, _D.state == state, _D.held_for == "", due).order_by(_D.due_at, _D.id)
    # One query over all states would sort what waits at every claim.
    return select((found if state == SENDING else found.limit(1)).subquery())


_NEXT = union_all(*(_firsts(state) for state in (SENDING, PENDING, HELD)))
_CHANNEL = select(channels).where(channels.c.name == bindparam("c")).with_for_update()
_ALERT = select(alerts.c.event_id, alerts.c.body).where(alerts.c.id == bindparam("a"))
_TAKE = (
    update(deliveries)
    .where(_D.id == bindparam("i"), _D.state == bindparam("was"), _D.attempt == bindparam("tried"))
    .values(
        state=SENDING,
        attempt=bindparam("tried") + 1,
        due_at=bindparam("until"),
        doubtful=bindparam("perhaps"),
        message=bindparam("m"),
    )
)
_SENT_AT = (
    update(channels).where(channels.c.name == bindparam("c")).values(sent_at=bindparam("now"), owner=bindparam("o"))
)
_SETTLE = (
    update(deliveries)
    .where(_D.id == bindparam("i"), _D.state == SENDING, _D.attempt == bindparam("tried"))
    .values({n: bindparam(f"_{n}") for n in ("state", "error", "due_at", "settled_at", "doubtful", "held_for")})
)


_FREE = {"failures": 0, "next_at": None, "wait": 0.0, "told_until": None}


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
                     _perhaps(row), row.bundle, row.message)
            for row in rows
        )  # fmt: skip
        found = tuple(codec.alert(row.body, row.event_id) for row in rows)
        alone = found[0].event.reference
        return Parcel(channel, taken, found, rows[0].message or (rules.reference if len(rows) > 1 else alone))

    # --- what became of it ---------------------------------------------------------------------------

    def settle(self, parcel: Parcel, verdict: Verdict, then: Rules | None = None) -> Settled:
        """Note what the channel said, and take what goes out next by the rules of `then`, in one transaction.

        `verdict.say` words what is told of the dead and of what is held. The channel rests until `again_at`. When it
        takes something again, all that waits is due, above twenty as digests.
        """
        with self._db.write() as connection:
            # The channel first, as a claim does: two that wait for each other's rows would both wait for ever.
            row = self._channel(connection, parcel.channel)
            mine = [d for d in parcel.deliveries if self._note(connection, d, verdict)]
            if not mine:
                return Settled(False)
            if _dies(verdict) or verdict.hold:
                ids = [delivery.id for delivery in mine]
                put_drafts(connection, verdict.say(parcel.alerts, ids, held=verdict.hold), verdict.at)
            if verdict.outcome.ok and row.failures > 0:
                self._open_again(connection, parcel.channel, verdict.at)
                row = self._channel(connection, parcel.channel)
            if verdict.again_at and not verdict.outcome.ok:
                self._rest(connection, parcel.channel, verdict)
                old = self._given_up(connection, parcel.channel, verdict)
                if old:
                    told = [_alert(connection, alert) for alert, _ in old[:_SAID]]
                    put_drafts(connection, verdict.say(told, [i for _, i in old], held=False), verdict.at)
            if verdict.outcome.ok and row.owed:
                self._pay(connection, parcel.channel, verdict.at)
            taken = self._several(connection, row, verdict.at, then) if then and verdict.outcome.ok else ()
            return Settled(True, tuple(taken))

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

    def _note(self, connection: Connection, delivery: Delivery, verdict: Verdict) -> bool:
        outcome = verdict.outcome
        state = SENT if outcome.ok else DEAD if _dies(verdict) else HELD if verdict.hold else PENDING
        values = {
            "i": delivery.id,
            "tried": delivery.attempt,
            "_state": state,
            "_error": "" if outcome.ok else outcome.detail[:1000],
            "_due_at": (verdict.again_at if state == PENDING else None) or verdict.at,
            "_settled_at": verdict.at if state in (SENT, DEAD) else None,
            "_doubtful": not outcome.ok and (delivery.doubtful or outcome.doubt),
            "_held_for": IN_DOUBT if state == HELD else "",
        }
        return connection.execute(_SETTLE, values).rowcount == 1

    def _open_again(self, connection: Connection, name: str, now: datetime) -> None:
        """The channel works again: what waits for it is due at once, as digests when it is much."""
        connection.execute(update(channels).where(channels.c.name == name).values(_FREE))
        waiting = and_(_D.channel == name, _D.state == PENDING)
        count = connection.execute(select(func.count()).where(waiting)).scalar_one()
        connection.execute(update(deliveries).where(waiting, _D.due_at > now).values(due_at=now))
        if count > _DIGEST_ABOVE:
            connection.execute(update(deliveries).where(waiting, _D.message == "").values(bundle="digest"))

    def _pay(self, connection: Connection, name: str, now: datetime) -> None:
        """The channel takes messages: what it could not be told before goes out."""
        connection.execute(update(channels).where(channels.c.name == name).values(owed=False))
        owed = and_(_D.channel == name, _D.state == HELD, _D.held_for == OWED)
        values = {"state": PENDING, "held_for": "", "error": "", "bundle": LOST, "due_at": now}
        connection.execute(update(deliveries).where(owed).values(values))

    def _rest(self, connection: Connection, name: str, verdict: Verdict) -> None:
        again = verdict.again_at or verdict.at
        values = {"next_at": again, "wait": (again - verdict.at).total_seconds(), "failures": channels.c.failures + 1}
        connection.execute(update(channels).where(channels.c.name == name).values(values))
        untold = and_(channels.c.name == name, channels.c.told_until.is_(None))
        if verdict.rest and connection.execute(update(channels).where(untold).values(told_until=again)).rowcount == 1:
            put_drafts(connection, verdict.rest, verdict.at)

    def _given_up(self, connection: Connection, name: str, verdict: Verdict) -> list[tuple[int, int]]:
        """Close what has waited for longer than the channel is given; the alerts these were, and the deliveries."""
        if verdict.give_up is None or verdict.overdue is None:
            return []
        waiting = and_(_D.channel == name, _D.state == PENDING)
        oldest = connection.execute(select(func.min(_D.created_at)).where(waiting)).scalar()
        if oldest is None or oldest >= verdict.overdue:
            return []
        old = and_(waiting, _D.created_at < verdict.give_up)
        values = {"state": DEAD, "error": verdict.outcome.detail[:1000], "settled_at": verdict.at}
        gone = connection.execute(update(deliveries).where(old).values(values).returning(_D.alert_id, _D.id)).all()
        return sorted((int(row[0]), int(row[1])) for row in gone)

    def hold_doubtful(self, channel: str, now: datetime, verdict: Verdict) -> int:
        """Keep what a dead process may have sent, instead of sending it again, and say so."""
        gone = and_(_D.channel == channel, _D.state == SENDING, _D.due_at <= now)
        values = {"state": HELD, "held_for": IN_DOUBT, "doubtful": True, "error": verdict.outcome.detail}
        with self._db.write() as connection:
            # The channel first, as a claim and a settlement do.
            self._channel(connection, channel)
            found = connection.execute(
                update(deliveries).where(gone).values(values).returning(_D.alert_id, _D.id)
            ).all()
            if found:
                told = [_alert(connection, row[0]) for row in found[:_SAID]]
                put_drafts(connection, verdict.say(told, [int(row[1]) for row in found], held=True), now)
            return len(found)

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
                    held_for="",
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


def _dies(verdict: Verdict) -> bool:
    return verdict.dead and not verdict.outcome.ok


def _alert(connection: Connection, alert_id: int) -> Alert:
    row = connection.execute(_ALERT, {"a": alert_id}).one()
    return codec.alert(row.body, row.event_id)
