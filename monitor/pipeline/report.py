"""What a poll was asked to do, and what it did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.model import PollRun

# Called with a source's name and a few words; for progress on a terminal.
Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class PollOptions:
    """`revisit`: look at every known item. `since`: fetch older items back to this moment, as baseline.

    `wait`: seconds to wait for a running poll of the same source. `stopping`: asked before every request.
    """

    revisit: bool = False
    since: datetime | None = None
    wait: float = 60.0
    stopping: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class Trouble:
    """What went wrong in one run, in the order it happened."""

    errors: list[str] = field(default_factory=list)
    blocked: bool = False
    resting: datetime | None = None
    stopped: bool = False

    @property
    def words(self) -> str | None:
        """One line for people: the first errors, and how many more."""
        if not self.errors:
            return None
        shown = "; ".join(self.errors[:3])
        return shown + (f"; and {len(self.errors) - 3} more" if len(self.errors) > 3 else "")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's run and the ids of the events it recorded."""

    run: PollRun
    events: tuple[int, ...] = ()
