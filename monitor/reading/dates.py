"""The dates of feeds: the standards' forms, and what programs write in their place.

A date without an offset is the source's own time (`zone`). One whose zone is an abbreviation that several places use
names no moment: a wrong moment is worse than none.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import product
from zoneinfo import ZoneInfo, available_timezones

_LONGEST = 100
_UNKNOWN = re.compile(r"\s-0000$")
# "GMT-01:01": the offset counts.
_TWICE = re.compile(r"(?:GMT|UTC)(?=[+-]\d)")
_PLACE = re.compile(r"\s([A-Z]\w+/[A-Z][\w/+-]+)$")
# Abbreviations that mean one offset in the feeds of Europe, and those of RFC 822; others belong to several places.
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2,
    "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip

# What a date leaves out is taken from these: where they make a difference, too much is left out.
_DAYS = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 - a default for dates that name no zone


def instant(raw: str, zone: tzinfo | None = None) -> datetime | None:
    """A feed's date as UTC; None where it is none. One without an offset stands in `zone`; None too without that."""
    text = raw.strip()
    if not text or len(text) > _LONGEST:
        return None
    if _UNKNOWN.search(text):
        # RFC 5322, 3.3: a time in UTC of somewhere that is not said. It is what `email.utils.formatdate` writes.
        text = _UNKNOWN.sub(" +0000", text)
    text = _TWICE.sub("", text)
    place = _PLACE.search(text)
    if place and place[1] in available_timezones():
        text, zone = text[: place.start()], ZoneInfo(place[1])
    return _read(text, zone)


def _read(text: str, zone: tzinfo | None) -> datetime | None:
    for read in (datetime.fromisoformat, _standard, partial(_free, zone=zone)):
        try:
            when = read(text)
            when = when if when.tzinfo else when.replace(tzinfo=zone)
            return when.astimezone(UTC) if when.tzinfo else None
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _standard(text: str) -> datetime:
    """RFC 5322. Raises `ValueError` where it gives no offset: the reader drops the name of a zone that it does not
    know.
    """
    when = parsedate_to_datetime(text)
    if when.tzinfo is None:
        raise ValueError("no offset")
    return when


def _free(text: str, zone: tzinfo | None) -> datetime:
    """A date in any form that has one meaning only. Raises `ValueError` where day, month or year is missing, or where
    day and month may be each other.
    """
    from dateutil import parser

    def read(default: datetime, *, day_first: bool) -> datetime:
        found: datetime = parser.parse(text, default=default, dayfirst=day_first, tzinfos=partial(_named, zone))
        return found

    first, *others = (read(day, day_first=order) for day, order in product(_DAYS, (True, False)))
    if any(other != first for other in others):
        raise ValueError("the date is not whole, or has two meanings")
    return first


def _named(zone: tzinfo | None, name: str | None, offset: int | None) -> tzinfo | None:
    """The zone that a date names. Raises `ValueError` for a name of several places."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None or (zone and name in (datetime(2026, month, 1, tzinfo=zone).tzname() for month in (1, 7))):
        return zone
    if name not in _HOURS:
        raise ValueError(f"no zone is known by {name!r}")
    return timezone(timedelta(hours=_HOURS[name]))
