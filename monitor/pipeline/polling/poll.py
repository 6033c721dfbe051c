"""A poll that is to be run: what it works with, and how it is begun."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.core.identity import host_of, new_reference
from monitor.core.model import PollRun, Request
from monitor.core.ports import Adapter, Beginning, Begun, Clock, Fetcher, Reader, Store
from monitor.core.settings import Settings, Source
from monitor.pipeline.ages import Ages
from monitor.pipeline.lease import is_dead, owner
from monitor.pipeline.polling.report import PollOptions, Progress, SourceReport

log = logging.getLogger(__name__)
LEASE_SECONDS, RENEW_SECONDS = 180.0, 30.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a poll of one source works with."""

    store: Store
    adapter: Adapter
    fetcher: Fetcher
    reader: Reader
    clock: Clock
    ages: Ages


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that is to be run: what it works with, and how it shows up in the store."""

    source: Source
    settings: Settings
    parts: Parts
    options: PollOptions
    progress: Progress
    started: datetime
    starts: Sequence[Request]
    owner: str

    @property
    def beginning(self) -> Beginning:
        return Beginning(self.source.name, self.owner, [request.address for request in self.starts])

    @property
    def host(self) -> str:
        return host_of(self.source.url)


def planned(source: Source, settings: Settings, parts: Parts, options: PollOptions, progress: Progress) -> Poll:
    now = parts.clock()
    starts = parts.adapter.start(now, options.since)
    return Poll(source, settings, parts, options, progress, now, starts, owner(new_reference()))


@dataclass(slots=True)
class Waiting:
    """A poll that waits for its lease, while another poll of its source goes on."""

    poll: Poll
    since: float = field(default_factory=time.monotonic)

    def begun(self) -> Begun | None:
        """The lease, where it is to be had now; that of a process which has died is taken over."""
        begun = self._begin()
        if begun is None and is_dead(holder := self.poll.parts.store.source_owner(self.poll.source.name)):
            begun = self._begin(holder)
            if begun is not None:
                words = (
                    "%s: the poll before did not come to its end (killed, or the store failed); going on in its place"
                )
                log.info(words, self.poll.source.name)
        return begun

    @property
    def too_long(self) -> bool:
        """Whether it has waited as long as it was asked to."""
        return self.poll.options.stopping() or abs(time.monotonic() - self.since) >= self.poll.options.wait

    def _begin(self, instead_of: str = "") -> Begun | None:
        beginning, parts = replace(self.poll.beginning, instead_of=instead_of), self.poll.parts
        return parts.store.begin_runs([beginning], parts.clock(), LEASE_SECONDS)[0]


def skipped(poll: Poll, why: str) -> SourceReport:
    """A poll that was not begun."""
    log.info("%s: skipped: %s", poll.source.name, why)
    return SourceReport(PollRun(poll.source.name, poll.started, poll.parts.clock(), "skipped", error=why))


def failed(source: str, now: datetime, why: str) -> SourceReport:
    """A poll that could not even be planned."""
    return SourceReport(PollRun(source, now, now, "failed", error=why))
