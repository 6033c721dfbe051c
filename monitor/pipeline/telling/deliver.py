"""Claim, send, settle, until nothing is due. Channels side by side, one message at a time on each.

What was claimed is sent outside any transaction, in less time than its lease: an answer that does not come by then
leaves the message in doubt, as does a process that dies on the way.
"""

import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.core.errors import MonitorError, StoreError
from monitor.core.flat import flat
from monitor.core.identity import new_reference
from monitor.core.model import Parcel, SendOutcome
from monitor.core.pause import pause
from monitor.core.ports import Clock, Notifier, Outbox, Rules, Settling, Verdict, Whole
from monitor.core.routing import silent
from monitor.core.schedule import back_off
from monitor.core.settings import Channel, Settings
from monitor.pipeline.ages import Ages
from monitor.pipeline.lease import is_dead, owner
from monitor.pipeline.telling.hand import SEND_SECONDS, Hand
from monitor.pipeline.telling.losses import Losses

log = logging.getLogger(__name__)
# More than a send may take, so that a slow yes is still ours to note.
LEASE_SECONDS = 120.0
_SIDE_BY_SIDE = 64
# A pace that holds a channel for longer is not waited for; the next round finds what is left.
_WAIT_SECONDS = 60.0
_LOT = 1 + 1 / 60
# Messages to a channel that are claimed at a time: one on its way, and one whose yes is being noted.
_AHEAD = 2
_IN_DOUBT = "a process died while it was sent: it may have arrived; `monitor deliveries retry` sends it again"


@dataclass(slots=True)
class DeliveryReport:
    """Attempts of this run that were accepted and refused, counted by the deliveries that they were for."""

    sent: int = 0
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, ok: bool, count: int) -> None:
        with self.lock:
            self.sent += count if ok else 0
            self.failed += 0 if ok else count


@dataclass(slots=True)
class _Line:
    """What is claimed for a channel and not sent, and what of it is being noted meanwhile."""

    waiting: deque[Parcel] = field(default_factory=deque)
    noting: "Future[Sequence[Parcel]] | None" = None

    def take(self) -> None:
        """Wait for the note, and take what was claimed with it."""
        noting, self.noting = self.noting, None
        if noting is not None:
            self.waiting.extend(noting.result())


class Deliverer:
    """Sends what is due."""

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        notifier: Notifier,
        whole: Whole,
        clock: Clock,
        *,
        ages: Callable[[], Ages] = Ages,
    ) -> None:
        self.settings, self.outbox, self.notifier, self.whole = settings, outbox, notifier, whole
        self._losses = Losses(settings, clock)
        self.clock, self._ages = clock, ages
        # How it waits for a channel's pace: a trial of thirty days turns a clock instead.
        self.pause: Callable[[float], None] = pause
        self._chance = random.Random()
        self._busy: dict[str, Future[None]] = {}
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._notes: ThreadPoolExecutor | None = None
        self.stopping, self.retiring = threading.Event(), threading.Event()

    def deliver_due(self, *, wait: bool = True, report: DeliveryReport | None = None) -> DeliveryReport:
        """Everything due now; a channel that refuses rests, and what waits for it stays pending. Without `wait` the
        sending goes on beside the caller, and a channel that hangs holds up nobody.
        """
        report = report or DeliveryReport()
        self._take_over()
        known = {c.name: c for c in self.settings.channels if c.on}
        due = [known[name] for name in self.outbox.due_channels(self.clock()) if name in known]
        if wait and len(due) == 1 and not self._busy:
            self._drain(due[0], report)
            return report
        begun = [future for channel in due if (future := self._begin(channel, report)) is not None]
        # All come to their end before any error of ours is raised: it is one channel's, and logged with its name.
        for error in filter(None, [future.exception() for future in begun if wait]):
            raise error
        return report

    def _take_over(self) -> None:
        """A process of this machine that died while it sent need not be waited for: its message is in doubt at once."""
        now = self.clock()
        for channel, holder in self.outbox.holders(now):
            if is_dead(holder) and self.outbox.end_leases(channel, holder, now):
                log.info("%s: the process that sent to it last has died; going on in its place", channel)

    def close(self) -> None:
        """Begin nothing more. What is being sent comes to its end, or stays in doubt."""
        self.stopping.set()
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)

    def rest(self, seconds: float) -> None:
        """Wait until nothing is being sent, at most so long."""
        wait_for([f for f in list(self._busy.values()) if not f.done()], seconds)

    def settled(self) -> None:
        """Wait until what was begun beside the caller is over; a send ends by itself."""
        for future in wait_for(list(self._busy.values())).done:
            if (error := future.exception()) is not None:
                raise error

    def not_begun(self) -> Sequence[str]:
        """Channels that wait for a thread to be sent to, while others hang."""
        return [name for name, future in list(self._busy.items()) if not (future.running() or future.done())]

    def _begin(self, channel: Channel, report: DeliveryReport) -> "Future[None] | None":
        """Drain a channel beside the others; None while it is being drained already."""
        with self._lock:
            running = self._busy.get(channel.name)
            ending = self.stopping.is_set() or self.retiring.is_set()
            if ending or (running is not None and not running.done()):
                return None
            self._pool = self._pool or ThreadPoolExecutor(_SIDE_BY_SIDE, "deliver")
            self._busy[channel.name] = future = self._pool.submit(self._drain, channel, report)
            return future

    def _drain(self, channel: Channel, report: DeliveryReport) -> None:
        try:
            self._send_all(channel, report)
        except MonitorError as error:
            log.error("channel %s: %s; what was on its way is in doubt", channel.name, error)
            raise
        except Exception:
            log.exception("channel %s: an error of ours; what was on its way is in doubt", channel.name)
            raise

    def _send_all(self, channel: Channel, report: DeliveryReport) -> None:
        self._keep_doubtful(channel)
        line, hand = _Line(), Hand(channel, self.notifier, self.whole, self.stopping)
        try:
            while self._next(channel, line):
                parcel = line.waiting.popleft()
                outcome = hand.send(parcel)
                report.add(outcome.ok, len(parcel.deliveries))
                self._take(line, channel, parcel, outcome)
                if not outcome.ok and (outcome.address or not outcome.permanent):
                    self._settle(channel, parcel, outcome)
                    return
                self._note(channel, parcel, outcome, line)
        finally:
            hand.close()
            self._give_back(line)

    def _take(self, line: "_Line", channel: Channel, parcel: Parcel, outcome: SendOutcome) -> None:
        """Wait for the note of the message before. Where that failed, what was said to this one is noted first: else it
        would go out again.
        """
        try:
            line.take()
        except Exception:
            self._settle(channel, parcel, outcome)
            raise

    def _next(self, channel: Channel, line: "_Line") -> bool:
        """Whether there is a message to send: one that was claimed a moment ago, or one that is claimed now."""
        if self.stopping.is_set() or self.retiring.is_set():
            return False
        self._give_back_old(line)
        if not line.waiting:
            found = self._claim(channel)
            line.waiting.extend([found] if found else [])
        return bool(line.waiting)

    def _give_back_old(self, line: "_Line") -> None:
        """What was claimed ahead must be sent within its lease: where the one before took long all is claimed anew."""
        least = self.clock() + timedelta(seconds=SEND_SECONDS)
        if line.waiting and line.waiting[0].deliveries[0].due_at < least:
            self._give_back(line)

    def _give_back(self, line: "_Line") -> None:
        line.take()
        for parcel in line.waiting:
            self.outbox.give_back(parcel, self.clock())
        line.waiting.clear()

    def _note(self, channel: Channel, parcel: Parcel, outcome: SendOutcome, line: "_Line") -> None:
        """Note a message that was taken. Where the channel needs no pause, the next is sent while that is written: a
        commit takes as long as a message. Two are claimed at a time then, of which one may be on its way.
        """
        if channel.pace or not outcome.ok or self.stopping.is_set() or channel.on_doubt == "hold":
            line.waiting.extend(self._settle(channel, parcel, outcome))
            return
        besides = tuple(d.id for d in flat(one.deliveries for one in line.waiting))
        with self._lock:
            self._notes = self._notes or ThreadPoolExecutor(_SIDE_BY_SIDE, "note")
        ahead = _AHEAD - len(line.waiting)
        line.noting = self._notes.submit(self._settle, channel, parcel, outcome, besides, ahead)
        if not line.waiting:
            line.take()

    def _claim(self, channel: Channel) -> Parcel | None:
        """The next message, once the channel's pace allows it, and none in its quiet hours."""
        if silent(channel.name, self.settings, self.clock()):
            return None
        rules = self._rules(channel)
        found = self.outbox.claim(channel.name, self.clock(), rules)
        if isinstance(found, datetime):
            wait = (found - self.clock()).total_seconds()
            if wait > _WAIT_SECONDS:
                return None
            self.pause(max(wait, 0.0))
            found = self.outbox.claim(channel.name, max(found, self.clock()), rules)
        return found if isinstance(found, Parcel) else None

    def _rules(self, channel: Channel) -> Rules:
        return Rules(LEASE_SECONDS, channel.pace, self.notifier.room(channel), new_reference(), owner("deliver"))

    def _settle(
        self, channel: Channel, parcel: Parcel, outcome: SendOutcome, besides: tuple[int, ...] = (), ahead: int = 1
    ) -> Sequence[Parcel]:
        """Note what became of it. Where the channel needs no pause, the next are taken along, which spares a commit."""
        paced = channel.pace or self.stopping.is_set()
        now, then = self.clock(), None if paced else replace(self._rules(channel), besides=besides, ahead=ahead)
        taken = outcome.ok or (outcome.permanent and not outcome.address)
        again_at = None if taken else self._again(channel, outcome, now)
        verdict = Verdict(
            outcome,
            now,
            dead=outcome.permanent,
            again_at=again_at,
            rest=self._losses.resting(channel, parcel, outcome, again_at) if again_at else (),
            give_up=self._ages().back(now, timedelta(seconds=channel.give_up)),
            # What is given up is told in lots: of thirty days' alerts not each one by itself.
            overdue=self._ages().back(now, timedelta(seconds=channel.give_up * _LOT)),
            hold=outcome.doubt and channel.on_doubt == "hold",
        )
        found = self._settled(channel, parcel, verdict, then)
        if found is None:
            log.warning("%s to %s: another process took it over while it was sent", parcel.reference, channel.name)
        elif outcome.ok:
            log.info("%s to %s: sent", _named(parcel), channel.name)
        else:
            when = "given up" if verdict.dead else f"again at {verdict.again_at:%H:%M:%S} UTC"
            log.warning("%s to %s failed: %s; %s", _named(parcel), channel.name, outcome.detail, when)
        return found or ()

    def _settled(
        self, channel: Channel, parcel: Parcel, verdict: Verdict, then: Rules | None
    ) -> tuple[Parcel, ...] | None:
        """A yes that cannot be noted would be sent again: a store that is busy is asked three times."""
        for wait in (0.5, 2.0):
            try:
                return self._written(channel, parcel, verdict, then)
            except StoreError as error:
                log.warning("%s: what became of it could not be noted (%s); once more", parcel.reference, error)
                pause(wait)
        return self._written(channel, parcel, verdict, then)

    def _written(
        self, channel: Channel, parcel: Parcel, verdict: Verdict, then: Rules | None
    ) -> tuple[Parcel, ...] | None:
        """What was taken along; None where the message was another's by then."""
        down = frozenset[str]() if verdict.outcome.ok else self.outbox.down()
        with self.outbox.settling(parcel, verdict) as work:
            self._tell_lost(work, channel, verdict.outcome, down)
            more = work.take(then) if then else ()
            return more if work.ours else None

    def _tell_lost(self, work: Settling, channel: Channel, outcome: SendOutcome, down: frozenset[str]) -> None:
        for lost in work.lost:
            work.tell(self._losses.untold(channel, outcome, lost, down))

    def _again(self, channel: Channel, outcome: SendOutcome, now: datetime) -> datetime:
        wait = back_off(self.outbox.channel_failures(channel.name) + 1, self._chance)
        return now + timedelta(seconds=max(wait, outcome.retry_after or 0.0))

    def _keep_doubtful(self, channel: Channel) -> None:
        """Where the desk would rather miss a message than have it twice, what is in doubt stays with us."""
        if channel.on_doubt != "hold":
            return
        outcome, down = SendOutcome(False, detail=_IN_DOUBT, doubt=True), self.outbox.down()
        with self.outbox.holding(channel.name, self.clock(), outcome.detail) as work:
            self._tell_lost(work, channel, outcome, down)
        for lost in work.lost:
            log.warning("%s deliveries to %s are in doubt and held", len(lost.ids), channel.name)


def _named(parcel: Parcel) -> str:
    count = len(parcel.deliveries)
    return f"{parcel.reference} ({count} alerts)" if count > 1 else parcel.reference
