"""A text made ready once for every topic: its words, where each stands, and the places they stand in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.core.model import Block
from monitor.core.text import fold_word, normalise
from monitor.core.topics.written import TOKEN, Part, parts_of

# Words of two places are never near each other: so many positions lie between.
_APART = 100
OPENING_WORDS = 120

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
    hyphens in one piece -> the positions they cover.
    """

    language: str
    places: tuple[Place, ...]
    index: dict[str, list[int]]
    joined: dict[str, list[Span]]
    opening: int
    memo: dict[Any, Any] = field(default_factory=dict)
    _ranges: dict[str, list[Span]] = field(default_factory=dict)
    _offsets: dict[Place, list[Span]] = field(default_factory=dict)

    def place_of(self, position: int) -> Place:
        return self.places[bisect_right(self.places, position, key=lambda p: p.first) - 1]

    def shown(self, span: Span) -> str:
        """The words of a span as they are written. Where each word stands is found when somebody asks."""
        place = self.place_of(span[0])
        offsets = self._offsets.get(place)
        if offsets is None:
            offsets = self._offsets[place] = [(start, end) for _, start, end in _words(place.text)]
        return place.text[offsets[span[0] - place.first][0] : offsets[span[1] - place.first][1]]

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
    """The text's words by their folded form. The first paragraph with words is the lead."""
    building = _Building()
    building.add("title", title)
    for number, text in enumerate((p for p in paragraphs if TOKEN.search(p)), 1):
        building.add("lead" if number == 1 else f"paragraph {number}", text)
    return building.built(re.split("[-_]", language.lower())[0])


def prepare_blocks(language: str, title: str, blocks: Sequence[Block]) -> Prepared:
    return prepare(language, title, (b.text for b in blocks))


class _Building:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self.index: dict[str, list[int]] = {}
        self.joined: dict[str, list[Span]] = {}
        self.at = 0

    def built(self, language: str) -> Prepared:
        return Prepared(language, tuple(self.places), self.index, self.joined, self._opening())

    def add(self, name: str, text: str) -> None:
        """A passage's words, each at its position. These lines run for every word of every text."""
        first, text = self.at, normalise(text)
        plain = text.isascii()
        index, at = self.index, first
        for written in TOKEN.findall(text.lower() if plain else text):
            if written.isalnum():
                index.setdefault(written if plain else fold_word(written), []).append(at)
                at += 1
            else:
                at = self._parts(written, at)
        self.places.append(Place(name, text, first, max(at - 1, first)))
        self.at = at + _APART

    def _parts(self, written: str, at: int) -> int:
        """A word with hyphens, points or apostrophes: a position for each part; in one piece it is found too."""
        first, parts = at, [fold_word(part) for part, _, _ in parts_of(written)]
        for part in parts:
            self.index.setdefault(part, []).append(at)
            at += 1
        if len(parts) > 1:
            self.joined.setdefault("".join(parts), []).append((first, at - 1))
        return at

    def _opening(self) -> int:
        """The position of the last of the opening words."""
        left = OPENING_WORDS
        for place in self.places:
            words = place.last - place.first + 1
            if words >= left:
                return place.first + left - 1
            left -= words
        return self.places[-1].last if self.places else 0


def _words(text: str) -> Iterator[Part]:
    """Every word that has a position, as it is written, with its beginning and end in the text."""
    for m in TOKEN.finditer(text):
        if m[0].isalnum():
            yield m[0], m.start(), m.end()
        else:
            yield from parts_of(m[0], m.start())
