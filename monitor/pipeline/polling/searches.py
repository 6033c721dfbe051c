"""Which of a source's terms its searches were asked for before: what a new term finds was there already."""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.model import Entry, Request, Snapshot
from monitor.core.ports import SourceState

# How late behind its date a document may come into a search; asked only of a store that does not know its terms.
_LATE = timedelta(days=1)
# After so many polls in trouble the source is told as failing, and new terms are asked for all the same.
_PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Searches:
    """The terms that were asked for before; None where an earlier version of this program did not note them.
    `last`: when the source was polled before. `failures`: how many polls in trouble stand before this one.
    """

    asked: Sequence[str] | None
    last: datetime | None
    failures: int = 0

    @classmethod
    def of(cls, state: SourceState) -> "Searches":
        last = state.next_run_at - timedelta(seconds=state.wait) if state.next_run_at else None
        return cls(state.terms, last, state.failures)

    def is_new(self, request: Request) -> bool:
        """Whether a list searches for a term that was never asked for."""
        return bool(request.term) and self.asked is not None and request.term not in self.asked

    def is_old(self, request: Request, row: Entry | Snapshot) -> bool:
        """Whether what a search names for the first time is no news. What came since the last poll is, whatever the
        term.
        """
        since = row.published_at is not None and self.last is not None and row.published_at >= self.last
        if self.asked is not None or not request.term or row.published_at is None:
            return self.is_new(request) and not since
        return self.last is not None and row.published_at < self.last - _LATE

    def put_last(self, queue: deque[Request]) -> None:
        """What a known term finds as well is news: the lists of known terms come first."""
        if any(map(self.is_new, queue)):
            ordered = sorted(queue, key=self.is_new)
            queue.clear()
            queue.extend(ordered)

    def waits(self, request: Request, *, good: bool) -> bool:
        """Whether a new term waits for a poll in which the known ones are answered: these may find the same."""
        return self.is_new(request) and not good and self.failures < _PATIENCE

    def after(self, terms: Sequence[str], answered: Collection[str]) -> Sequence[str] | None:
        """The terms that count as asked for after a run, of which these were answered."""
        if self.asked is None:
            return terms if set(terms) <= set(answered) else None
        return [term for term in terms if term in self.asked or term in answered]
