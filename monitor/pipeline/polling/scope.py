"""What one run works on and with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.model import Entry, Snapshot
from monitor.core.ports import Fetcher, Reader, Store
from monitor.core.settings import Settings, Source
from monitor.pipeline.polling.observed import Observed
from monitor.pipeline.polling.poll import Parts
from monitor.pipeline.polling.searches import Searches
from monitor.pipeline.polling.sessions import Sessions

_UNDATED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """One source at one moment.

    `baseline`: nothing of it is told yet. `since`: older items are looked for, back to this moment.
    `progress`: told in a few words how far it is. `observed`: the notebook of what was seen.
    `searches`: which terms were asked for before. `revised_at`: since when the source's adapter sees more than it did.
    """

    source: Source
    settings: Settings
    parts: Parts
    now: datetime
    baseline: bool
    since: datetime | None
    progress: Callable[[str], None]
    observed: Observed
    sessions: Sessions
    searches: Searches
    revised_at: datetime | None = None

    @property
    def store(self) -> Store:
        return self.parts.store

    @property
    def fetcher(self) -> Fetcher:
        return self.parts.fetcher

    @property
    def reader(self) -> Reader:
        return self.parts.reader

    def is_old(self, row: Entry | Snapshot) -> bool:
        """Whether an entry was there before the adapter came to see such ones: then it is no news. Of an undated one
        nobody knows; for a day it is taken for old.
        """
        if row.came == 1 or self.revised_at is None:
            return False
        if row.published_at is not None:
            return row.published_at <= self.revised_at
        return self.now - self.revised_at < _UNDATED
