"""An item's documents as one text: its page with its parts, and what was read by an older reader read again."""

import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha1, sha256

from monitor.core.errors import Deleted, FetchError, HostResting, Missing, Paced, ParseError
from monitor.core.identity import host_of, references_in
from monitor.core.model import TITLE, Document, Page, PageLine, Request, Snapshot, Version
from monitor.core.ports import Answer, Kept, Validator
from monitor.core.reasons import because
from monitor.core.text import fingerprint
from monitor.pipeline.polling.scope import Scope
from monitor.pipeline.polling.teaser import is_teaser, is_whole_now

log = logging.getLogger(__name__)
_MOST_HISTORY, _MOST_LINES, _MOST_TEXT = 5, 5_000, 500_000
_END, _TAIL = re.compile(rb"</html\s*>", re.IGNORECASE), 20_000


@dataclass(frozen=True, slots=True)
class Read:
    """One item's documents as they are now: the snapshot, the answers, and the hashes of the raw bytes. `open_end`:
    nothing says that its page is whole; `waited`: after how many looks in a row something waits for the next.
    """

    snapshot: Snapshot
    answers: tuple[Answer, ...]
    shas: tuple[str, ...]
    open_end: bool = False
    waited: int = 0


class Documents:
    """Reads the documents of one source's items in one run."""

    def __init__(self, scope: Scope) -> None:
        self.store, self.fetcher, self.reader, self.now = scope.store, scope.fetcher, scope.reader, scope.now
        self._home = host_of(scope.source.url)
        self._anew: dict[int, str] = {}
        self.settled: Callable[[], Mapping[str, bool]] = dict
        self.restated = ""

    @property
    def reread(self) -> tuple[int, str]:
        """How many items' versions were read anew, and by which reader."""
        return len(self._anew), next(reversed(self._anew.values()), "")

    def read(
        self, answers: Sequence[Answer], known: Mapping[str, Validator], had: Collection[str], *, waits: bool
    ) -> Read:
        """The item's page and its parts as one snapshot. Raw bytes are kept even when they cannot be read. A file that
        the item never had (`had`: the addresses of those it had) and that cannot be had or read is waited for while the
        item is new, and a note from then on: its page is read all the same.
        """
        found = {a.request.address: a for a in answers}
        main = self._document(answers[0])
        page = self._parse(main, self.settled())
        if page.absent:
            raise (Deleted if page.deleted else Missing)(page.absent, transient=False)
        if not page.snapshots:
            raise ParseError("no article was found in the document")
        snapshot, used, shas = page.snapshots[0], [answers[0]], [_sha(main)]
        for request in snapshot.parts:
            try:
                answer = found.get(request.address) or self._fetch_part(request, known.get(request.address))
                document = self._document(answer)
                snapshot = self._whole(snapshot, [document])
            except (FetchError, ParseError) as error:
                if waits or request.address in had or not is_final(error):
                    raise
                snapshot = _without(snapshot, request, error)
                continue
            used.append(answer)
            shas.append(_sha(document))
        return Read(_lined(snapshot), tuple(used), tuple(shas), not main.bounded and not ends(main.body))

    def _whole(self, snapshot: Snapshot, parts: Iterable[Document]) -> Snapshot:
        """A page with the texts of its parts, and what these are known by elsewhere."""
        for document in parts:
            for part in self._parse(document).snapshots[:1]:
                snapshot = _joined(snapshot, replace(part, files=(file_name(document.body),)))
        return snapshot

    def was_whole(self, latest: Version) -> bool:
        """Whether the page that a version was read from came to its end."""
        first = self.store.document(latest.documents[0]) if latest.documents else None
        return first is not None and ends(first.body)

    def part(self, request: Request, known: Validator | None) -> Answer:
        """One file of an item. A host of its own that rests is this item's trouble, not the source's."""
        try:
            return self.fetcher.get(request, known)
        except HostResting as error:
            if host_of(request.url) == self._home:
                raise
            raise FetchError(f"{request.url}: {error}", status=error.status) from error

    def _fetch_part(self, request: Request, known: Validator | None) -> Answer:
        try:
            return self.part(request, known)
        except Missing as error:
            raise FetchError(f"{request.url}: {error}", transient=False, status=error.status) from error

    def _document(self, answer: Answer) -> Document:
        """The answer's bytes, from the archive when they have not changed; asked for again when pruned there."""
        if answer.document is not None:
            return answer.document
        kept = self.store.document(answer.validator.sha256)
        if kept is None:
            fresh = self.fetcher.get(answer.request, None)
            assert fresh.document is not None
            return fresh.document
        return Document(answer.request, answer.request.url, kept.content_type, kept.body, self.now)

    def _parse(self, document: Document, settled: Mapping[str, bool] | None = None) -> Page:
        try:
            page = self.reader.read(replace(document, settled=dict(settled)) if settled else document)
        except ParseError:
            self.store.keep([document])
            raise
        if page.note:
            log.warning("%s: %s", document.url, page.note)
        return page

    def usable(self, latest: Version, read: Read) -> Version | None:
        """The version to compare with. None: what was read is only a teaser of it.

        A version read by another reader is read again from its raw documents first (tells nobody).
        Raises `ParseError` when a text vanished altogether: that is the template, not the article.
        """
        snapshot = read.snapshot
        if latest.blocks and not snapshot.blocks:
            raise ParseError("the text is gone from the page; its template may have changed")
        self.restated = ""
        if latest.reader != snapshot.reader:
            latest = self._reread(latest, read)
        if is_teaser(snapshot, latest):
            return None
        return self._filled(latest, read) if is_whole_now(latest, snapshot) else latest

    def _filled(self, latest: Version, read: Read) -> Version:
        """The whole text beside its teaser, under the same number: nobody changed anything."""
        snapshot = read.snapshot
        whole = replace(
            latest,
            blocks=snapshot.blocks,
            links=snapshot.links,
            related=snapshot.related,
            partial=False,
            documents=read.shas,
            fingerprint=fingerprint(latest.title, snapshot.blocks, snapshot.links),
        )
        # Its documents with it: what it names is there.
        self.store.put_reading(whole, self.now, [a.document for a in read.answers if a.document])
        log.info("item %s: version %s is whole now, it was a teaser", latest.item_id, latest.number)
        return whole

    def _reread(self, latest: Version, read: Read) -> Version:
        """What today's reader makes of the documents that a version was read from, under the same number."""
        try:
            snapshot = self._again(latest, read)
        except ParseError as error:
            log.warning("item %s: version %s cannot be read again: %s", latest.item_id, latest.number, error)
            return latest
        again = replace(
            latest,
            title=snapshot.title,
            blocks=snapshot.blocks,
            links=snapshot.links,
            related=snapshot.related,
            reader=snapshot.reader,
            fingerprint=fingerprint(snapshot.title, snapshot.blocks, snapshot.links),
        )
        self.store.put_reading(again, self.now)
        log.debug("item %s: version %s read again by %s", latest.item_id, latest.number, snapshot.reader)
        self._anew[latest.item_id] = snapshot.reader
        # What today's reader would have shown as its address: that it shows another now is no move.
        self.restated = snapshot.url
        return again

    def _again(self, latest: Version, read: Read) -> Snapshot:
        """Raises `ParseError` where a raw document is gone."""
        kept = [self.store.document(sha) for sha in latest.documents]
        found = [document for document in kept if document]
        if not found or len(found) < len(kept):
            raise ParseError("its raw document is gone")
        asked = self._asked_then(latest, read, len(kept))
        documents = {r.address: _document(r, one, self.now) for r, one in zip(asked, found, strict=False)}
        page = self._parse(documents[read.answers[0].request.address]).snapshots
        if not page:
            raise ParseError("no article was found in the document")
        # A part that only today's reader sees was there all the time: it stands in both texts.
        today = {a.request.address: a for a in read.answers[1:]}
        if any(r.address not in documents and r.address not in today for r in page[0].parts):
            raise ParseError("a file that it leads to was not kept")
        parts = (documents.get(r.address) or self._document(today[r.address]) for r in page[0].parts)
        return _lined(self._whole(page[0], parts))

    def history(self, latest: Version, read: Read) -> list[tuple[PageLine, ...]]:
        """The lines of the page as its stored documents have them, oldest first; none where the newest is gone."""
        states: list[tuple[PageLine, ...]] = []
        for number in range(latest.number, max(0, latest.number - _MOST_HISTORY), -1):
            version = latest if number == latest.number else self.store.version(latest.item_id, number)
            try:
                lines = self._again(version, read).lines if version else ()
            except (FetchError, Paced, ParseError) as error:
                log.debug("item %s: version %s is not replayed: %s", latest.item_id, number, error)
                lines = ()
            if not lines:
                break
            states.insert(0, lines)
        if states:
            self._anew.setdefault(latest.item_id, read.snapshot.reader)
        return states

    def _asked_then(self, latest: Version, read: Read, count: int) -> Sequence[Request]:
        """What a version's documents were asked by: as the item was asked for until now, else as today."""
        today = [answer.request for answer in read.answers]
        before = [today[0], *self.store.item(latest.item_id).requests[1:]]
        return today if len(before) != count == len(today) else before


def is_final(error: FetchError | ParseError) -> bool:
    """Whether asking again soon would bring the same."""
    return isinstance(error, ParseError) or not error.transient


def _without(snapshot: Snapshot, request: Request, error: Exception) -> Snapshot:
    """A page without one of its files, and with a note that says so."""
    said = because("file_unread", name=request.url.partition("?")[0].rpartition("/")[2], why=str(error))
    return replace(snapshot, parts=tuple(p for p in snapshot.parts if p != request), note=snapshot.note or said)


def file_name(body: bytes) -> str:
    """What a file is known by wherever it is published. SHA-1 is what open.overheid.nl gives of its files."""
    return f"sha1:{sha1(body, usedforsecurity=False).hexdigest()}"


def _document(request: Request, kept: Kept, now: datetime) -> Document:
    return Document(request, request.url, kept.content_type, kept.body, now)


def _lined(snapshot: Snapshot) -> Snapshot:
    """A text that was read from data or a file, its blocks as lines: where they stand is what they are."""
    if snapshot.lines or len(snapshot.blocks) > _MOST_LINES or sum(len(b.text) for b in snapshot.blocks) > _MOST_TEXT:
        return snapshot
    lines = (PageLine(f"text/{block.kind}", block.kind, block.text) for block in snapshot.blocks)
    return replace(snapshot, lines=(PageLine(TITLE, "heading", snapshot.title, links=snapshot.links), *lines))


def _joined(snapshot: Snapshot, part: Snapshot) -> Snapshot:
    """A part's text behind its page's."""
    blocks = (*snapshot.blocks, *part.blocks)
    # A page that is too large for its lines has none.
    lines = (PageLine(f"file/{block.kind}", block.kind, block.text) for block in part.blocks)
    return replace(
        snapshot,
        blocks=blocks,
        lines=(*snapshot.lines, *lines) if snapshot.lines else (),
        title=snapshot.title or part.title,
        note=snapshot.note or part.note,
        files=tuple(dict.fromkeys((*snapshot.files, *part.files))),
        references=tuple(
            dict.fromkeys(
                (*snapshot.references, *part.references, *references_in(" ".join(b.text for b in part.blocks)))
            )
        ),
    )


def ends(body: bytes) -> bool:
    """Whether a page comes to its end."""
    return _END.search(body[-_TAIL:].replace(b"\0", b"")) is not None


def _sha(document: Document) -> str:
    return sha256(document.body).hexdigest()
