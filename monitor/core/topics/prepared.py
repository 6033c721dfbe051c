"""A text made ready once for every topic: its words, where each stands, and the places they stand in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from monitor.core.model import Block, Snapshot
from monitor.core.text import fold_word, normalise

# Words of two places are never near each other: so many positions lie between.
_APART = 100
OPENING_WORDS = 120
_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: 'title', 'lead' or 'paragraph N', its text, its first and last position."""

    name: str
    text: str
    first: int
    last: int


@dataclass(slots=True)
class Prepared:
    """Positions count words through the text. `index`: folded word -> where it stands; `joined`: words written with
    hyphens in one piece -> the positions they cover; `offsets`: where in its place a position's word stands.
    """

    language: str
    places: tuple[Place, ...]
    index: dict[str, list[Span]]
    joined: dict[str, list[Span]]
    offsets: dict[int, Span]
    opening: int
    memo: dict[Any, Any] = field(default_factory=dict)
    _ranges: dict[str, list[Span]] = field(default_factory=dict)

    def place_of(self, position: int) -> Place:
        return self.places[bisect_right(self.places, position, key=lambda p: p.first) - 1]

    def shown(self, span: Span) -> str:
        """The words of a span as they are written."""
        place = self.place_of(span[0])
        return place.text[self.offsets[span[0]][0] : self.offsets[span[1]][1]]

    def ranges(self, place: str) -> list[Span]:
        """Where a rule that names this place looks, range by range."""
        known = self._ranges.get(place)
        if known is None:
            known = self._ranges[place] = self._looked_at(place)
        return known

    def _looked_at(self, place: str) -> list[Span]:
        first, last = self.places[0].first, self.places[-1].last
        if place == "paragraph":
            return [(p.first, p.last) for p in self.places]
        if place == "text":
            return [(first, last)]
        if place == "opening":
            return [(first, self.opening)]
        wanted = ("title", "lead") if place == "head" else (place,)
        found = [p for p in self.places if p.name in wanted]
        return [(found[0].first, found[-1].last)] if found else []


def prepare(language: str, title: str, paragraphs: Iterable[str]) -> Prepared:
    """The text's words by their folded form. The first paragraph is the lead."""
    building = _Building()
    building.add("title", title)
    for number, text in enumerate((p for p in paragraphs if p.strip()), 1):
        building.add("lead" if number == 1 else f"paragraph {number}", text)
    return building.built(language.lower()[:2])


def prepare_snapshot(snapshot: Snapshot) -> Prepared:
    return prepare_blocks(snapshot.language, snapshot.title, snapshot.blocks)


def prepare_blocks(language: str, title: str, blocks: Sequence[Block]) -> Prepared:
    return prepare(language, title, (b.text for b in blocks))


class _Building:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self.index: dict[str, list[Span]] = {}
        self.joined: dict[str, list[Span]] = {}
        self.offsets: dict[int, Span] = {}
        self.at = 0

    def built(self, language: str) -> Prepared:
        opening = next(islice(self.offsets, OPENING_WORDS - 1, None), self.at)
        return Prepared(language, tuple(self.places), self.index, self.joined, self.offsets, opening)

    def add(self, name: str, text: str) -> None:
        first, text = self.at, normalise(text)
        index, offsets = self.index, self.offsets
        for m in _TOKEN.finditer(text):
            written = m[0]
            if written.isalnum():
                # `_put`, spelt out: this line runs for every word.
                at = self.at
                index.setdefault(fold_word(written), []).append((at, at))
                offsets[at] = m.span()
                self.at = at + 1
            else:
                self._parts(written, m.start())
        self.places.append(Place(name, text, first, max(self.at - 1, first)))
        self.at += _APART

    def _parts(self, written: str, start: int) -> None:
        """A word with hyphens, points or apostrophes: a position for each part, elisions and the 's apart."""
        parts = [(fold_word(m[0]), start + m.start(), start + m.end()) for m in _PART.finditer(written)]
        if "'" in written:
            while len(parts) > 1 and _ELISION.fullmatch(parts[0][0]):
                parts.pop(0)
            if len(parts) > 1 and parts[-1][0] == "s":
                parts.pop()
        first = self.at
        for part in parts:
            self._put(*part)
        if len(parts) > 1:
            self.joined.setdefault("".join(p[0] for p in parts), []).append((first, self.at - 1))

    def _put(self, folded: str, start: int, end: int) -> None:
        self.index.setdefault(folded, []).append((self.at, self.at))
        self.offsets[self.at] = (start, end)
        self.at += 1
