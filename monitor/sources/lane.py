"""A place that one at a time may have, waited for in order and never for ever; who has a good record goes first."""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic


class NotFree(Exception):
    """The place was not to be had within the time."""


class Lane:
    """One place."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int]] = []
        self._numbers = count()
        self._taken = False
        self._since: dict[tuple[int, int], float] = {}

    @contextmanager
    def place(self, rank: int, seconds: float) -> Iterator[None]:
        """Have the place within so many seconds; the lowest rank first, within a rank who came first."""
        with self._changed:
            mine = (rank, next(self._numbers))
            heapq.heappush(self._waiting, mine)
            self._since[mine] = monotonic()
            self._wait_for(mine, seconds)
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def waited(self) -> float:
        """For how long the one who has waited longest waits now."""
        with self._changed:
            return max((monotonic() - since for since in self._since.values()), default=0.0)

    def _wait_for(self, mine: tuple[int, int], seconds: float) -> None:
        end = monotonic() + seconds
        try:
            while self._taken or self._waiting[0] != mine:
                left = end - monotonic()
                if not 0 < left <= seconds:
                    raise NotFree
                self._changed.wait(left)
        finally:
            self._since.pop(mine, None)
            self._waiting.remove(mine)
            heapq.heapify(self._waiting)
            self._changed.notify_all()
