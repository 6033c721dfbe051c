"""What the other channels are told when one does not take its messages."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from monitor.core.identity import new_reference
from monitor.core.kinds import OF_TELLING
from monitor.core.model import Alert, Event, EventKind, Parcel, SendOutcome
from monitor.core.ports import Clock, Draft, LostAlerts
from monitor.core.reasons import Reason, because, verbatim
from monitor.core.routing import plans_for, plans_of_loss
from monitor.core.settings import Channel, Settings
from monitor.render.compose import compose_system, headline
from monitor.render.lost import retry_command

_LONG_REST = timedelta(hours=1)
_SAID = 5


class Losses:
    """Says what is lost, in doubt or put off for long. Each is an event with plans for all channels but its own."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    def resting(self, channel: Channel, parcel: Parcel, outcome: SendOutcome, until: datetime) -> Sequence[Draft]:
        """That a channel asked for a rest of more than an hour; nothing for a shorter one."""
        if until - self._clock() <= _LONG_REST:
            return ()
        when = f"{until.astimezone(self._settings.zone):%Y-%m-%d %H:%M %Z}"
        detail = because("channel_rests", channel=channel.name, when=when)
        reasons = (because("asked_for", error=outcome.detail),)
        event = self._event("channel_resting", parcel.alerts[0], detail, reasons, about_item=False)
        plans = tuple(p for p in plans_for(event, self._settings) if p.channel != channel.name)
        return (Draft(event, compose_system(event, parcel.alerts[0].source_title, notes=reasons), plans),)

    def untold(
        self, channel: Channel, outcome: SendOutcome, lost: LostAlerts, down: Collection[str]
    ) -> Sequence[Draft]:
        """That these will not arrive, or are held in doubt. `down`: channels that refuse what they are sent."""
        ids, held = lost.ids, lost.held
        told = [a for a in lost.alerts if a.event.kind not in OF_TELLING][:_SAID]
        if not told:
            return ()
        count = len(ids)
        more = (because("and_more", n=count - len(told)),) if count > len(told) else ()
        again = because("sends_again", n=count, command=retry_command(ids))
        named = (because("named", title=headline(a), reference=a.event.reference) for a in told)
        notes = (*named, *more, verbatim(outcome.detail), again)
        kind: EventKind = "delivery_in_doubt" if held else "delivery_dead"
        detail = because("undelivered_doubt" if held else "undelivered", n=count, channel=channel.name)
        event = self._event(kind, told[0], detail, notes, about_item=True)
        plans = plans_of_loss(event, self._settings, channel.name, down=down)
        return (Draft(event, compose_system(event, told[0].source_title, told[0].url, notes), plans),)

    def _event(
        self, kind: EventKind, first: Alert, detail: Reason, notes: tuple[Reason, ...], *, about_item: bool
    ) -> Event:
        return Event(
            kind, self._clock(), first.event.source, new_reference(), topics=first.event.topics,
            item_id=first.event.item_id if about_item else None, detail=detail, reasons=notes,
        )  # fmt: skip
