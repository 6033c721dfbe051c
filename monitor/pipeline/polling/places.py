"""Places at which polls are run in turns, shared fairly over hosts.

A poll is a task that is gone on with in turns: a turn ends after some seconds or requests, or where the task would only
wait. Then its place goes to the next one. Tasks of one host share a lane, of which one runs at a time: their requests
would wait for each other anyway. A host whose answers are slow may hold its share of the places and no more, so that
there is always one for the others. Why it is done so: docs/design, "Places".
"""

import heapq
import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Protocol

from monitor.core.pause import pause

log = logging.getLogger(__name__)
PLACES, SLOW_PLACES = 64, 48
# So many places are made at once. More are added by lots while nothing is taken for a moment: quick tasks are done
# sooner by few, which do not get in each other's way.
_FIRST, _LOT, _RAMP_SECONDS = 8, 8, 0.05
# A step that takes longer makes its host a slow one, until a turn is quick again.
SLOW_SECONDS = 2.0
_IDLE_SECONDS = 10.0
_LOOK_SECONDS = 1.0


class Task(Protocol):
    """What is done in turns."""

    host: str
    slowest: float

    def turn(self) -> float | None:
        """One turn. The seconds until the next may begin; None when there is nothing left to do. It raises nothing."""
        ...


@dataclass(eq=False, slots=True)
class _Lane:
    """The tasks of one host that are ready, whether one of them runs, and whether its last turn was slow."""

    host: str
    ready: deque[Task] = field(default_factory=deque)
    running: bool = False
    listed: bool = False
    slow: bool = False


class Places:
    """Runs tasks until they are done. Safe to use from several threads; a task's own end may add another."""

    def __init__(self, places: int = PLACES, slow: int = SLOW_PLACES) -> None:
        self._most, self._most_slow = places, slow
        self._lock = threading.RLock()
        self._work, self._ended = threading.Condition(self._lock), threading.Condition(self._lock)
        self._lanes: dict[str, _Lane] = {}
        self._quick, self._slow = deque[_Lane](), deque[_Lane]()
        self._parked: list[tuple[float, int, Task]] = []
        self._numbers = count()
        self._tasks = self._threads = self._idle = self._slow_running = self._taken = 0
        self._stopping = self._ramping = False
        self.worked_at = monotonic()

    # --- what others ask -----------------------------------------------------------------------------

    def add(self, task: Task) -> None:
        """Have a task run. While the places are stopping it is dropped."""
        with self._lock:
            if self._stopping:
                return
            self._tasks += 1
            self._make_ready(task)

    def wait(self, seconds: float) -> bool:
        """Wait until every task is done, at most so long. Whether they are."""
        with self._lock:
            return self._ended.wait_for(lambda: not self._tasks, seconds)

    def wake(self) -> None:
        """Every task that waits may go on: the clock it waited by is another."""
        with self._lock:
            self.worked_at = monotonic()
            parked, self._parked = self._parked, []
            for _, _, task in parked:
                self._make_ready(task)

    def nudge(self) -> None:
        """Look whether a task that waits may go on: called now and then by somebody whose clock goes on."""
        with self._lock:
            self._unpark()
            if self._may_begin() and self._idle:
                self._work.notify_all()

    def stop(self) -> None:
        """Take no more tasks. Those that there are get a turn to come to their end."""
        with self._lock:
            self._stopping = True
        self.wake()

    @property
    def free(self) -> bool:
        """Whether a task that is not slow would begin at once."""
        with self._lock:
            return self._threads - self._idle < self._most

    @property
    def running(self) -> int:
        """How many tasks have a place now."""
        with self._lock:
            return self._threads - self._idle

    # --- the lanes -------------------------------------------------------------------------------------

    def _make_ready(self, task: Task) -> None:
        lane = self._lanes.setdefault(task.host, _Lane(task.host))
        lane.ready.append(task)
        self._list(lane)

    def _list(self, lane: _Lane) -> None:
        if lane.listed or lane.running or not lane.ready:
            return
        lane.listed = True
        (self._slow if lane.slow else self._quick).append(lane)
        if len(self._quick) + len(self._slow) <= self._idle:
            # Each idle place takes one; who was woken and is not yet at work counts as idle still.
            self._work.notify()
        elif self._threads < min(_FIRST, self._most):
            self._add_place()
        elif not self._ramping and self._threads < self._most:
            self._ramping = True
            threading.Thread(target=self._ramp, name="places", daemon=True).start()

    def _add_place(self) -> None:
        self._threads += 1
        threading.Thread(target=self._serve, name=f"place-{self._threads}", daemon=True).start()

    def _ramp(self) -> None:
        """Add places while lanes wait and none is taken."""
        before = -1
        while True:
            with self._lock:
                self._ramping = self._threads < self._most and self._may_begin()
                if not self._ramping:
                    return
                for _ in range(min(_LOT, self._most - self._threads) if self._taken == before else 0):
                    self._add_place()
                before = self._taken
            pause(_RAMP_SECONDS)

    def _may_begin(self) -> bool:
        return bool(self._quick) or (bool(self._slow) and self._slow_running < self._most_slow)

    def _next(self) -> _Lane | None:
        """The lane whose turn it is. Slow hosts come after the others, and hold their share only."""
        self._unpark()
        lane = None
        if self._quick:
            lane = self._quick.popleft()
        elif self._slow and self._slow_running < self._most_slow:
            lane = self._slow.popleft()
        if lane is not None:
            if self._threads - self._idle <= 1:
                # Nothing ran: the time without work does not count as standing still.
                self.worked_at = monotonic()
            self._taken += 1
            lane.listed, lane.running = False, True
            self._slow_running += lane.slow
        return lane

    def _unpark(self) -> None:
        now = monotonic()
        while self._parked and self._parked[0][0] <= now:
            self._make_ready(heapq.heappop(self._parked)[2])

    # --- working ---------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while (lane := self._lane()) is not None:
            task = lane.ready.popleft()
            wait = self._turn(task)
            self._put_back(lane, task, wait)

    def _lane(self) -> _Lane | None:
        """A lane to run; None when there has been nothing to do for a while."""
        with self._lock:
            idle_since = monotonic()
            while (lane := self._next()) is None:
                if self._is_over(idle_since):
                    self._threads -= 1
                    return None
                self._idle += 1
                self._work.wait(self._until_parked())
                self._idle -= 1
            return lane

    def _is_over(self, idle_since: float) -> bool:
        """A thread goes when it was idle for long; one stays to wake what is parked."""
        alone = self._threads - self._idle == 1 and not self._idle and bool(self._parked or self._slow)
        return not alone and (abs(monotonic() - idle_since) > _IDLE_SECONDS or (self._stopping and not self._tasks))

    def _until_parked(self) -> float:
        """At most a second: a clock that is put back must not make anyone wait for longer."""
        if not self._parked:
            return _LOOK_SECONDS
        return min(max(self._parked[0][0] - monotonic(), 0.0), _LOOK_SECONDS)

    def _turn(self, task: Task) -> float | None:
        try:
            return task.turn()
        except BaseException:
            log.exception("%s: a task ended with an error of ours", task.host)
            return None

    def _put_back(self, lane: _Lane, task: Task, wait: float | None) -> None:
        with self._lock:
            self.worked_at = monotonic()
            lane.running = False
            self._slow_running -= lane.slow
            lane.slow = task.slowest > SLOW_SECONDS
            if wait is None:
                self._tasks -= 1
            elif wait > 0 and not self._stopping:
                heapq.heappush(self._parked, (monotonic() + wait, next(self._numbers), task))
            else:
                self._make_ready(task)
            self._list(lane)
            if not lane.ready and not lane.listed and not lane.slow:
                self._lanes.pop(lane.host, None)
            if not self._tasks:
                self._ended.notify_all()
