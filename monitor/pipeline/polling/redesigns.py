"""The changes of one run, kept back until it is plain whether they are edits or a redesign of the site.

Nothing is lost by waiting: an item that was not recorded is looked at again. What is suspected is stored before
anything is held for it, so that a process that dies in between has told, or will tell, the desk.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from monitor.core.model import Suspicion
from monitor.core.ports import Draft, Recording, Store
from monitor.core.reasons import because
from monitor.core.routing import Plan, merged
from monitor.pipeline.polling.documents import Read
from monitor.pipeline.polling.judge import Decision
from monitor.pipeline.polling.redesign import LEAST_CHANGED, Pieces, common, nothing_else

log = logging.getLogger(__name__)
Fate = Literal["tell", "hold", "silence"]
_REMEMBERED = timedelta(days=30)
_LONGEST_WAIT = 60.0
_SHOWN = 5
_SUSPICIOUS, _QUIET = 3, 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that is not recorded yet. `read`: what it was made on, should another poll be first."""

    decision: Decision
    recording: Recording
    pieces: Pieces
    read: Read


@dataclass(slots=True)
class Redesigns:
    """What it gives back is to be recorded, in order. `suspicion` is what the store keeps of the source at the end."""

    source: str
    store: Store
    now: datetime
    suspicion: Suspicion | None = None
    looked: int = 0
    _changes: list[Pieces] = field(default_factory=list)
    _waiting: list[Waiting] = field(default_factory=list)
    _since: float = 0.0
    _last: int = 0

    def begin(self, kept: Suspicion | None, held: int) -> None:
        """Take up what is known of the source. What is held for no open suspicion was forgotten in a crash: send it."""
        is_over = kept is not None and kept.settled and kept.at < self.now - _REMEMBERED
        self.suspicion = None if is_over else kept
        if not self._open and held:
            self.store.settle_held(self.source, self.now, why=None)

    @property
    def _open(self) -> bool:
        return self.suspicion is not None and not self.suspicion.settled

    def add(self, waiting: Waiting) -> None:
        self._since = self._since if self._waiting else time.monotonic()
        self._last = self.looked
        self._changes.append(waiting.pieces)
        self._waiting.append(waiting)

    def go_on(self) -> Sequence[Waiting]:
        """After each look, what need not wait any more: where no more than half of the items changed and none of the
        last three, or few in a minute, they are edits.
        """
        few = len(self._changes) < LEAST_CHANGED and time.monotonic() - self._since > _LONGEST_WAIT
        quiet = self.looked - self._last > _QUIET and 2 * len(self._changes) <= self.looked
        return self._let_go() if self._waiting and (few or quiet) and not self._alike() else ()

    def _alike(self) -> bool:
        """Whether some that wait have a piece in common: then what they are is seen at the end."""
        counts = Counter(piece for one in self._waiting for piece in one.pieces)
        return any(count >= _SUSPICIOUS for count in counts.values())

    def end(self) -> Sequence[Waiting]:
        """The run is over: either the rule holds, or the rest are edits."""
        shared = common(self._changes, self.looked)
        alike = sum(nothing_else(change, shared) for change in self._changes)
        if shared and 2 * alike > len(self._changes):
            self._suspect(shared, alike)
        return self._let_go()

    def _suspect(self, shared: Pieces, alike: int) -> None:
        known, titles = self.suspicion, [w.decision.item.title for w in self._waiting]
        if known and known.settled and shared <= set(known.pieces):
            return
        pieces = tuple(sorted(shared | set(known.pieces if known else ())))
        if known and not known.settled and _overlap(shared, known):
            why = because("settled_redesign", when=f"{self.now:%Y-%m-%d %H:%M} UTC")
            count = self.store.settle_held(self.source, self.now, why=why)
            log.warning("%s: a second poll settles the redesign; %s held deliveries are closed", self.source, count)
            self.suspicion = replace(known, pieces=pieces, settled=True)
        else:
            log.warning("%s: %s of %s items changed alike: held", self.source, alike, self.looked)
            self.suspicion = Suspicion(self.now, pieces, items=alike, examples=tuple(titles[:_SHOWN]))
        self.store.suspect(self.source, self.suspicion)

    def _let_go(self) -> Sequence[Waiting]:
        waiting, self._waiting = self._waiting, []
        return [self._fated(one) for one in waiting]

    def _fated(self, one: Waiting) -> Waiting:
        fate = self._fate(one.pieces)
        if fate == "tell":
            return one
        drafts = tuple(_withheld(one.recording.drafts, fate, self.source))
        return replace(
            one, recording=replace(one.recording, drafts=drafts), decision=replace(one.decision, drafts=drafts)
        )

    def _fate(self, pieces: Pieces) -> Fate:
        if self.suspicion is None or not nothing_else(pieces, self.suspicion.pieces):
            return "tell"
        return "hold" if self._open else "silence"


def _overlap(shared: Pieces, known: Suspicion) -> bool:
    """Whether a mass change is of the redesign that is known, forth or back: the same text added or removed."""
    return bool({piece[1:] for piece in shared} & {piece[1:] for piece in known.pieces})


def _withheld(drafts: Iterable[Draft], fate: Fate, source: str) -> Iterable[Draft]:
    """The same events, not told or not yet, with the reason."""
    why = because("redesigned")
    freed: tuple[Plan, ...] = ()
    for draft in drafts:
        if draft.event.kind != "updated":
            # What else happened to the item is told, also to those who would have heard of it by the edit.
            channels = merged(draft.channels, freed) if draft.alert else ()
            freed = () if draft.alert else freed
            yield replace(draft, channels=channels)
            continue
        event = replace(draft.event, reasons=(*draft.event.reasons, why))
        freed = draft.channels
        if fate == "silence":
            yield Draft(event)
        else:
            held = because("held_suspect", source=source) if draft.channels else None
            alert = replace(draft.alert, event=event) if draft.alert else None
            yield replace(draft, event=event, alert=alert, held=held)
