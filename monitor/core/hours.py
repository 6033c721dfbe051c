"""When a source is asked next: its pace, its calendar (cron), its active hours. Pure; the time is handed in.

Calendars and hours are the desk's: a fixed time that the spring skips comes right after the gap, one that the autumn
repeats comes once.
"""

import random
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.schedule import poll_delay
from monitor.core.settings import Hours, Source

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def next_poll(source: Source, failures: int, now: datetime, zone: ZoneInfo, chance: random.Random) -> datetime:
    """The next poll of a source that failed `failures` times running; after a stop the caller catches up once."""
    if source.cron and not failures:
        following = next_of(source.cron, now, zone)
    else:
        following = now + timedelta(seconds=poll_delay(source.every, failures, chance))
        if source.cron:
            following = min(following, next_of(source.cron, now, zone))
    return awake(following, source.active, zone)


def next_of(cron: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after `now` that a cron expression names in a zone. Raises `ValueError` for a wrong one."""
    from cronsim import CronSim, CronSimError

    try:
        found = (moment.astimezone(now.tzinfo) for moment in CronSim(cron, now.astimezone(zone)))
        # In an hour that comes twice it names the first of them, which may be over.
        return next(moment for moment in found if moment > now)
    except (CronSimError, StopIteration) as error:
        raise ValueError(str(error) or "it names no moment") from error


def hours(text: str) -> Hours:
    """'06:00-23:30' as minutes of the day; the end may be on the next morning. Raises `ValueError`."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError("no hours")
    first, last = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if first == last:
        raise ValueError("no hours")
    return first, last


def awake(moment: datetime, active: Hours | None, zone: ZoneInfo) -> datetime:
    """The moment, or the next beginning of the active hours where it lies outside them."""
    if active is None:
        return moment
    local = moment.astimezone(zone)
    minute, (first, last) = local.hour * 60 + local.minute, active
    inside = first <= minute < last if first < last else minute >= first or minute < last
    if inside:
        return moment
    day = local.date() if minute < first else local.date() + timedelta(days=1)
    return _at(day, first, zone).astimezone(moment.tzinfo)


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the day that `now` lies in, in a zone."""
    return _at(now.astimezone(zone).date(), 0, zone).astimezone(now.tzinfo)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of a day; one that the spring skips is the end of the gap."""
    for later in range(181):
        hour, rest = divmod(minute + later, 60)
        moment = datetime(day.year, day.month, day.day, hour, rest, tzinfo=zone) if hour < 24 else None
        if moment is not None and moment.astimezone(UTC).astimezone(zone).replace(fold=0) == moment:
            return moment
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
