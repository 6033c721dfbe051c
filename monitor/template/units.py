"""The differences between two looks at a page, place by place."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from rapidfuzz import fuzz

from monitor.core.flat import flat
from monitor.core.model import TITLE, PageLine
from monitor.core.text import normalise
from monitor.template.memory import Known

_ALIKE, _EDITED, _MOST_PAIRS = 50.0, 75.0, 10_000
LONG, ITSELF = 60, 85.0
"""From so many characters on, and so alike, a line can only be the one that stood there, edited."""
_PROSE, _LETTERS = 8, 20
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
UnitKind = Literal["figure", "edit", "new", "gone"]


def is_prose(text: str) -> bool:
    """Whether a line has the words of a sentence; of a script without blanks, its letters."""
    return len(text.split()) >= _PROSE or (len(text) >= _LETTERS and " " not in text)


def is_long(line: PageLine) -> bool:
    return len(line.text) >= LONG


def masked(text: str) -> str:
    """A text without its figures."""
    return _DIGITS.sub("#", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Unit:
    """A difference in one place: a line whose figures changed, that was edited, came or went."""

    kind: UnitKind
    old: Known | None
    new: PageLine | None

    @property
    def place(self) -> str:
        line = self.new or (self.old and self.old.line)
        return line.place if line else ""

    def at(self, place: str) -> "Unit":
        """The same, judged as if it stood in another place."""
        return (
            self if self.new is None or self.new.place == place else replace(self, new=replace(self.new, place=place))
        )

    @property
    def texts(self) -> tuple[str, str]:
        return (self.old.line.text if self.old else "", self.new.text if self.new else "")

    @property
    def is_same_line(self) -> bool:
        """Whether a long line is so like what stood there that it can only be that, edited."""
        old, new = self.texts
        return min(len(old), len(new)) >= LONG and fuzz.ratio(old, new) >= ITSELF

    @property
    def is_exchange(self) -> bool:
        """Whether a line is rather another one than an edited one."""
        return self.kind == "edit" and fuzz.ratio(*self.texts) < _EDITED

    @property
    def is_kept(self) -> bool:
        """Whether the reader takes one of its lines for the article's."""
        return bool((self.old and self.old.is_text) or (self.new and self.new.kept))


@dataclass(frozen=True, slots=True)
class Differences:
    """`same`: what stands as it stood, or moved; `units`: the rest."""

    same: list[tuple[Known, PageLine]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


def differences(
    old: Sequence[Known], new: Sequence[PageLine], moving: Container[str] = (), *, loose: bool = False
) -> Differences:
    """The order of lines is no difference, and what went in one place and stands in another has moved; but no text went
    into a place that is `moving` by itself, where the page is not `loose` in a new layout.
    """
    moving = () if loose else moving
    found = Differences()
    left, rest = _match(old, new, found, lambda line: f"{line.place}\n{normalise(line.text)}")
    left, rest = _match(left, rest, found, lambda line: f"{line.place in moving} {_anywhere(line)}")
    places: dict[str, tuple[list[Known], list[PageLine]]] = defaultdict(lambda: ([], []))
    for known in left:
        places[known.line.place][0].append(known)
    for line in rest:
        places[line.place][1].append(line)
    found.units.extend(_moved(list(flat(paired(one, other) for one, other in places.values())), moving))
    return found


def _anywhere(line: PageLine) -> str:
    """What a line is known by wherever it stands; a title stays where it is."""
    return f"{TITLE}\n{line.text}" if line.place == TITLE else normalise(line.text)


def _moved(units: Sequence[Unit], moving: Container[str]) -> list[Unit]:
    """The same, where a long line that went in one place and one that came in another are one, moved and edited."""
    gone = [u.old for u in units if u.kind == "gone" and u.old and _may_move(u.old.line, moving)]
    come = [u.new for u in units if u.kind == "new" and u.new and _may_move(u.new, moving)]
    pairs = _pairs([known.line.text for known in gone], [line.text for line in come], ITSELF) if gone and come else []
    moved = [Unit(_kind(gone[a].line.text, come[b].text), gone[a], come[b]) for a, b in pairs]
    over = {id(unit.old) for unit in moved} | {id(unit.new) for unit in moved}
    return [u for u in units if u.kind in ("figure", "edit") or id(u.old or u.new) not in over] + moved


def _may_move(line: PageLine, moving: Container[str]) -> bool:
    return is_long(line) and line.place not in moving


def _match(
    old: Sequence[Known], new: Sequence[PageLine], found: Differences, key: Callable[[PageLine], str]
) -> tuple[list[Known], list[PageLine]]:
    """Take out what is equal by a key. What is left of both."""
    waiting: dict[str, list[Known]] = defaultdict(list)
    for known in reversed(old):
        waiting[key(known.line)].append(known)
    rest: list[PageLine] = []
    for line in new:
        if same := waiting.get(key(line)):
            found.same.append((same.pop(), line))
        else:
            rest.append(line)
    left = {id(known) for known in flat(waiting.values())}
    return [known for known in old if id(known) in left], rest


def paired(old: Sequence[Known], new: Sequence[PageLine]) -> Iterator[Unit]:
    """The lines of one place that are not equal, each with the one that it is most like."""
    pairs = _pairs([known.line.text for known in old], [line.text for line in new])
    yield from (Unit(_kind(old[a].line.text, new[b].text), old[a], new[b]) for a, b in pairs)
    gone, come = {a for a, _ in pairs}, {b for _, b in pairs}
    yield from (Unit("gone", known, None) for a, known in enumerate(old) if a not in gone)
    yield from (Unit("new", None, line) for b, line in enumerate(new) if b not in come)


def _kind(old: str, new: str) -> UnitKind:
    return "figure" if masked(old) == masked(new) else "edit"


def _pairs(old: Sequence[str], new: Sequence[str], least: float = _ALIKE) -> list[tuple[int, int]]:
    """Greedy by likeness; where there are very many, by their order."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [(n, n) for n in range(min(len(old), len(new))) if fuzz.ratio(old[n], new[n]) >= least]
    scored = [(fuzz.ratio(x, y), a, b) for (a, x), (b, y) in product(enumerate(old), enumerate(new))]
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for score, a, b in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score >= least and a not in taken[0] and b not in taken[1]:
            found.append((a, b))
            taken[0].add(a)
            taken[1].add(b)
    return found
