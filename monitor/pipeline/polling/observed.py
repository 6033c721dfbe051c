"""What the addresses of one run answered, and how often items of an age were looked at, until it is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.errors import FetchError
from monitor.core.model import Item, Look, LookCount, Request
from monitor.core.ports import Answer, Begun, Clock
from monitor.core.settings import Source

# A look that is later than this many intervals behind the one before it leaves a gap.
_GAP = 2
_HOUR = timedelta(hours=1)


class Observed:
    """The notebook of one run of a source."""

    def __init__(self, source: Source, begun: Begun, clock: Clock) -> None:
        self._source, self._run, self._clock = source.name, begun.run, clock
        self._pace = max(source.every, begun.state.wait)
        self._interval = self._pace
        self._looks: list[Look] = []
        self._counts: dict[int, LookCount] = {}

    def expect(self, item: Item | None) -> None:
        """What is asked next is asked for this item (None: for a list): at which interval that was planned."""
        self._interval = self._pace
        if item and item.checked_at and item.next_check_at:
            self._interval = max(self._pace, (item.next_check_at - item.checked_at).total_seconds())

    def answered(self, request: Request, answer: Answer) -> None:
        known, look = answer.validator, self._look(request, answer.status)
        seen = replace(look, etag=known.etag, last_modified=known.last_modified, sha256=known.sha256)
        self._looks.append(seen)

    def refused(self, request: Request, error: FetchError) -> None:
        """An address that gave no usable answer; what was not asked for was not seen."""
        if error.status or error.transient:
            self._looks.append(self._look(request, error.status))

    def _look(self, request: Request, status: int) -> Look:
        return Look(self._source, request.address, self._run, self._clock(), self._interval * _GAP, status)

    def looked(self, item: Item, now: datetime) -> None:
        """An item was looked at."""
        since = (now - item.checked_at).total_seconds() if item.checked_at else 0.0
        count = self._count(item, now)
        self._counts[count.age] = replace(count, looks=count.looks + 1, seconds=count.seconds + max(since, 0.0))

    def found(self, item: Item, now: datetime, *, edited: bool) -> None:
        """A look found another text, or the item gone, back or moved."""
        count = self._count(item, now)
        self._counts[count.age] = replace(count, edits=count.edits + edited, others=count.others + (not edited))

    def _count(self, item: Item, now: datetime) -> LookCount:
        age = _bound(now - (item.published_at or item.first_seen or now))
        return self._counts.get(age, LookCount(age))

    def looks(self) -> Sequence[Look]:
        """What is not written yet; it is from now on."""
        found, self._looks = self._looks, []
        return found

    def counts(self) -> Sequence[LookCount]:
        found, self._counts = tuple(self._counts.values()), {}
        return found


def _bound(age: timedelta) -> int:
    """The upper bound of an age in hours: 1, 2, 4, 8, …"""
    bound = 1
    while age >= bound * _HOUR:
        bound *= 2
    return bound
