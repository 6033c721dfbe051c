"""What the addresses of one run answered, and how often items of an age were looked at, until it is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.errors import FetchError
from monitor.core.flat import flat
from monitor.core.model import Item, Look, LookCount, Request
from monitor.core.ports import Answer, Begun, Clock, Notes, Recording
from monitor.core.settings import Source
from monitor.pipeline.polling.judge import next_look

# A look that is later than this many intervals behind the one before it leaves a gap.
_GAP = 2
_HOUR = timedelta(hours=1)
_OTHERS = {"withdrawn", "restored", "moved"}


class Observed:
    """The notebook of one run of a source."""

    def __init__(self, source: Source, begun: Begun, clock: Clock) -> None:
        self._source, self._run, self._clock = source, begun.run, clock
        self._pace = max(source.every, begun.state.wait)
        self._item: Item | None = None
        self._looks: list[Look] = []
        self._counts: dict[int, LookCount] = {}
        self._ages: dict[int, int] = {}

    def expect(self, item: Item | None) -> None:
        """What is asked next is asked for this item, as it was before; None: for a list."""
        self._item = item

    def answered(self, request: Request, answer: Answer) -> None:
        known, look = answer.validator, self._look(request, answer.status)
        seen = replace(look, etag=known.etag, last_modified=known.last_modified, sha256=known.sha256)
        self._looks.append(seen)

    def refused(self, request: Request, error: FetchError) -> None:
        """An address that was asked and gave no usable answer."""
        self._looks.append(self._look(request, error.status))

    def _look(self, request: Request, status: int) -> Look:
        item = self._item.id if self._item else None
        return Look(self._source.name, request.address, item, self._run, self._clock(), self._within(), status)

    def _within(self) -> float:
        """How long ago the look before may be: twice the interval at which this one was planned then. An item is due
        in a poll, so that its interval is no shorter than the source's.
        """
        item, interval = self._item, self._pace
        if item and item.checked_at and (planned := next_look(self._source, item, item.checked_at)):
            interval = max(interval, (planned - item.checked_at).total_seconds())
        return interval * _GAP

    def looked(self, item: Item, now: datetime) -> None:
        """The text of an item, as it was before, was looked at, or its absence: once in a run, though a step of it may
        be begun anew.
        """
        if item.id in self._ages:
            return
        since = (now - item.checked_at).total_seconds() if item.checked_at else 0.0
        self._ages[item.id] = age = _bound(now - (item.published_at or item.first_seen or now))
        count = self._counts.get(age, LookCount(age))
        self._counts[age] = replace(count, looks=count.looks + 1, seconds=count.seconds + max(since, 0.0))

    @contextmanager
    def writing(self, *finds: Recording) -> Iterator[Notes]:
        """What is not written yet, with what looks find; it is written once the block ends."""
        found = tuple(flat(self._found(one) for one in finds))
        yield Notes(tuple(self._looks), (*self._counts.values(), *found))
        self._looks, self._counts = [], {}

    def _found(self, finds: Recording) -> Iterator[LookCount]:
        """That the look at an item found another text, or the item gone, back or moved."""
        kinds, age = {draft.event.kind for draft in finds.drafts}, self._ages.get(finds.item.id, 1)
        if "updated" in kinds:
            yield LookCount(age, edits=1)
        elif kinds & _OTHERS:
            yield LookCount(age, others=1)


def _bound(age: timedelta) -> int:
    """The upper bound of an age in hours: 1, 2, 4, 8, …"""
    bound = 1
    while age >= bound * _HOUR:
        bound *= 2
    return bound
