"""When to look next and when to try again. Every function is given the time; none asks a clock."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.settings import DAY, HOUR, MINUTE, Gone, Recheck

# The ages at which items that are on no topic are looked at once more (contract, section 2).
OFF_TOPIC_AGES = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
_HICCUP, _PROBE = (5.0, MINUTE), 5 * MINUTE
_POLL_BACK_OFF_MOST = HOUR
_LONGEST_PLAN, _TOLERANCE = 31 * DAY, 2.0


def next_check(born: datetime, now: datetime, rules: Sequence[Recheck]) -> datetime | None:
    """The next look at an item on or near a topic that was published or last changed at `born`.

    None when it has outlived the last rule. `every = 0` means at every poll: the moment is now.
    """
    age = (now - born).total_seconds()
    for rule in rules:
        if age < rule.until:
            return now + timedelta(seconds=rule.every)
    return None


def next_check_off_topic(born: datetime, now: datetime) -> datetime | None:
    """The next look at an item on no topic: the first of the fixed ages that is still to come."""
    for age in OFF_TOPIC_AGES:
        if born + timedelta(seconds=age) > now:
            return born + timedelta(seconds=age)
    return None


def after_miss(now: datetime, gone: Gone) -> datetime:
    """When to look again at an item that answered 404: often enough to settle within `gone.over`."""
    return now + timedelta(seconds=min(gone.over / max(gone.misses, 1), 10 * MINUTE))


def is_gone(misses: int, age: timedelta, gone: Gone) -> bool:
    """Whether so many misses, the first of them so old, count as withdrawn."""
    return misses >= gone.misses and age.total_seconds() >= gone.over


def is_ahead(moment: datetime, wait: float, now: datetime) -> bool:
    """Whether a moment lies further off than the wait that made it (0: not known, then than a month): it was planned
    under another clock, and counts as now.
    """
    return moment > now + timedelta(seconds=(wait or _LONGEST_PLAN) + _TOLERANCE)


def back_off(failures: int, chance: random.Random) -> float:
    """Seconds until the next attempt on a channel that failed `failures` times running: two soon, for a hiccup; then it
    counts as down, and one probe every five minutes asks whether it is back.
    """
    return _spread(_HICCUP[failures - 1] if failures <= len(_HICCUP) else _PROBE, chance)


def poll_delay(every: float, failures: int, chance: random.Random) -> float:
    """Seconds until the next poll: the source's pace, doubled with every failure, at most an hour more."""
    if failures == 0:
        return _spread(every, chance)
    return _spread(min(every * 2 ** min(failures, 10), max(every, _POLL_BACK_OFF_MOST)), chance)


def _spread(seconds: float, chance: random.Random) -> float:
    """Up to a tenth more, so that many things due together come apart."""
    return seconds * (1 + chance.random() / 10)
