"""Pages that cannot be read. One is its own trouble: its source is well while others of it are read.

Where none of its pages can be read, or many one after the other, it is the site's trouble after all.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.core.errors import SourceError
from monitor.core.model import Item
from monitor.core.ports import Store, Unreadable
from monitor.core.settings import Source
from monitor.pipeline.ages import Ages

log = logging.getLogger(__name__)
# So many one after the other, over polls, are the site's trouble.
MOST_RUNNING = 5
_TOLD_AFTER = timedelta(days=1)
# A page that has not been readable for a while is asked for more and more seldom, once an hour in the end.
_SHARE, _SELDOM, _GIVES_WAY = 10, timedelta(hours=1), timedelta(minutes=10)


class Pages:
    """What of a source's pages could not be read, before this run and in it."""

    def __init__(self, source: Source, store: Store, now: datetime, ages: Ages) -> None:
        self._source, self._store, self._now, self._ages = source, store, now, ages
        self._known: dict[int, Unreadable] = {}
        self._failed: dict[int, Unreadable] = {}
        self._again: set[int] = set()
        self._least = timedelta()
        self.missed = self.none_read = self._any_read = self._begun = False

    def begin(self) -> None:
        """What is known from the runs before."""
        if not self._begun:
            self._begun, self._known = True, dict(self._store.unreadable(self._source.name))

    def failed(self, item: Item, error: SourceError) -> None:
        """A page could not be read."""
        before = self._known.get(item.id)
        if before is None:
            log.warning("%s: %s cannot be read: %s", self._source.name, item.url, error)
        since, told = (before.since, before.told) if before else (self._now, False)
        self._failed[item.id] = Unreadable(item.id, item.url, since, str(error)[:1_000], told)

    def read(self, item: Item) -> None:
        """A page could be read."""
        self._any_read = True
        if item.id in self._known:
            log.info("%s: %s can be read again", self._source.name, item.url)
        self.gone(item)

    def gone(self, item: Item) -> None:
        """A page is there no more: it is not one that cannot be read."""
        if item.id in self._known:
            self._again.add(item.id)

    def give_way(self) -> None:
        """What failed waits, so that the next poll begins behind it."""
        self._least = _GIVES_WAY

    def end(self) -> None:
        """Keep it."""
        if self._failed or self._again:
            self._store.note_unreadable([(page, self._following(page)) for page in self._failed.values()], self._again)
            self._known |= self._failed
            self._known = {i: page for i, page in self._known.items() if i not in self._again}

    def _following(self, page: Unreadable) -> datetime:
        age = self._ages.age(page.since, self._now)
        return self._now + max(min(age / _SHARE, _SELDOM), self._least)

    def of_the_site(self, *, in_doubt: bool) -> str:
        """Why what could not be read is trouble of the site; empty where it is not. `in_doubt`: it was in trouble
        before or has not begun, and a run that read no page says nothing else.
        """
        if not (self._failed or self.missed or (in_doubt and not self._any_read)):
            return ""
        self.begin()
        good, running = self._store.reading(self._source.name)
        tried = 0 if good else max(self._store.never_read(self._source.name), len(self._known))
        self.none_read = tried > 0
        if tried:
            return f"none of its pages can be read ({tried} tried){self._first()}"
        return f"{running} pages running could not be read{self._first()}" if running >= MOST_RUNNING else ""

    def _first(self) -> str:
        first = next(iter((self._failed or self._known).values()), None)
        return f"; {first.url}: {first.why}" if first else ": there is no such page at its addresses (404 or 410)"

    def untold(self) -> Mapping[int, Unreadable]:
        """Pages that could not be read for a day, of which nobody was told."""
        return {
            i: page
            for i, page in self._known.items()
            if not page.told and self._ages.age(page.since, self._now) >= _TOLD_AFTER
        }
