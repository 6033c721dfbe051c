"""The error tree.

MonitorError
  ConfigError            every mistake of every file, in one message
  SourceError            .source; the other sources carry on
    FetchError           .transient .retry_after .status
      Missing            the address answers 404 or 410, or a page that stands for it
        Deleted          the source's own mark says that the item is gone
      Blocked            a challenge page, or 403
    ParseError           the document is not what its address promises; the raw bytes are kept
    ExpectationError     fewer entries than can be right
  StoreError             the store cannot be used
    Conflict             someone wrote first: read again, compare again
  Paced                  the host's pace does not allow it yet: .seconds
  Stopping               the service ends; the rest is done after the restart
  UnknownName            no such source, topic, channel, item
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class MonitorError(Exception):
    """Anything that a person is told in a sentence rather than by a traceback."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a configuration file: where it is, what was found, what would be right."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: found {self.found}; expected {self.expected}"


class ConfigError(MonitorError):
    """The configuration cannot be used; `mistakes` lists every one of them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        noun = "mistake" if len(self.mistakes) == 1 else "mistakes"
        super().__init__("\n".join([f"{len(self.mistakes)} {noun} in the configuration:", *map(str, mistakes)]))


class UnknownName(MonitorError):
    """A source, topic, channel, item or event that does not exist (or fits several)."""


class SourceError(MonitorError):
    """Trouble of one source; never a change of one of its items."""

    source: str = ""


class FetchError(SourceError):
    """An address gave no usable answer.

    `transient`: asking again later may help. `retry_after`: the moment (UTC) before which the
    host asked not to be asked again. `status`: the HTTP status, or 0 when there was none.
    """

    def __init__(
        self, message: str, *, transient: bool = True, retry_after: datetime | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.transient = transient
        self.retry_after = retry_after
        self.status = status


class Missing(FetchError):
    """The address answers 404 or 410."""


class Deleted(Missing):
    """The source marks the item as deleted: no further look is needed to believe it."""


class Blocked(FetchError):
    """The site refuses programs: a challenge page or 403."""


class HostResting(FetchError):
    """The host is not asked before a moment that has not come, by its own wish or (`our_own`) by the desk's limit."""

    def __init__(self, message: str, *, retry_after: datetime, our_own: bool = False) -> None:
        super().__init__(message, retry_after=retry_after)
        self.our_own = our_own


class ParseError(SourceError):
    """The document is not what its address promises (cut, foreign, empty)."""


class ExpectationError(SourceError):
    """A list that is never rightly empty came out empty."""


class StoreError(MonitorError):
    """The store cannot be used: locked, read-only, of another schema, unreachable."""


class Paced(MonitorError):
    """The host may be asked, only not yet. Who can do something else meanwhile comes back after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:.1f} s")
        self.seconds = seconds


class Stopping(MonitorError):
    """The service is stopping; what is done is stored, the rest is done after the restart."""


class Conflict(StoreError):
    """The item got another version meanwhile: read again, compare again."""
