"""A text made ready once for every topic: its words, where each stands, and the places they stand in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from monitor.core.flat import flat
from monitor.core.model import Block
from monitor.core.reasons import because
from monitor.core.text import fold_word, normalise
from monitor.topics.written import TOKEN, Part, parts_of

# Words of two places are never near each other: so many positions lie between.
GAP = 100
OPENING_WORDS = 120
# So much of a text is matched: a book's worth, and bounded time for whatever a site sends.
CHARACTERS = 200_000
MATCHED_IN_PART = because("matched_in_part", kilobytes=CHARACTERS // 1_000)
# Marks that are no part of the word they stand beside.
_MARKS = ".,:;!?\"'()[]-\u2013\u2014\u2026"
# Words of what leads to another text: of its label, of the headline behind it.
_LABEL, _HEADLINE = 5, 18
_MOST_MET, _LONGEST_MET = 20_000, 60

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: 'title', 'lead' or 'paragraph N', its text, its words folded, its first and last position."""

    name: str
    text: str
    words: list[str]
    first: int
    last: int


@dataclass
class Prepared:
    """Positions count words through the text. `joined`: words written with hyphens in one piece -> the positions they
    cover.
    """

    language: str
    places: tuple[Place, ...]
    joined: dict[str, list[Span]]
    opening: int
    memo: dict[Any, Any] = field(default_factory=dict)
    _ranges: dict[str, list[Span]] = field(default_factory=dict)
    _offsets: dict[int, tuple[list[Part], Iterator[Part]]] = field(default_factory=dict)

    @cached_property
    def different(self) -> frozenset[str]:
        """The text's words, each once, folded."""
        return frozenset().union(*(place.words for place in self.places))

    def words(self) -> Iterator[tuple[int, str]]:
        """Every word, folded, with its position."""
        return ((at, word) for at, word in flat(enumerate(place.words, place.first) for place in self.places))

    def place_of(self, position: int) -> Place:
        return self.places[bisect_right(self.places, position, key=lambda p: p.first) - 1]

    def shown(self, span: Span) -> str:
        """The words of a span as they are written. Where each word stands is found when somebody asks."""
        place = self.place_of(span[0])
        first, last = span[0] - place.first, span[1] - place.first
        offsets, more = self._offsets.setdefault(place.first, ([], _words(place.text)))
        offsets += islice(more, max(last + 1 - len(offsets), 0))
        return place.text[offsets[first][1] : offsets[last][2]]

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
    """The text of an item, as much of it as is matched."""
    return prepare(language, title, _matched(blocks))


def is_matched_whole(blocks: Sequence[Block]) -> bool:
    return sum(len(b.text) for b in blocks) <= CHARACTERS


def _matched(blocks: Sequence[Block]) -> Iterator[str]:
    room = CHARACTERS
    for block in (block for number, block in enumerate(blocks) if not (number and _leads(block.text))):
        if room > 0:
            yield block.text[:room]
        room -= len(block.text)


def _leads(text: str) -> bool:
    """Whether a paragraph leads to another text: a label, a colon, and a headline, which no full stop ends."""
    label, colon, title = text.partition(":")
    is_headline = 3 <= len(title.split()) <= _HEADLINE and not title.rstrip("\"'”’» )").endswith((".", "…", ";", ","))
    return bool(colon) and len(label.split()) <= _LABEL and is_headline


class _Met(dict[str, str]):
    """What stands between two blanks, as the one word it is, folded; '' for what is several words or none."""

    def __missing__(self, piece: str) -> str:
        word = piece.strip(_MARKS)
        found = fold_word(word) if word.isalnum() else ""
        if len(piece) <= _LONGEST_MET:
            self[piece] = found
        return found


_met_before = _Met()


def _met() -> _Met:
    """What was met before, but for a beginning anew when it is much."""
    global _met_before
    if len(_met_before) > _MOST_MET:
        _met_before = _Met()
    return _met_before


class _Building:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self.joined: dict[str, list[Span]] = {}
        self.at = 0

    def built(self, language: str) -> Prepared:
        return Prepared(language, tuple(self.places), self.joined, self._opening())

    def add(self, name: str, text: str) -> None:
        """A passage's words, each at its position. These lines run for every text: most words are between blanks, with
        at most a mark before or behind, and were met before.
        """
        first, text = self.at, normalise(text)
        pieces = text.split()
        words = list(map(_met().__getitem__, pieces))
        if "" in words:
            words = self._split(pieces, words, first)
        last = first + max(len(words) - 1, 0)
        self.places.append(Place(name, text, words, first, last))
        self.at = first + len(words) + GAP

    def _split(self, pieces: Sequence[str], met: Sequence[str], first: int) -> list[str]:
        words: list[str] = []
        for piece, word in zip(pieces, met, strict=True):
            words += (word,) if word else self._parts(piece.strip(_MARKS), first + len(words))
        return words

    def _parts(self, piece: str, at: int) -> list[str]:
        """Words without a blank between them. One with hyphens, points or apostrophes has a position for each part; in
        one piece it is found too.
        """
        found: list[str] = []
        for written in TOKEN.findall(piece):
            parts = [fold_word(part) for part, _, _ in parts_of(written)]
            if len(parts) > 1:
                first = at + len(found)
                self.joined.setdefault("".join(parts), []).append((first, first + len(parts) - 1))
            found += parts
        return found

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
