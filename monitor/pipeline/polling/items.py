"""The second half of a poll: look at the items that are due, and record what became of each."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.errors import (
    Blocked,
    Conflict,
    Deleted,
    FetchError,
    HostResting,
    Missing,
    MonitorError,
    Paced,
    ParseError,
)
from monitor.core.flat import flat
from monitor.core.model import Doubt, Event, Item, Snapshot, Version
from monitor.core.ports import Answer, Checked, PageKept, Recording, Validator
from monitor.core.reasons import verbatim
from monitor.core.routing import why_nobody
from monitor.core.schedule import after_miss, is_gone
from monitor.core.states import WITHDRAWN
from monitor.core.text import fingerprint
from monitor.pipeline.polling.alike import heard, told_once
from monitor.pipeline.polling.basis import Against, First, Known, Teaser, Waiting
from monitor.pipeline.polling.documents import Documents, Read
from monitor.pipeline.polling.judge import Decision, Judge, Seen, next_look
from monitor.pipeline.polling.lists import Listed
from monitor.pipeline.polling.looks import Judgement, Looks
from monitor.pipeline.polling.moving import Moving
from monitor.pipeline.polling.report import Trouble, unforeseen
from monitor.pipeline.polling.same_story import SameStory
from monitor.pipeline.polling.scope import Scope
from monitor.pipeline.polling.second import Second
from monitor.pipeline.polling.standin import Doubtful, Elsewhere, believed, trust
from monitor.pipeline.polling.still import Still
from monitor.pipeline.polling.unreadable import MOST_RUNNING, Pages
from monitor.template.judged import Judged

_A_DAY = timedelta(days=1)
# Sites put a page up before its files.
_ON_ITS_WAY = timedelta(hours=1)
# What is told only if it stands at the next look is looked at so soon.
_SOON, _SOON_LOOKS, _LONGEST_WAIT = timedelta(minutes=10), 4, 30
log = logging.getLogger(__name__)
_BATCH = 200
_CONFLICTS = 3
# A wait of this length is used to note what was looked at.
_FLUSH_SECONDS = 1.0


class Looker:
    """Looks at the items of one source in one run."""

    def __init__(self, scope: Scope, listed: Listed) -> None:
        self.source, self.store, self.fetcher, self.reader = scope.source, scope.store, scope.fetcher, scope.reader
        self.now, self.ages, self.progress, self.listed = scope.now, scope.parts.ages, scope.progress, listed
        self.observed, self.sessions = scope.observed, scope.sessions
        self.judge = Judge(scope.settings)
        self.checked = self.left = 0
        self.refused = False
        self.events: list[int] = []
        self._unchanged: list[tuple[Checked, tuple[Answer, ...]]] = []
        self._failing: list[Item] = []
        self.pages = Pages(self.source, self.store, self.now, self.ages)
        self.same_story = SameStory(scope)
        self.documents = Documents(scope)
        self._unwritten: list[str] = []
        self.still = Still(scope)
        self.looks = Looks(scope, self.documents)
        self.second = Second(scope, self.documents, self.looks.learning)
        self._scope = scope

    def steps(self, trouble: Trouble, *, everything: bool) -> Iterator[float]:
        """Every due item once, in batches; unchanged ones are noted together, and many that change alike are held.
        After each step: the seconds until the next one may begin.
        """
        self.pages.begin()
        try:
            yield from self._batches(trouble, everything=everything)
            yield from self.second.steps()
        finally:
            self._write(self.looks.end())
            self._learnt()
            self.pages.end()
            trouble.errors += self._unwritten

    def _batches(self, trouble: Trouble, *, everything: bool) -> Iterator[float]:
        due = self.store.due_ids(self.source.name, self.now, everything=everything)
        self.left = len(due)
        for start in range(0, len(due), _BATCH):
            batch = self.store.items(due[start : start + _BATCH])
            known = self.store.validators(self.source.name, [r.address for r in flat(i.requests for i in batch)])
            try:
                for item in batch:
                    yield from self._step(item, known)
                    self.left -= 1
                    if len(self._failing) >= MOST_RUNNING:
                        trouble.blocked = trouble.blocked or self.refused
                        trouble.errors.append(f"{len(self._failing)} items running could not be read; the rest waits")
                        self.pages.give_way()
                        return
            finally:
                self._flush()

    def _step(self, item: Item, known: Mapping[str, Validator]) -> Iterator[float]:
        """One item. Where its host's pace makes it wait, what was answered so far is kept for it by the fetcher."""
        while item.id not in self.same_story.absorbed:
            self.observed.expect(item)
            try:
                self._look(item, known)
            except Paced as paced:
                if paced.seconds > _FLUSH_SECONDS:
                    self._flush()
                self.fetcher.parked()
                yield paced.seconds
                continue
            self.fetcher.done()
            yield 0.0
            return

    def _flush(self) -> None:
        rows = [row for row, _ in self._unchanged]
        answers = [a for a in flat(found for _, found in self._unchanged) if not a.not_modified]
        with self.observed.writing() as notes:
            self.store.checked(self.source.name, rows, answers, notes)
        self._unchanged.clear()

    def _look(self, item: Item, known: Mapping[str, Validator]) -> None:
        """One item; its trouble is noted and the next one is looked at."""
        try:
            self._ask_or_miss(item, known)
        except (HostResting, Paced):
            raise
        except FetchError as error:
            # One refused article is that article's trouble; several running are the site's.
            self.refused = self.refused or isinstance(error, Blocked)
            self._failing.append(item)
            self.pages.failed(item, error)
        except ParseError as error:
            self.pages.failed(item, error)
        self.checked += 1
        self._write(self.looks.ready())
        self.progress(f"{self.checked} items looked at")

    def _ask_or_miss(self, item: Item, known: Mapping[str, Validator]) -> None:
        try:
            self._ask_in_a_form(item, known)
        except Missing as error:
            self._missed(item, error)
            self.pages.gone(item)
            return
        self._failing.clear()
        self.refused = False
        self.pages.read(item)

    def _ask_in_a_form(self, item: Item, known: Mapping[str, Validator]) -> None:
        """One that was never read is asked for in its other form where it is not there in the first one."""
        try:
            self._ask(item, known)
        except (Missing, ParseError) as error:
            other = item.requests[0].instead if item.requests and not item.version else None
            if other is None:
                raise
            log.info("%s: %s: %s; asked for in its other form", self.source.name, item.requests[0].url, error)
            self._ask(replace(item, requests=(other,)), known)

    def _ask(self, item: Item, known: Mapping[str, Validator]) -> None:
        answers = [self.fetcher.get(item.requests[0], known.get(item.requests[0].address))] if item.requests else []
        for part in item.requests[1:]:
            try:
                answers.append(self.documents.part(part, known.get(part.address)))
            except Missing as error:
                if answers[0].document is None:
                    raise FetchError(f"{part.url}: {error}", status=error.status) from error
        if item.version and all(a.document is None for a in answers):
            self.observed.looked(item, self.now)
            self._stands(item, tuple(answers))
            return
        had, is_new = [part.address for part in item.requests[1:]], not item.version and self._is_fresh(item)
        read = self.documents.read(answers, known, had, waits=is_new)
        read = replace(read, snapshot=self.sessions.snapshot(read.snapshot))
        self.observed.looked(item, self.now)
        self._settle(item, read)

    def _is_fresh(self, item: Item) -> bool:
        """Whether an item was first listed so short a time ago that a file of it may still be on its way."""
        return item.first_seen is not None and self.ages.age(item.first_seen, self.now) < _ON_ITS_WAY

    # --- what became of it -------------------------------------------------------------------------

    def hold(self, item: Item, snapshot: Snapshot) -> None:
        """Settle a snapshot that a list itself contained: at once, for the list is not read again."""
        self.observed.expect(item)
        self.observed.looked(item, self.now)
        try:
            self._settle(item, Read(snapshot, (), ()), wait=False)
        finally:
            self.observed.expect(None)

    def _stands(self, item: Item, answers: tuple[Answer, ...]) -> None:
        """Nothing moved, unless a list's stamp did, or the item had been given up."""
        if item.state == WITHDRAWN or (item.listed_stamp is not None and item.listed_stamp != item.stamp):
            latest = self.store.latest(item.id)
            if latest and (item.state == WITHDRAWN or latest.stamp is None):
                self._settle(item, Read(_as_snapshot(item, latest), answers, latest.documents))
                return
        self._unchanged.append((Checked(item.id, self.now, next_look(self.source, item, self.now)), answers))
        self.looks.learning.stood()

    def _settle(self, item: Item, read: Read, *, wait: bool = True) -> None:
        """Compare, decide, record; when another poll was first, read the item again and decide again."""
        for _ in range(_CONFLICTS):
            try:
                return self._record(item, read, wait=wait)
            except Conflict as conflict:
                log.info("%s: %s; comparing again", self.source.name, conflict)
                item = self.store.item(item.id)
        raise FetchError(f"{item.url}: other polls kept changing the item")

    def _record(self, item: Item, read: Read, *, wait: bool) -> None:
        """Which item it is, whether it is believed, what it is compared with, what is decided: then it is written."""
        known = self._identify(item, read)
        self._believe(known, read)
        match self._basis(known, read):
            case First():
                first = self.judge.first(self.source, known.item, read.snapshot, read.shas, self.now)
                page = self._page_of(read, known) if wait else None
                self._keep(known, read, first, page)
                if page is not None:
                    self.second.joined(first.item, page, read.snapshot.lines)
            case Teaser():
                self._stood(known, read)
            case Against(version, whole):
                item = replace(known.item, url=self.documents.restated or known.item.url)
                if wait and not whole and read.snapshot.lines:
                    self.looks.add(Waiting(replace(known, item=item), version, read))
                    return
                page = self._page_of(read, known) if read.answers else None
                self._keep(known, read, self._again(item, version, read, whole=whole), page)

    def _identify(self, item: Item, read: Read) -> Known:
        found, absorbs = self.same_story.known_as(item, read.snapshot)
        return Known(self.sessions.item(found), absorbs, self.store.latest(found.id))

    def _believe(self, known: Known, read: Read) -> None:
        """Raises `Missing` for another page, and `ParseError` while another text may be a stand-in, or a page may have
        been cut on its way.
        """
        match trust(known.item, known.latest, read.snapshot, self.now, self.ages, self.source.gone):
            case Elsewhere():
                raise Missing(f"its address leads to another page, {read.snapshot.url}", transient=False)
            case Doubtful(seen):
                words = f"another text altogether stands there ({read.snapshot.title!r}); it is looked at again"
                self._doubt(known.item, seen, words)
        if known.latest and read.open_end and self.documents.was_whole(known.latest):
            seen = (known.item.doubt or Doubt(0, self.now)).seen_again()
            if not believed(seen, self.ages.age(seen.since, self.now), self.source.gone, named=False):
                self._doubt(known.item, seen, "the page ends before its end (no </html>); it is looked at again")

    def _doubt(self, item: Item, seen: Doubt, words: str) -> None:
        """Note one more look at what is not believed, and say so."""
        self._record_only(item, Decision(replace(item, doubt=seen), None, ()))
        raise ParseError(words)

    def _basis(self, known: Known, read: Read) -> First | Teaser | Against:
        if known.latest is None:
            return First()
        usable = self.documents.usable(known.latest, read)
        return Against(usable, known.latest.partial and not usable.partial) if usable else Teaser()

    def _stood(self, known: Known, read: Read) -> None:
        """Nothing of the text is new. A story that another item was found to be goes into it all the same."""
        item, following = known.item, next_look(self.source, known.item, self.now)
        if known.absorbs is None:
            self._unchanged.append((Checked(item.id, self.now, following), read.answers))
            return
        looked = replace(item, checked_at=self.now, next_check_at=following)
        aliases = read.snapshot.aliases
        self._stored(Recording(looked, item.version, None, aliases, (), (), read.answers, absorbs=known.absorbs))

    def _page_of(self, read: Read, known: Known) -> PageKept | None:
        """What to remember of a page that is not held against others: of one that was known, nothing of before."""
        is_new = known.latest is None or known.latest.partial
        return self.looks.learning.joined(read.snapshot) if is_new else PageKept(read.snapshot.reader, b"")

    def _keep(self, known: Known, read: Read, decision: Decision, page: PageKept | None = None) -> None:
        self._tell(decision, self._stored(_recording(known, read, decision, page)))

    def _stored(self, recording: Recording) -> tuple[int, ...]:
        """One transaction, with what was seen until now."""
        with self.observed.writing(recording) as notes:
            return self.store.record(replace(recording, notes=notes))

    def _write(self, judgements: Sequence[Judgement]) -> None:
        """Record what was judged together; what another poll changed meanwhile is judged again by itself."""
        tried = [(one, decision) for one in judgements if (decision := self._tried(one))]
        if not tried:
            return
        judgements, decisions = [one for one, _ in tried], [decision for _, decision in tried]
        told = self.moving.added(judgements, told_once(judgements, decisions, self.source.name))
        self.looks.learning.tell(_judged_pages(judgements), heard(judgements, decisions))
        recordings = [_judged(one, decision) for one, decision in zip(judgements, told, strict=True)]
        with self.observed.writing(*recordings) as notes:
            found = self.store.record_look(self.source.name, recordings, self.looks.learning.body, self.now, notes)
        for one, decision, ids in zip(judgements, told, found, strict=True):
            if ids is None:
                self._write_again(one.waiting)
            else:
                self._tell(decision, ids)

    @property
    def moving(self) -> Moving:
        return Moving(self._scope, self.judge, self.looks.learning.template)

    def _tried(self, one: Judgement) -> Decision | None:
        """What of a page is told. One on which we fail is looked at again at the next poll; the others are written."""
        try:
            return self._decided(one)
        except MonitorError:
            raise
        except Exception as error:  # noqa: BLE001 - one page's trouble is its own
            self._unwritten.append(f"{one.waiting.known.item.url}: {unforeseen(self.source.name, error)}")
            return None

    def _decided(self, one: Judgement) -> Decision:
        waiting = one.waiting
        decision = self._again(waiting.known.item, one.version, waiting.read, whole=False)
        wanted, planned = self._wanted(waiting.read.waited), decision.item.next_check_at
        if wanted is None or (planned is not None and planned <= wanted):
            return decision
        return replace(decision, item=replace(decision.item, next_check_at=wanted))

    def _wanted(self, waited: int) -> datetime | None:
        """When a page is to be looked at again, after so many looks in a row in which something waited for the next:
        soon at first. On some pages something always does.
        """
        if not 0 < waited <= _LONGEST_WAIT:
            return None
        return self.now + (_SOON if waited <= _SOON_LOOKS else _A_DAY)

    def _write_again(self, waiting: Waiting) -> None:
        """One that cannot be settled now is looked at again in the next poll; the others are written."""
        log.info("%s: %s was changed by another poll; comparing again", self.source.name, waiting.known.item.url)
        try:
            for item in self.store.items([waiting.page]):
                self._settle(item, waiting.read, wait=False)
        except (FetchError, ParseError) as error:
            self._unwritten.append(f"{waiting.known.item.url}: {error}")

    def _learnt(self) -> None:
        """Keep what was learnt since the last page was written."""
        if self.looks.learning.is_behind:
            self.store.save_template(self.source.name, self.looks.learning.body, {}, self.now)

    def _again(self, item: Item, latest: Version, read: Read, *, whole: bool) -> Decision:
        mark = fingerprint(read.snapshot.title, read.snapshot.blocks, read.snapshot.links)
        seen = Seen(item, latest, read.snapshot, read.shas, self.now, whole=whole)
        back_to = self.store.version_like(item.id, mark) if mark != latest.fingerprint else None
        if back_to is not None:
            seen = replace(seen, back_to=back_to, flips=self.store.flips(item.id, self.now - _A_DAY) + 1)
        return self.judge.again(self.source, seen)

    def _missed(self, item: Item, error: Missing) -> None:
        """One more miss; enough of them over long enough, while the rest of the host answers, is withdrawn."""
        self.pages.missed = self.pages.missed or not item.version
        if not self.listed.good and not isinstance(error, Deleted):
            return
        self.observed.looked(item, self.now)
        gone = self.source.gone
        first = item.first_miss_at or self.now
        missed = replace(item, misses=item.misses + 1, first_miss_at=first, checked_at=self.now)
        if item.state == WITHDRAWN:
            missed = replace(missed, next_check_at=self.now + timedelta(days=1))
            self._record_only(item, Decision(missed, None, ()))
        elif isinstance(error, Deleted) or is_gone(missed.misses, self.ages.age(first, self.now), gone):
            said = verbatim(str(error)) if isinstance(error, Deleted) else None
            latest = self.store.latest(item.id)
            if said is None and self.still.stands(item, latest):
                raise ParseError(f"{error}, and {item.url} still shows it") from error
            self._record_only(item, self.judge.withdrawn(self.source, missed, latest, self.now, said))
        else:
            log.info("%s: %s (%s): miss %s of %s", self.source.name, item.url, error, missed.misses, gone.misses)
            self._record_only(item, Decision(replace(missed, next_check_at=after_miss(self.now, gone)), None, ()))

    def _record_only(self, item: Item, decision: Decision) -> None:
        recording = Recording(decision.item, item.version, None, (), (), decision.drafts)
        self._tell(decision, self._stored(recording))

    def _tell(self, decision: Decision, ids: tuple[int, ...]) -> None:
        self.events += ids
        for draft in decision.drafts:
            event = draft.event
            log.info(
                "%s: %s %s%s -> %s",
                self.source.name,
                event.kind,
                decision.item.url,
                _told_with(event),
                ", ".join(p.channel for p in draft.channels) or f"nobody: {self._why_nobody(event, decision.item)}",
            )

    def _why_nobody(self, event: Event, item: Item) -> str:
        return why_nobody(event, self.judge.settings, item.maybe)


def _judged_pages(judgements: Sequence[Judgement]) -> dict[int, Judged]:
    return {one.waiting.page: one.judged for one in judgements if one.judged}


def _recording(known: Known, read: Read, decision: Decision, page: PageKept | None) -> Recording:
    return Recording(
        item=decision.item,
        expected=known.item.version,
        version=decision.version,
        aliases=read.snapshot.aliases,
        references=read.snapshot.references,
        drafts=decision.drafts,
        answers=read.answers,
        search_text=decision.search_text,
        matches=decision.matches,
        absorbs=known.absorbs,
        files=read.snapshot.files,
        page=page,
    )


def _judged(one: Judgement, decision: Decision) -> Recording:
    """A page that was judged with others. The version before is read anew where another follows it."""
    found = _recording(one.waiting.known, one.waiting.read, decision, one.page)
    return replace(found, restated=one.restated if decision.version else None)


def _as_snapshot(item: Item, latest: Version) -> Snapshot:
    """A version as if it had just been read: what stood still, under what the list says of it now."""
    return Snapshot(
        aliases=(),
        url=item.url,
        title=latest.title,
        blocks=latest.blocks,
        reader=latest.reader,
        links=latest.links,
        related=latest.related,
        language=latest.language,
        published_at=item.published_at,
        stamp=None if latest.stamp is None else item.stamp,
        modified_at=latest.modified_at,
        parts=item.requests[1:],
        partial=latest.partial,
    )


def _told_with(event: Event) -> str:
    """What the log says of an event beside its kind: class and reasons of an edit, or that it is baseline."""
    if event.cls:
        return f" ({event.cls}, {'; '.join(map(str, event.reasons))})"
    return " (baseline)" if event.baseline else ""
