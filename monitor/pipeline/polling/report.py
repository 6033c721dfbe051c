"""What a poll was asked to do, and what it did."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.errors import Blocked, FetchError, HostResting, SourceError
from monitor.core.model import PollRun

log = logging.getLogger(__name__)
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
    """What went wrong in one run, in the order it happened. `resting`: until when the host is not asked; `our_own`: by
    a limit of ours. `left`: what was still to be looked at when the run ended.
    """

    errors: list[str] = field(default_factory=list)
    blocked: bool = False
    resting: datetime | None = None
    our_own: bool = False
    stopped: bool = False
    left: int = 0

    def note(self, error: SourceError) -> None:
        """What ended the run."""
        self.blocked = self.blocked or isinstance(error, Blocked)
        self.note_rest(error)
        self.errors.append(str(error))

    def note_rest(self, error: SourceError) -> None:
        """Keep until when a host asked not to be asked."""
        if isinstance(error, FetchError) and error.retry_after is not None:
            self.resting = error.retry_after
            self.our_own = isinstance(error, HostResting) and error.our_own

    @property
    def only_left(self) -> bool:
        """Whether all that is wrong is that the run was not done in time."""
        return bool(self.left) and not self.errors

    @property
    def words(self) -> str | None:
        """One line for people: the first errors, and how many more."""
        if self.left:
            return "; ".join([f"in part, {self.left} left", *self.errors[:3]])
        if not self.errors:
            return None
        shown = "; ".join(self.errors[:3])
        return shown + (f"; and {len(self.errors) - 3} more" if len(self.errors) > 3 else "")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's run, the ids of the events it recorded, and how many versions were read anew by which reader."""

    run: PollRun
    events: tuple[int, ...] = ()
    reread: tuple[int, str] = (0, "")


def unforeseen(source: str, error: Exception) -> str:
    """An error that nobody foresaw: the log explains it under the reference that the words name."""
    reference = f"E-{secrets.token_hex(4)}"
    log.error("%s: error %s", source, reference, exc_info=error)
    return f"an error of ours ({type(error).__name__}); the log explains it under {reference}"
