"""The pages of one run that have changed, kept back until they can be judged together.

Nothing is lost by waiting: an item that was not recorded is looked at again. What is suspected is stored before
anything is held for it, so that a process that dies in between has told, or will tell, the desk.
"""

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.core.flat import flat
from monitor.core.model import Snapshot, Suspicion, Version
from monitor.core.ports import PageKept, Validator
from monitor.core.text import fingerprint
from monitor.pipeline.polling.basis import Waiting
from monitor.pipeline.polling.documents import Documents, Read
from monitor.pipeline.polling.learning import Learning
from monitor.pipeline.polling.scope import Scope
from monitor.template.judged import Judged, Looked, Told
from monitor.template.kept import memory_bytes
from monitor.template.places import furniture
from monitor.template.sides import Side, sides

log = logging.getLogger(__name__)
_REMEMBERED = timedelta(days=30)
_LONGEST_WAIT, _SHOWN, _KNOWN_LOOKS, _MOST_WAITING = 60.0, 5, 3, 200
_LEAST, _CARRIED = 3, 0.3
_ADDED = ("place_added", "place_around")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A page with what is to be compared: `version` as it was, `waiting.read` as it is, what moves by itself the same
    in both. `restated`: the version as it is now to be read, where that is another text. `alike`: the differences that
    it shares with other pages, where it has no others; `heard`: the channels that heard of these before. `is_held`: its
    text was not found again in a new layout.
    """

    waiting: Waiting
    version: Version
    restated: Version | None = None
    page: PageKept | None = None
    alike: frozenset[Told] = frozenset()
    heard: frozenset[str] = frozenset()
    is_held: bool = False
    judged: Judged | None = None


class Looks:
    """What one run looked at. `suspicion` is what the store keeps of the source at the end."""

    def __init__(self, scope: Scope, documents: Documents) -> None:
        self.source, self.store, self.now = scope.source.name, scope.store, scope.now
        self.learning = Learning(scope, documents)
        self.suspicion: Suspicion | None = None
        self.notes: list[str] = []
        self._waiting: list[Waiting] = []
        self._since = 0.0

    def begin(self, kept: Suspicion | None, held: int) -> None:
        """Take up what is known of the source. What is held for no open suspicion was forgotten in a crash: send it."""
        is_over = kept is not None and (kept.settled or kept.at < self.now - _REMEMBERED)
        self.suspicion = None if is_over else kept
        if self.suspicion is None and held:
            self.store.settle_held(self.source, self.now, why=None)

    def add(self, waiting: Waiting) -> None:
        self._since = self._since if self._waiting else time.monotonic()
        self._waiting.append(waiting)

    def ready(self) -> Sequence[Judgement]:
        """After each look: what has waited for a minute, where the template is known well enough to judge few; and
        what is enough to judge by, and to hold in memory.
        """
        is_long = bool(self._waiting) and time.monotonic() - self._since > _LONGEST_WAIT
        is_known = is_long and self.learning.template.looks >= _KNOWN_LOOKS
        return self.end() if is_known or len(self._waiting) >= _MOST_WAITING else ()

    def end(self) -> Sequence[Judgement]:
        """Judge all that waits."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return ()
        before = furniture(self.learning.template)
        looked = self.learning.look(waiting)
        self._say(looked, furniture(self.learning.template) - before)
        lost = self._lost(waiting, looked)
        return [self._judgement(one, looked, is_lost=one.page in lost) for one in waiting]

    def _judgement(self, one: Waiting, looked: Looked, *, is_lost: bool) -> Judgement:
        judged = looked.pages.get(one.page)
        if judged is None:
            return Judgement(one, one.version, page=self.learning.joined(one.read.snapshot))
        for unit, why in (*judged.told, *judged.late, *judged.held, *judged.muted):
            log.debug("%s: item %s: %s in %s: %s", self.source, one.page, unit.kind, unit.place, why)
        page = PageKept(one.read.snapshot.reader, memory_bytes(judged.memory))
        if judged.carried is not None and judged.carried < _CARRIED:
            return Judgement(one, one.version, page=page, is_held=is_lost, judged=judged)
        old, new = sides(judged, one.read.snapshot.lines)
        version, snapshot = _then(one.version, old), _now(one.read.snapshot, new)
        restated = version if version.fingerprint != one.version.fingerprint else None
        read = replace(one.read, snapshot=snapshot)
        told = replace(one, read=_to_be_read_again(read, judged) if judged.memory.waits else read)
        shared = looked.shared(one.page)
        return Judgement(told, version, restated, page, shared, looked.heard(shared), judged=judged)

    def _say(self, looked: Looked, moving: Collection[str]) -> None:
        """Note for `sources` what was learnt, so that nothing is muted without a word."""
        if moving:
            self._note(
                f"{len(moving)} more places move by themselves and are not told (`monitor template {self.source}`)"
            )
        muted = flat(one.muted for one in looked.pages.values())
        places = Counter(unit.place for unit, why in muted if why.code in _ADDED)
        for place, pages in places.most_common(_SHOWN):
            self._note(f"taken for furniture, alike on {pages} pages: {place}")

    def _note(self, words: str) -> None:
        log.info("%s: %s", self.source, words)
        self.notes.append(words)

    # --- a redesign ------------------------------------------------------------------------------------

    def _lost(self, waiting: Sequence[Waiting], looked: Looked) -> frozenset[int]:
        """The pages in a new layout in which too little of their text was found: held, where they are many."""
        renewed = {page: one.carried for page, one in looked.pages.items() if one.carried is not None}
        lost = [page for page, carried in renewed.items() if carried < _CARRIED]
        if renewed:
            carried = sum(share >= _CARRIED for share in renewed.values())
            self._note(f"{len(renewed)} pages have a new layout; the text was carried over for {carried}")
        if not lost or (self.suspicion is None and (len(lost) < _LEAST or 2 * len(lost) < len(waiting))):
            return frozenset()
        if self.suspicion is None:
            self._suspect(one for one in waiting if one.page in lost)
        return frozenset(lost)

    def _suspect(self, lost: Iterable[Waiting]) -> None:
        titles = [one.known.item.title for one in lost]
        log.warning(
            "%s: %s pages have another layout, and their text is not found in it: held", self.source, len(titles)
        )
        self.suspicion = Suspicion(self.now, (), items=len(titles), examples=tuple(titles[:_SHOWN]))
        self.store.suspect(self.source, self.suspicion)


def _to_be_read_again(read: Read, judged: Judged) -> Read:
    """A page whose next look is to read it, also where nothing is modified by then."""
    first, *parts = read.answers
    again = replace(first, validator=Validator())
    return replace(read, answers=(again, *parts), waited=judged.memory.waited)


def _then(version: Version, side: Side) -> Version:
    mark = fingerprint(side.title, side.blocks, side.links)
    return replace(version, title=side.title, blocks=side.blocks, links=side.links, fingerprint=mark)


def _now(snapshot: Snapshot, side: Side) -> Snapshot:
    return replace(snapshot, title=side.title, blocks=side.blocks, links=side.links)
