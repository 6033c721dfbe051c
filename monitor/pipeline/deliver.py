"""Claim one, send, settle, until nothing is due. Channels side by side, one at a time on each."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core.compose import compose_system
from monitor.core.model import Alert, Delivery, Event, SendOutcome
from monitor.core.ports import Clock, Draft, Notifier, Outbox
from monitor.core.routing import channels_for
from monitor.core.schedule import back_off
from monitor.core.settings import Channel, Settings
from monitor.pipeline.judge import new_reference

log = logging.getLogger(__name__)
# A send has less time than its lease, so that a slow yes is still ours to note.
LEASE_SECONDS = 180.0
_SIDE_BY_SIDE = 8


@dataclass(slots=True)
class DeliveryReport:
    """Attempts of this run that were accepted and refused, and the deliveries they were for."""

    sent: int = 0
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, ok: bool) -> None:
        with self.lock:
            self.sent += ok
            self.failed += not ok


class Deliverer:
    """Sends what is due."""

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        notifier: Notifier,
        clock: Clock,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings, self.outbox, self.notifier, self.clock, self._pause = settings, outbox, notifier, clock, pause
        self._chance = random.Random()
        self.stopping = threading.Event()

    def deliver_due(self) -> DeliveryReport:
        """Everything due now; a channel that refuses rests, and what waits for it stays pending."""
        report = DeliveryReport()
        known = {c.name: c for c in self.settings.channels if c.on}
        due = [known[name] for name in self.outbox.due_channels(self.clock()) if name in known]
        if len(due) == 1:
            self._drain(due[0], report)
        elif due:
            with ThreadPoolExecutor(min(len(due), _SIDE_BY_SIDE), "deliver") as pool:
                for done in [pool.submit(self._drain, channel, report) for channel in due]:
                    done.result()
        return report

    def _drain(self, channel: Channel, report: DeliveryReport) -> None:
        first = True
        while not self.stopping.is_set():
            claimed = self.outbox.claim(channel.name, self.clock(), LEASE_SECONDS)
            if claimed is None:
                return
            if not first:
                self._pause(self._pace(channel))
            first = False
            delivery, alert = claimed
            outcome = self.notifier.send(channel, delivery, alert)
            report.add(outcome.ok)
            self._settle(channel, delivery, alert, outcome)
            if not outcome.ok and not outcome.permanent:
                return

    def _pace(self, channel: Channel) -> float:
        return channel.pace

    def _settle(self, channel: Channel, delivery: Delivery, alert: Alert, outcome: SendOutcome) -> None:
        now = self.clock()
        again = None if outcome.ok else self._again(channel, delivery, outcome, now)
        dead = not outcome.ok and again is None
        drafts = self._dead(channel, alert, outcome, now) if dead else ()
        if not self.outbox.settle(delivery, outcome, now, again, drafts):
            log.warning("delivery %s: another process took it over while it was sent", delivery.id)
        elif outcome.ok:
            log.info("delivery %s to %s: sent (%s)", delivery.id, channel.name, alert.event.reference)
        else:
            when = f"again at {again:%H:%M:%S} UTC" if again else "given up"
            log.warning("delivery %s to %s failed: %s; %s", delivery.id, channel.name, outcome.detail, when)

    def _again(self, channel: Channel, delivery: Delivery, outcome: SendOutcome, now: datetime) -> datetime | None:
        """The next attempt; None when the channel refuses it for good, or has been down for too long."""
        if outcome.permanent or now - delivery.created_at > timedelta(seconds=channel.give_up):
            return None
        wait = back_off(self.outbox.channel_failures(channel.name) + 1, self._chance)
        return now + timedelta(seconds=max(wait, outcome.retry_after or 0.0))

    def _dead(self, channel: Channel, alert: Alert, outcome: SendOutcome, now: datetime) -> Sequence[Draft]:
        """Say that an alert will not arrive; an event about our own deliveries makes no further one."""
        if alert.event.kind == "delivery_dead":
            return ()
        detail = f"An alert could not be delivered to {channel.name}"
        notes = (f"{alert.title} ({alert.event.reference})", outcome.detail)
        event = Event(
            "delivery_dead", now, alert.event.source, new_reference(), item_id=alert.event.item_id,
            topics=alert.event.topics, detail=detail, reasons=notes,
        )  # fmt: skip
        names = tuple(n for n in channels_for(event, self.settings) if n != channel.name)
        return (Draft(event, compose_system(event, alert.source_title, alert.url, notes), names),)
