"""The half of the program that speaks to the desk: deliveries, summaries, tests and previews."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.config.choices import must_be_one
from monitor.core.errors import UnknownName
from monitor.core.model import Alert, Event, Message, SendOutcome
from monitor.core.ports import Clock
from monitor.core.settings import Channel, Settings, TemplateFiles
from monitor.pipeline.uptime import Uptime
from monitor.store.database import Database
from monitor.store.outbox import OutboxStore
from monitor.store.reads import Reads

if TYPE_CHECKING:
    from monitor.channels.forms import Rendered
    from monitor.channels.sender import Apprise
    from monitor.pipeline.telling.deliver import Deliverer, DeliveryReport
    from monitor.pipeline.telling.summary import Summaries

log = logging.getLogger(__name__)


class Sending:
    """What `App` can do for the desk. Safe to use from several threads."""

    settings: Settings
    clock: Clock
    outbox: OutboxStore
    reads: Reads
    database: Database
    uptime: Uptime
    plan_anew: Callable[[], None]

    def at_work(self) -> None:
        """Say that the program works now. Where the clock was put back meanwhile, everything is planned anew."""
        if self.uptime.tick().back:
            log.warning("the clock stands before the last work that the store knows of; everything is planned anew")
            self.plan_anew()

    @cached_property
    def notifier(self) -> "Apprise":
        from monitor.channels.sender import Apprise

        return Apprise(self.settings)

    def tell_unheard(self, events: Sequence[Event]) -> None:
        """Where no channel is on, the log is the desk's channel."""
        if any(c.on for c in self.settings.channels):
            return
        for event in events:
            alert = self.reads.alert_of(event.id)
            if alert is not None:
                log.info("alert (no channel is on):\n%s", self.worded(alert))

    def worded(self, alert: Alert) -> str:
        """An alert as plain text."""
        from monitor.render import plain, wording

        style, message = wording.Style(self.settings.zone), Message(alert.event.reference, (alert,))
        return f"{plain.subject(message, style)}\n\n{plain.body(message, style)}"

    @cached_property
    def deliverer(self) -> "Deliverer":
        from monitor.pipeline.telling.deliver import Deliverer

        notifier = _LazyNotifier(self)
        return Deliverer(self.settings, self.outbox, notifier, self.reads, self.clock, ages=lambda: self.uptime.ages)

    def deliver(self, *, wait: bool = True, report: "DeliveryReport | None" = None) -> "DeliveryReport":
        """Send what is due; without `wait` beside the caller. Each channel is sent to by one hand at a time, over all
        processes. What is done is added to `report`.
        """
        self.at_work()
        self.summaries.tell_due()
        return self.deliverer.deliver_due(wait=wait, report=report)

    @cached_property
    def summaries(self) -> "Summaries":
        from monitor.pipeline.telling.summary import Summaries

        return Summaries(self.settings, self.reads, self.clock)

    def send_test(self, names: Sequence[str]) -> list[tuple[Channel, SendOutcome]]:
        """A marked test message to each named channel, or to all that are on. Raises `UnknownName`."""
        known = {c.name: c for c in self.settings.channels}
        for name in names:
            must_be_one("channel", name, known)
        chosen = [known[n] for n in dict.fromkeys(names)] if names else [c for c in known.values() if c.on]
        return [(channel, self._test(channel)) for channel in chosen]

    def _test(self, channel: Channel) -> SendOutcome:
        if not channel.on:
            return SendOutcome(False, permanent=True, detail="the channel is off: its address is empty")
        from monitor.pipeline.telling.replay import NoPast, test_message

        past = self.reads if self.database.there() else NoPast()
        return self.notifier.send(channel, test_message(past, self.clock()))

    def preview(self, event: str, channel: str) -> "tuple[Message, Rendered]":
        """What would be sent for an event (an id or a reference) to a channel. Raises `UnknownName`."""
        from monitor.pipeline.telling.replay import past_message

        known = {c.name: c for c in self.settings.channels}
        must_be_one("channel", channel, known)
        message = past_message(self.reads, event)
        return message, self.notifier.preview(known[channel], message)

    def change_page(self, event: str) -> str:
        """The whole change of an event (an id or a reference) as a page. Raises `UnknownName` where there is none."""
        from monitor.pipeline.telling.message import whole_of
        from monitor.pipeline.telling.replay import past_message
        from monitor.render import diffpage, wording

        alert = past_message(self.reads, event).alert
        change, style = whole_of(alert, self.reads), wording.Style(self.settings.zone)
        if change is None:
            raise UnknownName(f"event {event} changed no text, or its versions are not kept any more")
        about = [wording.times(alert, style), wording.reference_line(alert.event.reference)]
        return diffpage.page(alert.title, change, url=alert.url, about=about)

    def channel_problems(self) -> dict[str, str]:
        """Channels whose address apprise cannot use, with what is wrong (never the address) and where it stands."""
        from monitor.channels.sender import problem_with

        file = self.settings.directory / "monitor.toml"
        rows = [(n, c, problem_with(c.url)) for n, c in enumerate(self.settings.channels) if c.on]
        return {c.name: f"{file}: channels[{n}].url: {words}" for n, c, words in rows if words}

    def template_problems(self) -> dict[str, str]:
        """The desk's templates that cannot be used, by file, with what is wrong."""
        if self.settings.templates == TemplateFiles():
            return {}
        from monitor.channels.templates import problems_of

        return problems_of(self.settings.templates, self.settings.zone)


class _LazyNotifier:
    """apprise is imported when there is something to send."""

    def __init__(self, app: Sending) -> None:
        self._app = app

    def room(self, channel: Channel) -> int:
        return self._app.notifier.room(channel)

    def send(self, channel: Channel, message: Message) -> SendOutcome:
        return self._app.notifier.send(channel, message)

    def give_up(self, thread: int | None) -> None:
        self._app.notifier.give_up(thread)
