"""Polls in turns. What many of them write as they begin, and as they end quietly, is written together."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from monitor.core.ports import Begun, Ending, Store
from monitor.pipeline.lease import abandon
from monitor.pipeline.polling.poll import LEASE_SECONDS, RENEW_SECONDS, Poll, Waiting, skipped
from monitor.pipeline.polling.report import SourceReport
from monitor.pipeline.polling.run import End, Run

# What one turn of a poll may take; then its place goes to the next one.
TURN_SECONDS, TURN_REQUESTS = 10.0, 20
_WAIT_STEP = 0.2
_TOGETHER = 32

Done = Callable[[SourceReport | None, BaseException | None], None]
"""What is called when a poll is over: its report, or the error that ended it (a store that cannot be used)."""


class PollTask:
    """One poll as a task. `begin` gives its lease; `end` writes its end; `began` and `done` are told."""

    def __init__(
        self,
        poll: Poll,
        begin: Callable[[Poll], Begun | None],
        end: End,
        done: Done,
        began: Callable[[], None] = lambda: None,
    ) -> None:
        self.host, self.slowest = poll.host, 0.0
        self._poll, self._begin, self._end, self._done, self._began = poll, begin, end, done, began
        self._waiting: Waiting | None = None
        self._run: Run | None = None
        self._steps: Iterator[float] = iter(())

    def turn(self) -> float | None:
        self.slowest = 0.0
        try:
            wait = self._turn()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the poll must hear of it
            # Its lease stands in a store that did not take its end: the next poll need not wait for that to run out.
            abandon(self._poll.owner)
            self._done(None, error)
            return None
        return wait

    def _turn(self) -> float | None:
        if self._run is None:
            wait = self._begun()
            if wait is not None or self._run is None:
                return wait
        return self._stepped(self._run)

    def _begun(self) -> float | None:
        """Begin the run. The seconds after which to try again; None where it began, or never will."""
        begun = self._begin(self._poll) if self._waiting is None else self._waiting.begun()
        self._waiting = self._waiting or Waiting(self._poll)
        if begun is None:
            begun = self._waiting.begun()
        if begun is not None:
            self._began()
            self._run = Run(self._poll, begun, self._end)
            self._steps = self._run.steps()
        elif self._waiting.too_long:
            self._done(skipped(self._poll, "another poll of this source is running"), None)
        else:
            return _WAIT_STEP
        return None

    def _stepped(self, run: Run) -> float | None:
        end, asked = time.monotonic() + TURN_SECONDS, run.requests
        while True:
            before = time.monotonic()
            wait = next(self._steps, None)
            self.slowest = max(self.slowest, time.monotonic() - before)
            if wait is None:
                self._done(run.report, None)
                return None
            over = not 0 < end - time.monotonic() <= TURN_SECONDS or run.requests - asked >= TURN_REQUESTS
            if wait > 0 or over:
                return wait


class Beginnings:
    """The leases of many polls, taken a few at a time: no more than will soon be run, for leases are short."""

    def __init__(self, polls: Sequence[Poll]) -> None:
        self._waiting = {id(poll): poll for poll in polls}
        self._begun: dict[int, tuple[Begun | None, float]] = {}
        self._lock = threading.Lock()

    def begin(self, poll: Poll) -> Begun | None:
        """The poll's lease. None where it was not to be had, or was lost while the poll waited for its turn."""
        with self._lock:
            if id(poll) not in self._begun:
                self._start(poll)
            begun, since = self._begun.pop(id(poll))
        if begun is not None and abs(time.monotonic() - since) > RENEW_SECONDS:
            kept = poll.parts.store.renew_source(poll.source.name, poll.owner, poll.parts.clock(), LEASE_SECONDS)
            return begun if kept else None
        return begun

    def _start(self, poll: Poll) -> None:
        self._waiting.pop(id(poll), None)
        few = [poll, *(self._waiting.pop(key) for key in list(self._waiting)[: _TOGETHER - 1])]
        now, since = poll.parts.clock(), time.monotonic()
        begun = poll.parts.store.begin_runs([one.beginning for one in few], now, LEASE_SECONDS)
        self._begun |= {id(one): (lease, since) for one, lease in zip(few, begun, strict=True)}


class Endings:
    """Runs that have ended. One that has something to tell is written at once, the others together."""

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
