"""How long a site, or a channel, asks not to be asked."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# A site that asks for more is asked again all the same: a week of silence for one header is a mistake of theirs.
LONGEST_REST = timedelta(days=1)


def parse_retry_after(value: str, now: datetime) -> datetime | None:
    """The moment a `Retry-After` header names, in either of its two forms; at most a day from `now`."""
    value = value.strip()
    if not value:
        return None
    try:
        seconds = timedelta(seconds=min(int(value), LONGEST_REST.total_seconds())) if value.isdigit() else None
        when = parsedate_to_datetime(value) if seconds is None else now + seconds
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        return None
    return min(when, now + LONGEST_REST)
