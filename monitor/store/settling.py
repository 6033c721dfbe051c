"""What a channel said is noted in one transaction, which the pipeline drives.

It sees what will not arrive, and says what is told of that in the same transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, and_, bindparam, func, select, update

from monitor.core.model import Alert, Delivery, Parcel
from monitor.core.ports import Draft, LostAlerts, Rules, Verdict
from monitor.core.reasons import because
from monitor.core.routing import DIGEST, LOST
from monitor.core.states import DEAD, HELD, PENDING, SENDING, SENT, HeldBecause
from monitor.store import codec
from monitor.store.tables import alerts, channels, deliveries
from monitor.store.writing import put_drafts

_DIGEST_ABOVE = 20
# Alerts of which some are named where many did not arrive.
_SAID = 50
_D = deliveries.c
_NOTED = ("state", "error", "due_at", "settled_at", "doubtful", "held_because")
_ALERT = select(alerts.c.event_id, alerts.c.body).where(alerts.c.id == bindparam("a"))
_SETTLE = (
    update(deliveries)
    .where(_D.id == bindparam("i"), _D.state == SENDING, _D.attempt == bindparam("tried"))
    .values({name: bindparam(f"_{name}") for name in _NOTED})
    # What may have gone out stays known when a later attempt is refused.
    .values(digest=func.coalesce(func.nullif(bindparam("_digest", type_=String()), ""), _D.digest))
)
_AS_DIGEST = {"bundle": DIGEST, "why": codec.encode(because("after_outage"))}
_FREE = {"failures": 0, "next_at": None, "wait": 0.0, "told_until": None}


def nothing(_: Rules) -> Iterator[Parcel]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Work:
    """The transaction while it is open. `ours`: there was something to note; `lost`: what will not arrive."""

    connection: Connection
    at: datetime
    ours: bool
    lost: Sequence[LostAlerts] = ()
    more: Callable[[Rules], Iterator[Parcel]] = nothing

    def tell(self, drafts: Sequence[Draft]) -> None:
        """Record events, their alerts and deliveries with it."""
        put_drafts(self.connection, drafts, self.at)

    def take(self, rules: Rules) -> tuple[Parcel, ...]:
        """Take what goes out next, where the channel took this one."""
        return tuple(self.more(rules))


def noted(connection: Connection, delivery: Delivery, verdict: Verdict) -> bool:
    """Note what became of one; False where it is not ours any more."""
    outcome = verdict.outcome
    state = _state(verdict)
    values = {
        "i": delivery.id,
        "tried": delivery.attempt,
        "_state": state,
        "_error": "" if outcome.ok else outcome.detail[:1000],
        "_due_at": (verdict.again_at if state == PENDING else None) or verdict.at,
        "_settled_at": verdict.at if state in (SENT, DEAD) else None,
        "_doubtful": not outcome.ok and (delivery.doubtful or outcome.doubt),
        "_held_because": HeldBecause.DOUBT if state == HELD else HeldBecause.NOTHING,
        "_digest": outcome.digest if outcome.ok or outcome.doubt else "",
    }
    return connection.execute(_SETTLE, values).rowcount == 1


def _state(verdict: Verdict) -> str:
    if verdict.outcome.ok:
        return SENT
    if verdict.dead:
        return DEAD
    return HELD if verdict.hold else PENDING


def lost_now(parcel: Parcel, ids: Sequence[int], verdict: Verdict) -> Iterator[LostAlerts]:
    """The message itself, where it is dead or held in doubt."""
    if _state(verdict) == DEAD or verdict.hold:
        yield LostAlerts(parcel.alerts, ids, held=verdict.hold)


def open_again(connection: Connection, name: str, now: datetime) -> None:
    """The channel works again: what waits for it is due at once, as digests when it is much."""
    connection.execute(update(channels).where(channels.c.name == name).values(_FREE))
    waiting = and_(_D.channel == name, _D.state == PENDING)
    count = connection.execute(select(func.count()).where(waiting)).scalar_one()
    connection.execute(update(deliveries).where(waiting, _D.due_at > now).values(due_at=now))
    if count > _DIGEST_ABOVE:
        connection.execute(update(deliveries).where(waiting, _D.message == "").values(_AS_DIGEST))


def pay(connection: Connection, name: str, now: datetime) -> None:
    """The channel takes messages: what it could not be told before goes out."""
    connection.execute(update(channels).where(channels.c.name == name).values(owed=False))
    owed = and_(_D.channel == name, _D.state == HELD, _D.held_because == HeldBecause.OWED)
    values = {"state": PENDING, "held_because": HeldBecause.NOTHING, "why": "", "bundle": LOST, "due_at": now}
    connection.execute(update(deliveries).where(owed).values(values))


def rest(connection: Connection, name: str, verdict: Verdict) -> None:
    """The channel rests until the verdict's `again_at`; a long rest is told once."""
    again = verdict.again_at or verdict.at
    values = {"next_at": again, "wait": (again - verdict.at).total_seconds(), "failures": channels.c.failures + 1}
    connection.execute(update(channels).where(channels.c.name == name).values(values))
    untold = and_(channels.c.name == name, channels.c.told_until.is_(None))
    if verdict.rest and connection.execute(update(channels).where(untold).values(told_until=again)).rowcount == 1:
        put_drafts(connection, verdict.rest, verdict.at)


def given_up(connection: Connection, name: str, verdict: Verdict) -> Iterator[LostAlerts]:
    """Close what has waited for longer than the channel is given."""
    if verdict.give_up is None or verdict.overdue is None:
        return
    waiting = and_(_D.channel == name, _D.state == PENDING)
    oldest = connection.execute(select(func.min(_D.created_at)).where(waiting)).scalar()
    if oldest is None or oldest >= verdict.overdue:
        return
    old = and_(waiting, _D.created_at < verdict.give_up)
    values = {"state": DEAD, "error": verdict.outcome.detail[:1000], "settled_at": verdict.at}
    gone = connection.execute(update(deliveries).where(old).values(values).returning(_D.alert_id, _D.id)).all()
    yield from _lost(connection, sorted((int(row[0]), int(row[1])) for row in gone), held=False)


def held_in_doubt(connection: Connection, channel: str, now: datetime, why: str) -> Iterator[LostAlerts]:
    """Keep what is still `sending` under a lease that ran out."""
    gone = and_(_D.channel == channel, _D.state == SENDING, _D.due_at <= now)
    values = {"state": HELD, "held_because": HeldBecause.DOUBT, "doubtful": True, "error": why}
    found = connection.execute(update(deliveries).where(gone).values(values).returning(_D.alert_id, _D.id)).all()
    yield from _lost(connection, [(int(row[0]), int(row[1])) for row in found], held=True)


def _lost(connection: Connection, rows: Sequence[tuple[int, int]], *, held: bool) -> Iterator[LostAlerts]:
    """The alerts of (alert, delivery), the first of them with their text; none where there are no rows."""
    if rows:
        yield LostAlerts([_alert(connection, alert) for alert, _ in rows[:_SAID]], [i for _, i in rows], held=held)


def _alert(connection: Connection, alert_id: int) -> Alert:
    row = connection.execute(_ALERT, {"a": alert_id}).one()
    return codec.alert(row.body, row.event_id)
