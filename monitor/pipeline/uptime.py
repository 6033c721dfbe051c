"""In which time the program was at work, kept in the store: what ages are counted in, and how a jump shows.

Whoever works ticks now and then. Between two ticks of one process as much time counts as its steady clock says; a
process that finds an older tick than its own counts ten minutes of what lies before. The rest is a gap.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.core.ports import Clock
from monitor.pipeline.ages import Ages

_MARK = "uptime"
_UNSEEN, _SLACK, _WRITE = timedelta(minutes=10), timedelta(seconds=2), timedelta(minutes=1)


class Marks(Protocol):
    """Where small facts are kept."""

    def mark(self, name: str) -> tuple[str, datetime] | None: ...
    def change_mark(self, name: str, change: Callable[[str], str], now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick found: a gap before it, or (`back`) that the clock stands before the last one."""

    gap: timedelta = timedelta()
    back: bool = False


class Uptime:
    """The time at work, as one process sees and keeps it. Safe to use from several threads."""

    def __init__(self, marks: Marks, clock: Clock, steady: Callable[[], float]) -> None:
        self._marks, self._clock, self._steady = marks, clock, steady
        self._lock = threading.Lock()
        self._last: tuple[datetime, float] | None = None
        self._written: datetime | None = None
        self.ages = Ages()

    def tick(self) -> Tick:
        """Say that the program is at work now. Raises `StoreError`."""
        with self._lock:
            now, steady = self._clock(), self._steady()
            known = self._known()
            tick = self._tick(known, now, steady)
            if known is None or tick != Tick() or abs(now - (self._written or now)) >= _WRITE:
                self._keep(now, tick)
            # Only what was kept was seen: a gap that could not be written is found again by the next tick.
            self._last = (now, steady)
            return tick

    def _known(self) -> datetime | None:
        """When anybody last ticked. The store is asked once; then this process knows."""
        if self._last is not None:
            return self._last[0]
        kept = self._marks.mark(_MARK)
        if kept is None:
            return None
        self.ages, self._written = _decoded(kept[0]), kept[1]
        return kept[1]

    def _tick(self, known: datetime | None, now: datetime, steady: float) -> Tick:
        if known is None:
            return Tick()
        counted = _UNSEEN if self._last is None else timedelta(seconds=max(steady - self._last[1], 0.0)) + _SLACK
        step = now - known
        return Tick(max(step - counted, timedelta()), back=step < -_SLACK)

    def _keep(self, now: datetime, tick: Tick) -> None:
        def change(text: str) -> str:
            # A gap that is still to come was one of another clock.
            ages = _decoded(text).until(now)
            self.ages = ages.with_gap(now - tick.gap, now) if tick.gap else ages
            return json.dumps([[start.isoformat(), end.isoformat()] for start, end in self.ages.gaps])

        self._marks.change_mark(_MARK, change, now)
        self._written = now


def _decoded(text: str) -> Ages:
    rows = json.loads(text) if text else []
    return Ages(tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in rows))
