"""Polls side by side. What many of them write as they begin, and as they end quietly, is written together."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from monitor.core.ports import Begun, Ending, Store
from monitor.pipeline.poll import LEASE_SECONDS, RENEW_SECONDS, Poll, run_alone, run_begun
from monitor.pipeline.report import SourceReport

SIDE_BY_SIDE = 8
_TOGETHER = 32
# The longest that an ended run waits for others to end.
_PATIENCE = 0.5


def run_all(polls: Sequence[Poll]) -> list[SourceReport]:
    """Run the polls; whatever goes wrong in one is in its report, save a store that cannot be used."""
    return [run_alone(poll) for poll in polls] if len(polls) < 2 else _Together(polls).run()


@dataclass(frozen=True, slots=True)
class _Started:
    """A poll that is next: its place in the report, its lease if it was to be had, and since when."""

    place: int
    poll: Poll
    begun: Begun | None
    since: float


class _Together:
    def __init__(self, polls: Sequence[Poll]) -> None:
        self._store = polls[0].parts.store
        self._waiting = deque(enumerate(polls))
        self._started = deque[_Started]()
        self._reports: dict[int, SourceReport] = {}
        self._endings = _Endings(self._store)
        self._lock = threading.Lock()

    def run(self) -> list[SourceReport]:
        with ThreadPoolExecutor(SIDE_BY_SIDE, "poll") as pool:
            workers = [pool.submit(self._work) for _ in range(min(len(self._waiting), SIDE_BY_SIDE))]
            while wait(workers, _PATIENCE).not_done:
                self._endings.write()
            self._endings.write()
        for worker in workers:
            worker.result()
        return [report for _, report in sorted(self._reports.items())]

    def _work(self) -> None:
        while (started := self._next()) is not None:
            self._reports[started.place] = self._one(started)

    def _next(self) -> _Started | None:
        with self._lock:
            if not self._started and self._waiting:
                self._start()
            return self._started.popleft() if self._started else None

    def _start(self) -> None:
        """Begin the next few polls, no more than will soon be run: their leases are short."""
        few = [self._waiting.popleft() for _ in range(min(_TOGETHER, len(self._waiting)))]
        now, since = few[0][1].parts.clock(), time.monotonic()
        begun = self._store.begin_runs([poll.beginning for _, poll in few], now, LEASE_SECONDS)
        self._started += [_Started(*one, lease, since) for one, lease in zip(few, begun, strict=True)]

    def _one(self, started: _Started) -> SourceReport:
        """One poll. Where its lease was not to be had, or was lost while it waited, it waits for its own."""
        poll, begun = started.poll, started.begun
        if begun is not None and time.monotonic() - started.since > RENEW_SECONDS:
            kept = self._store.renew_source(poll.source.name, poll.owner, poll.parts.clock(), LEASE_SECONDS)
            begun = begun if kept else None
        return run_begun(poll, begun, self._endings.add) if begun is not None else run_alone(poll)


class _Endings:
    """Runs that have ended. One that has something to tell is written at once."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, threading.Lock()
        self._ended: list[Ending] = []

    def add(self, ended: Ending) -> tuple[int, ...]:
        if ended.drafts:
            return self._store.end_runs([ended])[0]
        with self._lock:
            self._ended.append(ended)
            full = len(self._ended) >= _TOGETHER
        if full:
            self.write()
        return ()

    def write(self) -> None:
        with self._lock:
            ended, self._ended = self._ended, []
        if ended:
            self._store.end_runs(ended)
