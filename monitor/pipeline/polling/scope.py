"""What one run works on and with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.core.ports import Fetcher, Reader, Store
from monitor.core.settings import Settings, Source
from monitor.pipeline.polling.observed import Observed
from monitor.pipeline.polling.poll import Parts


@dataclass(frozen=True, slots=True)
class Scope:
    """One source at one moment.

    `baseline`: nothing of it is told yet. `since`: older items are looked for, back to this moment.
    `progress`: told in a few words how far it is. `observed`: the notebook of what was seen.
    """

    source: Source
    settings: Settings
    parts: Parts
    now: datetime
    baseline: bool
    since: datetime | None
    progress: Callable[[str], None]
    observed: Observed

    @property
    def store(self) -> Store:
        return self.parts.store

    @property
    def fetcher(self) -> Fetcher:
        return self.parts.fetcher

    @property
    def reader(self) -> Reader:
        return self.parts.reader
