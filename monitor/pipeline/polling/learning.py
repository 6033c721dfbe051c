"""The template of one source in one run: taken up when a page has changed, learnt from, and given back to be kept."""

import logging
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from monitor.core.model import PageLine, Snapshot
from monitor.core.ports import PageKept
from monitor.pipeline.polling.basis import Waiting
from monitor.pipeline.polling.documents import Documents
from monitor.pipeline.polling.scope import Scope
from monitor.template.alike import tell
from monitor.template.joining import join, recount, rejoin
from monitor.template.judged import Desk, Judged, Looked, PageLook
from monitor.template.kept import memory_bytes, memory_of, template_bytes, template_of
from monitor.template.look import look
from monitor.template.memory import PageMemory, Template
from monitor.template.places import settled

log = logging.getLogger(__name__)


class Learning:
    """Nothing is asked of the store while every page stands as it stood."""

    def __init__(self, scope: Scope, documents: Documents) -> None:
        self._source, self._store, self._now, self._documents = scope.source, scope.store, scope.now, documents
        self._template: Template | None = None
        self._desk = Desk()
        self._unchanged = 0
        self.is_new = False
        documents.settled = self.settled

    def settled(self) -> Mapping[str, bool]:
        """The places whose lines the reader takes, and those whose it leaves: it need not ask again."""
        return settled(self.template)

    @property
    def template(self) -> Template:
        if self._template is None:
            kept = self._store.template(self._source.name)
            self._template = template_of(kept.body)
            self._template.unchanged += kept.checked
            self._desk = Desk((*self._source.pin, *kept.pin), (*self._source.mute, *kept.mute))
            if kept.pages != self._template.pages:
                # A process died between a page's first look and the end of its run.
                rows = self._store.page_lines(self._source.name, None, self._now)
                recount(self._template, [memory for row in rows.values() if (memory := memory_of(row.body))])
        return self._template

    @property
    def body(self) -> bytes:
        """The template as it is to be kept now."""
        self.template.unchanged += self._unchanged
        self.is_new, self._unchanged = False, 0
        return template_bytes(self.template)

    @property
    def is_behind(self) -> bool:
        """Whether something was learnt or counted that is not kept. What stood is counted from the runs otherwise."""
        return self.is_new or (self._template is not None and self._unchanged > 0)

    def joined(self, snapshot: Snapshot) -> PageKept | None:
        """A page that is read for the first time; None where its text has no places."""
        if not snapshot.lines:
            return None
        self.is_new = True
        return PageKept(snapshot.reader, memory_bytes(join(self.template, snapshot.lines)))

    def stood(self) -> None:
        """One more page was looked at and had not changed."""
        self._unchanged += 1

    def learn(self, pages: Mapping[int, tuple[PageKept, Sequence[PageLine]]]) -> Mapping[int, PageKept]:
        """A second look at pages soon after the first: whatever moved is the site's doing."""
        looks = [PageLook(page, memory_of(kept.body) or PageMemory(), lines) for page, (kept, lines) in pages.items()]
        looked = look(self.template, looks, 0, learn=True)
        self.is_new = True
        return {page: PageKept(pages[page][0].reader, memory_bytes(one.memory)) for page, one in looked.pages.items()}

    def look(self, waiting: Sequence[Waiting]) -> Looked:
        """Judge pages that have changed. One without lines that can be had joins without a word."""
        template = self.template
        rows = self._store.page_lines(self._source.name, [one.page for one in waiting], self._now)
        memories = {one.page: self._memory(one, rows.get(one.page)) for one in waiting}
        self._replay([one for one in waiting if memories[one.page] is None], memories, rows)
        quiet = {page: row.quiet for page, row in rows.items()}
        looks = [
            PageLook(one.page, memory, one.read.snapshot.lines, quiet.get(one.page, 0), _seen(one))
            for one in waiting
            if (memory := memories[one.page]) is not None
        ]
        unchanged, template.unchanged, self._unchanged = template.unchanged + self._unchanged, 0, 0
        return look(template, looks, unchanged, self._desk)

    def tell(self, judged: Mapping[int, Judged], heard: Mapping[int, Collection[str]]) -> None:
        """Note which channels heard of the differences of pages."""
        tell(self.template, judged, heard, self._now.timestamp())

    def _memory(self, one: Waiting, row: PageKept | None) -> PageMemory | None:
        return memory_of(row.body) if row and row.reader == one.read.snapshot.reader else None

    def _replay(
        self, pages: Sequence[Waiting], memories: dict[int, PageMemory | None], known: Mapping[int, PageKept]
    ) -> None:
        """Pages of which no lines are kept: their stored documents are read in order, and what moved between them is
        learnt; the newest is what today's page is held against.
        """
        histories = {one.page: self._documents.history(one.version, one.read) for one in pages}
        for page, states in histories.items():
            if states:
                before = memory_of(known[page].body) if page in known else None
                memories[page] = rejoin(self.template, before, states[0]) if before else join(self.template, states[0])
        for step in zip_longest(*(lines[1:] for lines in histories.values())):
            found = zip(histories, step, strict=True)
            looks = [
                PageLook(page, memory, lines)
                for page, lines in found
                if lines is not None and (memory := memories[page]) is not None
            ]
            for page, one in look(self.template, looks, 0, learn=True).pages.items():
                memories[page] = one.memory


def _seen(one: Waiting) -> float:
    """When a page was looked at before."""
    checked = one.known.item.checked_at
    return checked.timestamp() if checked else 0.0
