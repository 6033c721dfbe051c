"""What the other channels are told when one does not take its messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.compose import compose_system
from monitor.core.model import Alert, Event, EventKind, Parcel, SendOutcome
from monitor.core.ports import Clock, Draft
from monitor.core.routing import plans_for
from monitor.core.settings import Channel, Settings
from monitor.pipeline.judge import new_reference

_LONG_REST = timedelta(hours=1)
# Events about our own deliveries make no further ones.
_OWN = frozenset({"delivery_dead", "delivery_in_doubt", "channel_resting"})


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
        return self._drafts("channel_resting", channel, parcel.alerts[0], detail, reasons, about_item=False)

    def untold(
        self, channel: Channel, outcome: SendOutcome, alerts: Sequence[Alert], count: int, /, *, held: bool
    ) -> Sequence[Draft]:
        """That so many alerts, of which these are the first, will not arrive, or are held in doubt."""
        told = [a for a in alerts if a.event.kind not in _OWN]
        if not told:
            return ()
        what = "An alert" if count == 1 else f"{count} alerts"
        became = "may or may not have reached" if held else "could not be delivered to"
        more = (f"and {count - len(told)} more",) if count > len(told) else ()
        notes = (*(f"{a.title} ({a.event.reference})" for a in told), *more, outcome.detail)
        kind: EventKind = "delivery_in_doubt" if held else "delivery_dead"
        return self._drafts(kind, channel, told[0], f"{what} {became} {channel.name}", notes, about_item=True)

    def _drafts(
        self, kind: EventKind, channel: Channel, first: Alert, detail: str, notes: tuple[str, ...], *, about_item: bool
    ) -> Sequence[Draft]:
        event = Event(
            kind, self._clock(), first.event.source, new_reference(), topics=first.event.topics,
            item_id=first.event.item_id if about_item else None, detail=detail, reasons=notes,
        )  # fmt: skip
        plans = tuple(p for p in plans_for(event, self._settings) if p.channel != channel.name)
        alert = compose_system(event, first.source_title, first.url if about_item else "", notes)
        return (Draft(event, alert, plans),)
