"""Words that a topic might be told of: frequent in the items on it, rare in the others, and no term of it yet.

How much a word says is its log-likelihood ratio over items (G², Dunning 1993): how surprising it is that so many
of the items on topic hold it, when so few of the others do.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from monitor.core.flat import flat
from monitor.core.model import Item, Version
from monitor.core.topic import Topic
from monitor.language.language import CODES, language
from monitor.topics.matching import is_on
from monitor.topics.prepared import Prepared, prepare_blocks
from monitor.topics.ready import ready
from monitor.topics.topic import LANGUAGES

_LEAST_ITEMS, _LEAST_LETTERS, _MOST = 2, 4, 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word or pair of words, in how many items on topic and in how many others it stands, and how much it says."""

    language: str
    term: str
    on: int
    off: int
    weight: float


@dataclass(slots=True)
class _Counts:
    """How many items of a language there are on topic and off it, and in how many each word stands."""

    items: Counter[bool] = field(default_factory=Counter)
    words: Counter[tuple[str, bool]] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)


def suggest(topic: Topic, archive: Iterable[tuple[Item, Version]], most: int = _MOST) -> list[Suggestion]:
    """The likeliest terms of each language, most telling first, `most` of each language at most."""
    counts: dict[str, _Counts] = {}
    for item, version in archive:
        language = (version.language or item.language).lower()[:2]
        prepared = prepare_blocks(language, version.title, version.blocks)
        _count(counts.setdefault(language, _Counts()), topic, prepared)
    found = list(flat(sorted(_whole(_weighed(code, known)), key=_first)[:most] for code, known in counts.items()))
    return sorted(found, key=_first)


def _whole(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Without the words that stand nowhere but in a pair which is proposed: `maxime prévot` says it all."""
    known = list(found)
    pairs = set(flat(_of_pair(s) for s in known if " " in s.term))
    return (s for s in known if (s.term, s.on, s.off) not in pairs)


def _of_pair(pair: Suggestion) -> Iterator[tuple[str, int, int]]:
    """The words of a pair, each as if it stood in the same texts."""
    return ((word, pair.on, pair.off) for word in pair.term.split())


def _first(suggestion: Suggestion) -> tuple[float, str]:
    return -suggestion.weight, suggestion.term


def _count(counts: _Counts, topic: Topic, text: Prepared) -> None:
    on = is_on(topic, text)
    counts.items[on] += 1
    known = _words_of(topic, text.language)
    grammar = _grammar(text.language)
    for folded, shown in set(_terms(text)):
        if not any(word in grammar or known(word) for word in folded.split()):
            counts.words[folded, on] += 1
            counts.shown.setdefault(folded, shown)


@cache
def _grammar(code: str) -> frozenset[str]:
    """Small words, months, verbs of saying and the like: no subject is told by them."""
    if code not in CODES:
        return frozenset()
    words = language(code)
    single = (parts[0] for parts, _, _ in flat(words.phrases.values()) if len(parts) == 1)
    return words.light | frozenset(single)


def _words_of(topic: Topic, language: str) -> Callable[[str], bool]:
    """Whether a word is one of the topic's own terms already."""
    made = ready(topic, language)
    led = set(flat(concept.telling for concept in made.concepts.values()))
    return lambda word: not led.isdisjoint(made.vocabulary.lexicon.ids(word))


def _terms(text: Prepared) -> Iterator[tuple[str, str]]:
    """Every word of some length, and every pair of such words that stand next to each other."""
    at = dict(text.words())
    for position, folded in at.items():
        if not _worth(folded):
            continue
        yield folded, text.shown((position, position)).lower()
        following = at.get(position + 1, "")
        if _worth(following):
            yield f"{folded} {following}", text.shown((position, position + 1)).lower()


def _worth(folded: str) -> bool:
    return len(folded) >= _LEAST_LETTERS and folded.isalpha()


def _weighed(language: str, counts: _Counts) -> Iterator[Suggestion]:
    on_items, off_items = counts.items[True], counts.items[False]
    for (folded, on), number in counts.words.items():
        if not on or number < _LEAST_ITEMS:
            continue
        others = counts.words[folded, False]
        if number * off_items > others * on_items:
            weight = _surprise(number, on_items, others, off_items)
            code = language if language in LANGUAGES else ""
            yield Suggestion(code, counts.shown[folded], number, others, round(weight, 1))


def _surprise(on: int, on_items: int, off: int, off_items: int) -> float:
    """Twice the log of how much likelier two shares are than one common share."""
    common = (on + off) / (on_items + off_items)
    return 2 * (_log(on, on_items, common) + _log(off, off_items, common))


def _log(number: int, items: int, common: float) -> float:
    result = number * math.log(number / (items * common)) if number else 0.0
    rest = items - number
    return result + (rest * math.log(rest / (items * (1 - common))) if rest else 0.0)
