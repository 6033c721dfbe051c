"""A second look at the pages of a small source, at the end of its baseline: what has moved since moves by itself.

Three to ten pages are too few to tell furniture from an edit by how many of them moved in one look.
"""

import logging
from collections.abc import Iterator

from monitor.core.errors import HostResting, Paced, SourceError
from monitor.core.model import Item, PageLine
from monitor.core.ports import PageKept
from monitor.pipeline.polling.documents import Documents
from monitor.pipeline.polling.learning import Learning
from monitor.pipeline.polling.scope import Scope

log = logging.getLogger(__name__)
_LEAST, _MOST, _LOOKED = 3, 10, 8


class Second:
    """The pages that one run read for the first time."""

    def __init__(self, scope: Scope, documents: Documents, learning: Learning) -> None:
        self._scope, self._documents, self._learning = scope, documents, learning
        self._first: dict[int, tuple[Item, PageKept]] = {}

    def joined(self, item: Item, page: PageKept, lines: tuple[PageLine, ...]) -> None:
        """Note a page; one of a site of known make holds nothing that moves by itself."""
        if self._scope.baseline and any(not line.kept and not line.why for line in lines):
            self._first[item.id] = (item, page)

    def steps(self) -> Iterator[float]:
        """After each page: the seconds until the next one may be asked for."""
        if not _LEAST <= len(self._first) <= _MOST:
            return
        found: dict[int, tuple[PageKept, tuple[PageLine, ...]]] = {}
        for item, page in list(self._first.values())[:_LOOKED]:
            yield from self._look(item, page, found)
        pages = self._learning.learn(found)
        self._scope.store.save_template(self._scope.source.name, self._learning.body, pages, self._scope.now)

    def _look(
        self, item: Item, page: PageKept, found: dict[int, tuple[PageKept, tuple[PageLine, ...]]]
    ) -> Iterator[float]:
        self._scope.observed.expect(item)
        try:
            yield from self._asked(item, page, found)
        finally:
            self._scope.observed.expect(None)

    def _asked(
        self, item: Item, page: PageKept, found: dict[int, tuple[PageKept, tuple[PageLine, ...]]]
    ) -> Iterator[float]:
        """One page, as often as its host's pace has it wait. What goes wrong here is seen by the next poll."""
        fetcher = self._scope.fetcher
        while True:
            try:
                answers = [fetcher.get(request, None) for request in item.requests[:1]]
                read = self._documents.read(answers, {}, (), waits=False)
                found[item.id] = (page, read.snapshot.lines)
            except Paced as paced:
                fetcher.parked()
                yield paced.seconds
                continue
            except HostResting:
                raise
            except SourceError as error:
                log.debug("%s: %s is not looked at a second time: %s", self._scope.source.name, item.url, error)
            fetcher.done()
            yield 0.0
            return
