"""The words and rows of a vocabulary that a text holds, by their numbers."""

from collections.abc import Iterable

from monitor.topics.lexicon import Slip
from monitor.topics.prepared import GAP, Prepared, Span
from monitor.topics.rows import Places
from monitor.topics.vocabulary import Vocabulary

_NO_WORDS: tuple[tuple[int, ...], ...] = ((),) * GAP


def find(vocabulary: Vocabulary, text: Prepared, slips: Iterable[Slip]) -> Places:
    """Where the text has the vocabulary's words and rows, in order; `slips`: its words that are meant for others."""
    found = _Finding(vocabulary, text)
    found.words()
    found.meant({folded: numbers for folded, _, numbers in slips})
    found.joined()
    return found.rows()


class _Finding:
    """`numbers_at`: of the word at a position; `joined_at`: of words that cover several from there, with the last."""

    def __init__(self, vocabulary: Vocabulary, text: Prepared) -> None:
        self.text, self.lexicon, self._rows = text, vocabulary.lexicon, vocabulary.rows
        self.places: Places = {}
        self.numbers_at: list[tuple[int, ...]] = []
        self.joined_at: dict[int, list[tuple[int, int]]] = {}
        self._later: set[int] = set()

    def words(self) -> None:
        """These lines run for every word of every text."""
        memory, places = self.lexicon.met(self.text.different), self.places
        for place in self.text.places:
            self.numbers_at += map(memory.known.__getitem__, place.words)
            self.numbers_at += _NO_WORDS
            for at, numbers in enumerate(map(memory.sought.__getitem__, place.words), place.first):
                if numbers:
                    span = (at, at)
                    for number in numbers:
                        if number in places:
                            places[number].append(span)
                        else:
                            places[number] = [span]

    def meant(self, slips: dict[str, tuple[int, ...]]) -> None:
        for at, folded in self.text.words() if slips else ():
            if folded in slips:
                numbers = slips[folded]
                self.numbers_at[at] = tuple(dict.fromkeys((*self.numbers_at[at], *numbers)))
                for number in numbers:
                    self._more(number, [(at, at)])

    def joined(self) -> None:
        """Words written with hyphens, in one piece, where no part of them is that word already."""
        standing: dict[int, set[int]] = {}
        for folded, spans in self.text.joined.items():
            for number in self.lexicon.ids(folded):
                if number not in standing:
                    standing[number] = {first for first, _ in self.places.get(number, ())}
                new = [s for s in spans if standing[number].isdisjoint(range(s[0], s[1] + 1))]
                for first, last in new:
                    self.joined_at.setdefault(first, []).append((number, last))
                if new:
                    self._more(number, new)

    def rows(self) -> Places:
        for number in self._later:
            self.places[number].sort()
        self._rows.find(self.places, self.numbers_at, self.joined_at)
        return self.places

    def _more(self, number: int, spans: list[Span]) -> None:
        """More spans of a word, out of their order."""
        self.places.setdefault(number, []).extend(spans)
        self._later.add(number)
