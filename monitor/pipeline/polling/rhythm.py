"""When a source is quieter than its own rhythm makes plausible. Pure.

The rule: a source that published at least ten items in the ninety days before it fell silent is quiet for too
long after one and a half times the longest silence of those days, and never before a day. `expect` in its file
takes the rule's place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.core.reasons import Reason, because

LEARNT_FROM = timedelta(days=90)
LEAST_ITEMS, _HALF_AGAIN, LEAST_SILENCE = 10, 1.5, timedelta(days=1)


def plausible(arrivals: Sequence[datetime]) -> timedelta | None:
    """The longest silence that is plausible after these arrivals, in order; None where they are too few to say."""
    if len(arrivals) < LEAST_ITEMS:
        return None
    longest = max(later - earlier for earlier, later in pairwise(arrivals))
    return max(longest * _HALF_AGAIN, LEAST_SILENCE)


def length(span: timedelta) -> Reason:
    """'3 days 4 h' or '5 h'."""
    days, hours = span.days, span.seconds // 3600
    if not days:
        return because("hours", h=hours)
    return because("days_hours", n=days, h=hours) if hours and days < 7 else because("days", n=days)
