"""Which of the topics' words a written word is: a dictionary look-up the second time it is met.

A word is one of the topics' as it is written, by its stem, by its beginning, end or middle; a long word that is none
of a topic's may be one by a single slip of the keyboard. One lexicon serves all topics in a language, so that a text is
looked up once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from monitor.topics.expression import Word
from monitor.topics.stems import key, stem
from monitor.topics.topic import LANGUAGES

# A typing error is looked for in words and topic words from these lengths on; one of the two is longer still.
LONG, _LONG_TERM, _LONG_EITHER = 7, 7, 8
# Longer than any word of a topic, and short enough to try every letter of.
_TOO_LONG = 40
_MOST_KNOWN = 12_000
# Letters by which beginnings and ends are looked up; a key may have one letter less.
_EDGE = 3
_PARTS = ("start", "end", "middle")

Form = tuple[int, str]
"""A word's number, and the word as a topic writes it (its key)."""
Slip = tuple[str, str, tuple[int, ...]]
"""A text's word that counts as one of a topic's: as it is written, as it is meant, and the numbers it stands for."""


@dataclass(slots=True)
class Memory:
    """Words met before: the numbers of the words they are, those of them that are sought; words that may be slips, and
    for what.
    """

    known: dict[str, tuple[int, ...]] = field(default_factory=dict)
    sought: dict[str, tuple[int, ...]] = field(default_factory=dict)
    slips: dict[str, tuple[Form, ...]] = field(default_factory=dict)


class Lexicon:
    """Numbered words, for texts in one language or (language '') in any. Words that are found in the same way, as those
    of one stem are, have one number.
    """

    def __init__(self, language: str) -> None:
        self.languages = (language,) if language else LANGUAGES
        self._forms: dict[tuple[str, Word], Form] = {}
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._exact: dict[tuple[str, str], list[int]] = {}
        self._plain: dict[tuple[str, str], list[int]] = {}
        self._stems: dict[tuple[str, str], list[int]] = {}
        self._starts: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._ends: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._middles: list[tuple[str, str, int]] = []
        self._near: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._sought: set[int] = set()
        self.memory = Memory()

    def ids(self, folded: str) -> tuple[int, ...]:
        """The numbers of the words that this folded word is as it is written."""
        found = self.memory.known.get(folded)
        return found if found is not None else self.met(frozenset((folded,))).known[folded]

    def slips(self, folded: str) -> tuple[Form, ...]:
        """The words that this folded word may be by a slip."""
        found = self.memory.slips.get(folded)
        return found if found is not None else self._slips(folded)

    def met(self, words: frozenset[str]) -> Memory:
        """What is remembered, with all of these words."""
        memory = self.memory
        if len(memory.known) + len(words) > _MOST_KNOWN:
            memory = self.memory = Memory()
        # Not `words - known.keys()`: that walks through all that is known.
        for folded in words.difference(memory.known):
            if slips := self._slips(folded):
                memory.slips[folded] = slips
            numbers = tuple(dict.fromkeys(self._as_written(folded)))
            memory.sought[folded] = tuple(number for number in numbers if number in self._sought)
            memory.known[folded] = numbers
        return memory

    def _slips(self, folded: str) -> tuple[Form, ...]:
        long = LONG <= len(folded) <= _TOO_LONG and folded.isalpha()
        return tuple(dict.fromkeys(self._misspelt(folded))) if long else ()

    # --- building ----------------------------------------------------------------------------------

    def add(self, language: str, word: Word) -> Form:
        """The word's number and key; a new one is looked for from now on ('' as language: as it is written)."""
        form = self._forms.get((language, word))
        if form is None:
            form = self._forms[language, word] = self._put(language, word, key(word.text, language))
            # Who looks up a word meanwhile writes into the old memory, where it does no harm.
            self.memory = Memory()
        return form

    def seek(self, numbers: frozenset[int]) -> frozenset[int]:
        """These words are sought: the others only follow one that is."""
        if not numbers <= self._sought:
            self._sought |= numbers
            self.memory = Memory()
        return numbers

    def _put(self, language: str, word: Word, text: str) -> Form:
        kind = word.kind if language else "exact"
        alike = word.text if kind in _PARTS else text
        if kind == "stem":
            alike = stem(text, language)
        number = self._numbers.setdefault((language, kind, alike), len(self._numbers))
        if kind in _PARTS:
            for form in dict.fromkeys((word.text, text)):
                self._put_part(language, word, form, number)
            return number, text
        same = (self._stems if kind == "stem" else self._exact).setdefault((language, alike), [])
        if number not in same:
            same.append(number)
        if kind != "exact":
            self._put_near(language, text, number)
        return number, text

    def _put_part(self, language: str, word: Word, text: str, number: int) -> None:
        """A beginning, end or middle, as it is written and as its key: two letters in a seam are no umlaut."""
        if word.kind == "start":
            self._starts.setdefault((language, text[:_EDGE]), []).append((text, number))
        elif word.kind == "end":
            self._ends.setdefault((language, text[-_EDGE:]), []).append((text, number))
        else:
            self._middles.append((language, text, number))

    def _put_near(self, language: str, text: str, number: int) -> None:
        """A word that may be written with a slip; one that is to stand as written may not."""
        self._plain.setdefault((language, text), []).append(number)
        if len(text) >= _LONG_TERM and text.isalpha():
            for less in _shorter(text):
                self._near.setdefault((language, less), []).append((text, number))

    # --- looking up --------------------------------------------------------------------------------

    def _as_written(self, folded: str) -> Iterator[int]:
        yield from self._exact.get(("", folded), ())
        for language in self.languages:
            word = key(folded, language)
            yield from self._exact.get((language, word), ())
            yield from self._stems.get((language, stem(word, language)), ())
            for form in (word,) if word == folded else (word, folded):
                yield from self._parts_of(language, form)
        for language, text, number in self._middles:
            if text in folded or text in key(folded, language):
                yield number

    def _parts_of(self, language: str, word: str) -> Iterator[int]:
        for edge in (_EDGE - 1, _EDGE):
            yield from (n for text, n in self._starts.get((language, word[:edge]), ()) if word.startswith(text))
            yield from (n for text, n in self._ends.get((language, word[-edge:]), ()) if word.endswith(text))

    def _misspelt(self, folded: str) -> Iterator[tuple[int, str]]:
        """Words of the topics that are one slip away: a letter more, less, other or exchanged, a syllable twice."""
        for language in self.languages:
            word = key(folded, language)
            for once in _undoubled(word):
                yield from ((number, once) for number in self._plain.get((language, once), ()))
            for less in _shorter(word):
                for text, number in self._near.get((language, less), ()):
                    if text != word and _is_near(text, word):
                        yield number, text


def _undoubled(word: str) -> Iterator[str]:
    """The word with a syllable that stands twice running (`Afghananen`) put once."""
    for size in (2, 3):
        for n in range(1, len(word) - 2 * size + 1):
            if word[n : n + size] == word[n + size : n + 2 * size]:
                yield word[:n] + word[n + size :]


def _is_near(text: str, word: str) -> bool:
    long = max(len(text), len(word)) >= _LONG_EITHER
    return long and text[0] == word[0] and OSA.distance(text, word, score_cutoff=1) <= 1


def _shorter(word: str) -> Iterable[str]:
    """The word, and the word with each of its letters left out."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}
