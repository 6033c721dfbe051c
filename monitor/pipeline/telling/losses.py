"""What the other channels are told when one does not take its messages."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from monitor.core.compose import compose_system
from monitor.core.identity import new_reference
from monitor.core.kinds import OF_TELLING
from monitor.core.lost import retry_command
from monitor.core.model import Alert, Event, EventKind, Parcel, SendOutcome
from monitor.core.ports import Clock, Draft, LostAlerts
from monitor.core.routing import plans_for, plans_of_loss
from monitor.core.settings import Channel, Settings

_LONG_REST = timedelta(hours=1)
_SAID = 5


class Losses:
    """Words what is lost, in doubt or put off for long. Each is an event with plans for all channels but its own."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    def resting(self, channel: Channel, parcel: Parcel, outcome: SendOutcome, until: datetime) -> Sequence[Draft]:
        """That a channel asked for a rest of more than an hour; nothing for a shorter one."""
        if until - self._clock() <= _LONG_REST:
            return ()
        when = f"{until.astimezone(self._settings.zone):%Y-%m-%d %H:%M %Z}"
        detail = f"{channel.name} is not sent to before {when}"
        reasons = (f"it asked for that: {outcome.detail}",)
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
        what = "An alert" if count == 1 else f"{count} alerts"
        became = "may or may not have reached" if held else "could not be delivered to"
        more = (f"and {count - len(told)} more",) if count > len(told) else ()
        again = f"`{retry_command(ids)}` sends it again" if count == 1 else f"`{retry_command(ids)}` sends them again"
        notes = (*(f"{a.title} ({a.event.reference})" for a in told), *more, outcome.detail, again)
        kind: EventKind = "delivery_in_doubt" if held else "delivery_dead"
        event = self._event(kind, told[0], f"{what} {became} {channel.name}", notes, about_item=True)
        plans = plans_of_loss(event, self._settings, channel.name, down=down)
        return (Draft(event, compose_system(event, told[0].source_title, told[0].url, notes), plans),)

    def _event(self, kind: EventKind, first: Alert, detail: str, notes: tuple[str, ...], *, about_item: bool) -> Event:
        return Event(
            kind, self._clock(), first.event.source, new_reference(), topics=first.event.topics,
            item_id=first.event.item_id if about_item else None, detail=detail, reasons=notes,
        )  # fmt: skip
