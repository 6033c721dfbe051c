"""What a parcel says: one alert, several edits of an item as one, or a digest."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.model import Alert, Change, Message, Parcel, Version
from monitor.core.ports import Whole
from monitor.core.reasons import because
from monitor.core.routing import DIGEST, LOST
from monitor.render.compose import as_one

_LOST = because("lost_together")


def message_of(parcel: Parcel, whole: Whole) -> Message:
    """The message of a parcel, with the whole change where an alert tells only part of it."""
    alerts, bundle = parcel.alerts, parcel.deliveries[0].bundle
    message = Message(parcel.reference, alerts, repeat=parcel.doubtful)
    if len(alerts) > 1 and bundle == LOST:
        return replace(message, because=_LOST)
    if len(alerts) > 1 and bundle != DIGEST:
        change = _between(whole, alerts[0].event.item_id, alerts[0].event.from_version, alerts[-1].event.to_version)
        return replace(message, merged=as_one(alerts, parcel.reference, change), whole=change)
    if len(alerts) > 1:
        why = {d.why for d in parcel.deliveries}
        return replace(message, because=why.pop() if len(why) == 1 else None)
    if alerts[0].shortened:
        return replace(message, whole=whole_of(alerts[0], whole))
    return message


def whole_of(alert: Alert, whole: Whole) -> Change | None:
    """The change that an alert tells, in full; None where a version is not kept any more."""
    return _between(whole, alert.event.item_id, alert.event.from_version, alert.event.to_version)


def _between(whole: Whole, item_id: int | None, old: int | None, new: int | None) -> Change | None:
    if item_id is None or old is None or new is None:
        return None
    versions: Sequence[Version | None] = [whole.version(item_id, number) for number in (old, new)]
    if versions[0] is None or versions[1] is None:
        return None
    # Imported when something changed: the word lists and patterns cost 40 ms.
    from monitor.edits.compare import compare, text_of

    return compare(text_of(versions[0]), text_of(versions[1]))
