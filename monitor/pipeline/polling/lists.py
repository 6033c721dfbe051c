"""The first half of a poll: ask for a source's lists, and keep what they say before anything is judged."""

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.core.address import Refused, parse
from monitor.core.errors import Blocked, ExpectationError, FetchError, HostResting, Missing, Paced, ParseError
from monitor.core.flat import flat
from monitor.core.identity import path_alias
from monitor.core.model import Entry, Item, Page, Request, Snapshot
from monitor.core.ports import Answer, Validator
from monitor.core.states import WITHDRAWN
from monitor.pipeline.polling.doubles import Apart, Row, apart, merged, named
from monitor.pipeline.polling.report import Trouble
from monitor.pipeline.polling.scope import Scope

log = logging.getLogger(__name__)
_MOST_LISTS, _BATCH, _REFUSED = 400, 500, 400


@dataclass(slots=True)
class Listed:
    """What the lists came to: how many items they named, how many of them for the first time, the newest time; whether
    any list said anything else than before; whether all of them answered; what was left out, in words.
    """

    entries: int = 0
    new: int = 0
    newest: datetime | None = None
    changed: bool = False
    good: bool = True
    notes: list[str] = field(default_factory=list)


class Lister:
    """Asks for the lists of one source in one run."""

    def __init__(
        self,
        scope: Scope,
        listed: Listed,
        starts: Sequence[Request],
        known: Mapping[str, Validator],
        hold: Callable[[Item, Snapshot], None],
    ) -> None:
        self.source, self.store, self.fetcher, self.reader = scope.source, scope.store, scope.fetcher, scope.reader
        self.now, self.baseline, self.since, self.progress = scope.now, scope.baseline, scope.since, scope.progress
        self.listed, self._starts, self._known, self.hold = listed, starts, known, hold
        self.observed, self.sessions, self.is_old = scope.observed, scope.sessions, scope.is_old
        self.searches = scope.searches
        self.waiting = deque(starts)
        self._oldest: datetime | None = None
        self._absent: dict[str, list[str]] = {}
        self._there: set[str] = set()
        self._named: set[str] = set()
        self._no_news: set[str] = set()
        self._stood = 0
        self._failed_terms: set[str] = set()

    def steps(self, trouble: Trouble) -> Iterator[float]:
        """Every list, each one's trouble noted and the others asked all the same. After each step: the seconds until
        the next one may begin.
        """
        queue = self.waiting
        self.searches.put_last(queue)
        asked: set[str] = set()
        while queue and len(asked) < _MOST_LISTS:
            request = queue[0]
            if self.searches.waits(request, good=self.listed.good):
                break
            try:
                found = self._asked(request, trouble) if request.address not in asked else ()
            except Paced as paced:
                self.fetcher.parked()
                yield paced.seconds
                continue
            queue.popleft()
            queue.extend(found)
            self.searches.put_last(queue)
            asked.add(request.address)
            self.fetcher.done()
            self.progress(self._so_far(len(asked)))
            yield 0.0
        if queue and len(asked) >= _MOST_LISTS:
            trouble.errors.append(f"{len(queue)} lists more than the {_MOST_LISTS} of one poll are not asked for")
        self._missing_lists(trouble)

    def _asked(self, request: Request, trouble: Trouble) -> Iterable[Request]:
        """Ask for one list. The further lists it leads to."""
        try:
            if request.role == "item":
                self._itself(request)
                return ()
            return self._one(request)
        except (Blocked, HostResting):
            raise
        except Missing as error:
            self._failed_terms.add(request.term)
            self._absent.setdefault(request.group or request.address, []).append(f"{_place(request)}: {error}")
        except (FetchError, ParseError, ExpectationError) as error:
            if isinstance(error, FetchError) and error.status == _REFUSED and request.instead:
                log.info("%s: %s: %s; asked in its older form", self.source.name, _place(request), error)
                return (request.instead,)
            self.listed.good = False
            self._failed_terms.add(request.term)
            trouble.note_rest(error)
            trouble.errors.append(f"{_place(request)}: {error}")
        return ()

    @property
    def answered(self) -> frozenset[str]:
        """The terms of which no search failed or is still to be asked."""
        return frozenset(self.source.terms) - self._failed_terms - {request.term for request in self.waiting}

    def _so_far(self, asked: int) -> str:
        """How far it is, for one who waits: a backfill asks for hundreds of lists."""
        back = f", back to {self._oldest:%Y-%m-%d}" if self.since and self._oldest else ""
        return f"{asked} lists asked for, {self.listed.entries} items listed{back}"

    def _itself(self, request: Request) -> None:
        """An address that is an item itself: it is looked at in every run."""
        alias = path_alias(request.url)
        found = self.store.find_items(self.source.name, [alias])
        entry = Entry((alias,), request.url, self.source.title or request.url, request, via="itself")
        rows, _ = self._rows([entry], found, set())
        known = [(replace(item, next_check_at=self.now), (alias,)) for item in found.values()]
        self.store.list_entries(self.source.name, rows or known, ())
        self.listed.changed = True
        self._count(Page((entry,)))

    def _missing_lists(self, trouble: Trouble) -> None:
        """Of several lists of one group one that exists is enough; a list of no group must exist."""
        for group, errors in self._absent.items():
            if group not in self._there:
                self.listed.good = False
                trouble.errors += errors
            else:
                log.info("%s: %s (another list of the source answers)", self.source.name, errors[0])

    def _one(self, request: Request) -> Iterable[Request]:
        known = self._validator(request)
        # Going back in time needs the list itself: a 304 would hide the way to its older pages.
        answer = self.fetcher.get(request, None if self.since else known)
        self._there.add(request.group or request.address)
        if answer.document is None:
            if not answer.not_modified and known:
                answer = replace(answer, validator=replace(answer.validator, follow=known.follow))
                self._save(answer)
            return known.follow if known else ()
        self.listed.changed = True
        try:
            page = self.reader.read(answer.document)
        except ParseError:
            self.store.keep([answer.document])
            raise
        if page.empty_is_trouble and not page.entries and not page.snapshots:
            self.store.keep([answer.document])
            raise ExpectationError("the list is empty, which it never rightly is")
        return self._page(page, answer)

    def _save(self, answer: Answer) -> None:
        """Keep a list's validators."""
        with self.observed.writing() as notes:
            self.store.save_answers(self.source.name, [answer], notes)

    def _validator(self, request: Request) -> Validator | None:
        """What is known of a list; of those that the run began with it came with the beginning."""
        if any(request.address == first.address for first in self._starts):
            return self._known.get(request.address)
        return self.store.validators(self.source.name, [request.address]).get(request.address)

    def _page(self, page: Page, answer: Answer) -> Iterable[Request]:
        """Keep a list's entries, hold the snapshots in it, and then keep its validators."""
        self._count(page)
        if page.note:
            log.warning("%s: %s: %s", self.source.name, _place(answer.request), page.note)
            self.listed.notes.append(f"{_place(answer.request)}: {page.note}")
        answer = replace(answer, validator=replace(answer.validator, follow=page.follow))
        # A list whose validators are kept may be answered 304: they are kept with, or after, the last that it named.
        entries = self.sessions.entries(answer.request.address, page.entries, self._found)
        self._no_news |= {row.aliases[0] for row in entries if self.searches.is_old(answer.request, row)}
        self._stood = 0
        new = self._entries(self._told_apart(entries), () if page.snapshots else [answer])
        if page.snapshots:
            new += self._snapshots(self._told_apart(page.snapshots))
            self._save(answer)
        self.listed.new += new
        # What a new term finds is a baseline of its own, which goes back no further than its first page.
        goes_on = page.older and not self.searches.is_new(answer.request) and self._goes_on(page)
        older = page.older if goes_on else None
        return (*page.follow, *([older] if older else []))

    def _found(self, names: list[str]) -> Mapping[str, Item]:
        return self.store.find_items(self.source.name, names)

    def _told_apart(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The entries of a list under names that are theirs alone; what is told apart for the first time is no news."""
        found = apart(rows)
        return self._under_own_names(found) if found.shared else found.rows

    def _under_own_names(self, found: Apart[Row]) -> Sequence[Row]:
        told, no_news = named(found, self._found(found.names))
        self._no_news |= no_news
        return told

    def _entries(self, entries: Sequence[Entry], answers: Sequence[Answer]) -> int:
        """Keep what the list says of its items, some at a time, and with the last of them the answers. How many are
        new.
        """
        seen, new = set[str](), 0
        for start in range(0, max(len(entries), 1), _BATCH):
            few = entries[start : start + _BATCH]
            known = self._found(_names(few))
            if shared := merged(few, known):
                # An earlier version of this program took several pages for one item.
                few = self._under_own_names(Apart(few, shared))
                known = self._found(_names(few))
            rows, fresh = self._rows(few, known, seen)
            last = start + _BATCH >= len(entries)
            with self.observed.writing() as notes:
                self.store.list_entries(self.source.name, rows, answers if last else (), notes)
            new += fresh
        return new

    def _goes_on(self, page: Page) -> bool:
        """Ask for older entries while nothing on a page stands as it was known before this run (we were away), or back
        to `since`.
        """
        if self.since is not None and page.bounded:
            return True
        if self.since is not None:
            oldest = min((e.published_at for e in page.entries if e.published_at), default=None)
            return oldest is not None and oldest >= self.since
        return not self.baseline and bool(page.entries or page.snapshots) and not self._stood

    def _count(self, page: Page) -> None:
        times = [e.published_at for e in page.entries if e.published_at]
        times += [s.published_at for s in page.snapshots if s.published_at]
        for names in (*(e.aliases for e in page.entries), *(s.aliases for s in page.snapshots)):
            self.listed.entries += not self._named & set(names)
            self._named.update(names)
        self._oldest = min([*times, *([self._oldest] if self._oldest else [])], default=None)
        self.listed.newest = max([*times, *([self.listed.newest] if self.listed.newest else [])], default=None)

    def _rows(
        self, entries: Sequence[Entry], found: Mapping[str, Item], seen: set[str]
    ) -> tuple[list[tuple[Item, Sequence[str]]], int]:
        rows: list[tuple[Item, Sequence[str]]] = []
        new = 0
        for entry in entries:
            if seen & set(entry.aliases) or entry.request is None or not self._can_be_asked(entry.request):
                continue
            seen |= set(entry.aliases)
            item = next((found[a] for a in entry.aliases if a in found), None)
            if item is None:
                new += 1
                rows.append((self._stub(entry), entry.aliases))
            elif (changed := self._changed(item, entry)) is not None:
                rows.append((changed, entry.aliases))
            else:
                self._stood += self._is_older(item)
        return rows, new

    def _is_older(self, item: Item) -> bool:
        """Whether an item was known before this run."""
        return item.first_seen is not None and item.first_seen < self.now

    def _can_be_asked(self, request: Request) -> bool:
        """One address that is none is that entry's trouble: the others are read."""
        found = parse(request.url)
        if isinstance(found, Refused):
            log.warning("%s: an entry is left out, its address is none: %s", self.source.name, found.reason)
            return False
        return True

    def _stub(self, entry: Entry) -> Item:
        """An item that a list names for the first time: due at once, silent when it belongs to a baseline."""
        return Item(
            id=0,
            source=self.source.name,
            key=entry.aliases[0],
            url=entry.url,
            title=entry.title,
            listed_stamp=entry.stamp,
            entries=((entry.via, _hash(entry)),),
            baseline=self._is_no_news(entry) or entry.old,
            requests=(entry.request,) if entry.request else (),
            published_at=entry.published_at,
            first_seen=self.now,
            next_check_at=self.now,
        )

    def _is_no_news(self, row: Row) -> bool:
        """Whether nobody is told of an item that a list names for the first time."""
        found_late = self.baseline or self.since is not None
        return found_late or row.aliases[0] in self._no_news or self.is_old(row)

    def _changed(self, item: Item, entry: Entry) -> Item | None:
        """The known item when its entry says something new: then it is looked at in this run."""
        said = dict(item.entries)
        same = said.get(entry.via) == _hash(entry)
        if same and item.state != WITHDRAWN:
            return None
        first_word = entry.via not in said and item.version == 0
        requests = _asked_as(item, entry.request)
        return replace(
            item,
            entries=tuple(sorted({**said, entry.via: _hash(entry)}.items())),
            listed_stamp=entry.stamp if entry.stamp is not None else item.listed_stamp,
            next_check_at=item.next_check_at if first_word else self.now,
            requests=requests,
        )

    def _snapshots(self, snapshots: Sequence[Snapshot]) -> int:
        """Items whose text stands in the list itself, some at a time. How many are new."""
        errors: list[str] = []
        starts = range(0, len(snapshots), _BATCH)
        new = sum(self._held(snapshots[start : start + _BATCH], errors) for start in starts)
        if errors:
            # The list's validators are not kept: what could not be settled is read again.
            raise ParseError("; ".join(errors[:3]))
        return new

    def _held(self, snapshots: Sequence[Snapshot], errors: list[str]) -> int:
        names = list(flat(s.aliases for s in snapshots))
        found = self.store.find_items(self.source.name, names)
        fresh = [s for s in snapshots if not any(a in found for a in s.aliases)]
        self._stood += sum(map(self._is_older, found.values()))
        stubs = [(self._snapshot_stub(s), s.aliases) for s in fresh]
        self.store.list_entries(self.source.name, stubs, ())
        found = self.store.find_items(self.source.name, names)
        for snapshot in snapshots:
            try:
                self.hold(next(found[a] for a in snapshot.aliases if a in found), snapshot)
            except (ParseError, FetchError) as error:
                errors.append(f"{snapshot.url}: {error}")
        return len(fresh)

    def _snapshot_stub(self, snapshot: Snapshot) -> Item:
        return Item(
            id=0,
            source=self.source.name,
            key=snapshot.aliases[0],
            url=snapshot.url,
            title=snapshot.title,
            baseline=self._is_no_news(snapshot),
            published_at=snapshot.published_at,
            first_seen=self.now,
        )


def _place(request: Request) -> str:
    """A list's address as people read it: without its query, with what was searched for."""
    address, _, query = request.url.partition("?")
    if request.context:
        return f"{address} {request.context}"
    return f"{address}?{query}" if query else address


def _asked_as(item: Item, request: Request | None) -> tuple[Request, ...]:
    """How a known item is asked for from now on. One that was read in another form of the same text stays in it: two
    forms differ where nobody changed anything.
    """
    main = item.requests[0] if item.requests else None
    if request is None or main is None:
        return (request,) if request else item.requests
    forms = [{form.address for form in (one, one.instead) if form} for one in (main, request)]
    same = bool(item.version) and (main.address in forms[1] or request.address in forms[0])
    return item.requests if same or main.address == request.address else (request,)


def _names(entries: Sequence[Entry]) -> list[str]:
    return list(flat(e.aliases for e in entries))


def _hash(entry: Entry) -> str:
    """What one list says of an item, as a short hash."""
    said = (entry.url, entry.title, entry.stamp or "", str(entry.published_at or ""), entry.summary)
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "replace")).hexdigest()[:16]
