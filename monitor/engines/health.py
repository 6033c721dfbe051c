"""Whether the service does its work: what is due and not begun, measured by a clock that nobody turns.

A slow source is at work; a channel that refuses was asked. Red is only what nobody even began, a schedule that nobody
looks at, and a store that is gone.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

# Work that was due for so long and is not begun makes the service unhealthy.
LATE_SECONDS = 120.0
SCHEDULE = "the schedule"
"""The loop that begins what is due."""
# A loop of the service that has not come round for so long stands still.
_LOOP_SECONDS = 60.0
# Work that stands still for so long ends the process.
STILL_SECONDS = 300.0


@dataclass(slots=True)
class Health:
    """What is due since when, by a steady clock. Safe to use from several threads."""

    steady: Callable[[], float]
    gone: str = ""
    _due: dict[str, float] = field(default_factory=dict)
    _loops: dict[str, float] = field(default_factory=dict)
    _tried: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, kind: str, names: Iterable[str]) -> None:
        """These of a kind are due and not begun now; what was noted before and is not among them was begun."""
        now, wanted = self.steady(), {f"{kind} {name}" for name in names}
        with self._lock:
            self._due = {
                name: since for name, since in self._due.items() if not name.startswith(f"{kind} ") or name in wanted
            }
            for name in wanted:
                self._due.setdefault(name, now)

    def begun(self, kind: str, name: str) -> None:
        with self._lock:
            self._due.pop(f"{kind} {name}", None)

    def is_due(self, kind: str, name: str) -> bool:
        """Whether it is noted as due and not begun."""
        with self._lock:
            return f"{kind} {name}" in self._due

    def came_round(self, loop: str) -> None:
        """A loop of the service has done its round."""
        with self._lock:
            self._loops[loop] = self._tried[loop] = self.steady()

    def tried(self, loop: str) -> None:
        """A loop of the service goes round, and cannot do its work."""
        with self._lock:
            self._tried[loop] = self.steady()

    def turned(self) -> None:
        """The steady clock itself was turned: everything is counted from now."""
        now = self.steady()
        with self._lock:
            self._due = dict.fromkeys(self._due, now)
            self._loops = dict.fromkeys(self._loops, now)
            self._tried = dict.fromkeys(self._tried, now)

    def is_late(self, loop: str) -> bool:
        """Whether a loop has not done its round for longer than it should take."""
        with self._lock:
            return self.steady() - self._loops.get(loop, self.steady()) > _LOOP_SECONDS

    def reason(self) -> str:
        """Why the service is not healthy; empty when it is."""
        now = self.steady()
        with self._lock:
            late = [(now - since, name) for name, since in self._due.items() if now - since > LATE_SECONDS]
            still = [(now - at, loop) for loop, at in self._loops.items() if now - at > _LOOP_SECONDS]
        if self.gone:
            return self.gone
        if still:
            seconds, loop = max(still)
            return f"{loop} has not come round for {seconds:.0f} s"
        if late:
            seconds, name = max(late)
            return f"the {name} has been due for {seconds:.0f} s and is not begun"
        return ""

    def stands_still(self, worked_at: float) -> str:
        """Why the work stands still altogether; empty while any of it goes on. `worked_at`: when a place last finished
        a turn, infinite while none has anything to do.
        """
        now = self.steady()
        with self._lock:
            still = [loop for loop, at in self._tried.items() if now - at > STILL_SECONDS]
        if still:
            return f"{', '.join(sorted(still))}: no round for {STILL_SECONDS:.0f} s"
        if now - worked_at > 2 * STILL_SECONDS:
            return f"no poll went on for {2 * STILL_SECONDS:.0f} s"
        return ""
