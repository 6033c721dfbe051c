"""Whether a text is on a topic, and which words say so.

A topic (format `version = 1`) names concepts, each a list of terms per language. Concepts under `all`
must come together; how near they stand decides the score. A term is a word (`kabul`), a beginning
(`taliban*`), an ending (`*terugkeer`), a middle (`*terugkeer*`) or a phrase (`de facto authorities`).
Words are compared folded (`core.text.fold`), so accents, capitals and stray Cyrillic letters are form.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.core.model import Block, Match, Snapshot
from monitor.core.text import fold

# How near the concepts stand, nearest first; the score is a figure one can quote to the desk.
IN_TITLE, IN_LEAD, IN_PARAGRAPH, ANYWHERE = 1.0, 0.85, 0.7, 0.4
AGAINST_IN_TITLE, AGAINST_ELSEWHERE = 0.75, 0.1
_TOKEN = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Topic:
    """A standing question. `concepts`: name -> language ('any' for all) -> terms."""

    name: str
    title: str
    all: tuple[str, ...]
    concepts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(hash=False)
    against: tuple[str, ...] = ()
    on: float = 0.6
    maybe: float = 0.3
    version: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of the text: 'title', 'lead' or 'paragraph N', as its folded words."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready once for every topic."""

    language: str
    places: tuple[Place, ...]


def prepare(language: str, title: str, paragraphs: Iterable[str]) -> Prepared:
    """The text's passages as folded words; the first paragraph is the lead."""
    places = [Place("title", _words(title))]
    for number, text in enumerate(paragraphs, 1):
        places.append(Place("lead" if number == 1 else f"paragraph {number}", _words(text)))
    return Prepared(language.lower()[:2], tuple(places))


def prepare_snapshot(snapshot: Snapshot) -> Prepared:
    return prepare_blocks(snapshot.language, snapshot.title, snapshot.blocks)


def prepare_blocks(language: str, title: str, blocks: Sequence[Block]) -> Prepared:
    return prepare(language, title, (b.text for b in blocks))


def match(topic: Topic, text: Prepared) -> Match:
    """Hold a prepared text against a topic. The verdict is 'off' below both thresholds."""
    found = {name: list(_hits(topic, name, text)) for name in (*topic.all, *topic.against)}
    lacking = [name for name in topic.all if not found[name]]
    if lacking:
        terms = tuple(_say(hit) for name in topic.all for hit in found[name][:1])
        return Match(topic.name, topic.title, 0.0, "off", terms, tuple(f"no word for {n}" for n in lacking))
    score, hits = _nearness(topic, found)
    against = [hit for name in topic.against for hit in found[name]]
    if against:
        score -= AGAINST_IN_TITLE if any(place == "title" for _, place in against) else AGAINST_ELSEWHERE
    score = round(max(score, 0.0), 2)
    verdict = "on" if score >= topic.on else "maybe" if score >= topic.maybe else "off"
    return Match(
        topic.name,
        topic.title,
        score,
        verdict,  # type: ignore[arg-type]
        tuple(dict.fromkeys(_say(h) for h in hits)),
        tuple(dict.fromkeys(_say(h) for h in against)),
    )


Hit = tuple[str, str]  # the word as found, the place's name


def _nearness(topic: Topic, found: Mapping[str, list[Hit]]) -> tuple[float, list[Hit]]:
    """The best score that the places of the hits allow, and the hits that make it."""
    shared = set.intersection(*({place for _, place in found[name]} for name in topic.all))
    if "title" in shared:
        return IN_TITLE, _at(topic, found, {"title"})
    if _covers(topic, found, {"title", "lead"}):
        return IN_LEAD, _at(topic, found, {"title", "lead"})
    if shared:
        return IN_PARAGRAPH, _at(topic, found, {min(shared, key=_order)})
    return ANYWHERE, [found[name][0] for name in topic.all]


def _covers(topic: Topic, found: Mapping[str, list[Hit]], places: set[str]) -> bool:
    return all(any(place in places for _, place in found[name]) for name in topic.all)


def _at(topic: Topic, found: Mapping[str, list[Hit]], places: set[str]) -> list[Hit]:
    return [next(h for h in found[name] if h[1] in places) for name in topic.all]


def _order(place: str) -> int:
    return {"title": 0, "lead": 1}.get(place) or int(place.split()[-1] if place[-1].isdigit() else 0)


def _say(hit: Hit) -> str:
    word, place = hit
    return f"{word} in {place}" if place.startswith("paragraph") else f"{word} in the {place}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))


def _hits(topic: Topic, concept: str, text: Prepared) -> Iterator[Hit]:
    vocabulary = _vocabulary(_terms(topic, concept, text.language))
    for place in text.places:
        for index, word in enumerate(place.words):
            found = vocabulary.find(place.words, index, word)
            if found:
                yield found, place.name


def _terms(topic: Topic, concept: str, language: str) -> tuple[str, ...]:
    """The concept's terms in a language; in all of them when the text's is unknown to it."""
    lists = topic.concepts[concept]
    if language not in lists:
        return tuple(term for terms in lists.values() for term in terms)
    return (*lists[language], *lists.get("any", ()))


class _Vocabulary:
    """A concept's terms sorted by kind, with what each word was found to be."""

    def __init__(self, terms: Iterable[str]) -> None:
        folded = [fold(t) for t in terms]
        self.phrases: dict[str, list[tuple[str, ...]]] = {}
        for term in folded:
            if " " in term or "-" in term:
                words = tuple(re.split(r"[\s-]+", term))
                self.phrases.setdefault(words[0].strip("*"), []).append(words)
        single = [t for t in folded if " " not in t and "-" not in t]
        self.exact = {t for t in single if "*" not in t}
        self.starts = tuple(t[:-1] for t in single if t.endswith("*") and not t.startswith("*"))
        self.ends = tuple(t[1:] for t in single if t.startswith("*") and not t.endswith("*"))
        self.within = tuple(t.strip("*") for t in single if t.startswith("*") and t.endswith("*"))
        self.known: dict[str, bool] = {}

    def find(self, words: Sequence[str], index: int, word: str) -> str:
        """The matched words at this place, or an empty string."""
        known = self.known.get(word)
        if known is None:
            if len(self.known) > 200_000:
                self.known.clear()
            known = self.known[word] = self._single(word)
        return word if known else self._phrase(words, index)

    def _single(self, word: str) -> bool:
        return (
            word in self.exact
            or word.startswith(self.starts)
            or word.endswith(self.ends)
            or any(part in word for part in self.within)
        )

    def _phrase(self, words: Sequence[str], index: int) -> str:
        for phrase in self.phrases.get(words[index], ()):
            found = words[index : index + len(phrase)]
            if len(found) == len(phrase) and all(_like(t, w) for t, w in zip(phrase, found, strict=True)):
                return " ".join(found)
        return ""


def _like(term: str, word: str) -> bool:
    return word.startswith(term[:-1]) if term.endswith("*") else word == term


@lru_cache(maxsize=512)
def _vocabulary(terms: tuple[str, ...]) -> _Vocabulary:
    return _Vocabulary(terms)
