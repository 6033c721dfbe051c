"""Concepts made ready: their terms as trees of numbered words, each found through the words that it cannot do without.

Concepts that say the same are one, whatever topics they belong to: what a text holds of them is looked for once.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.core.topics.expression import Near, Node, Not, Or, Phrase, Ref, Word
from monitor.core.topics.grammar import parse_term
from monitor.core.topics.lexicon import Lexicon
from monitor.core.topics.topic import ANY, NEVER, REFERENCES, Rule, Topic

_MOST_CONCEPTS = 2_000
Lists = Mapping[str, tuple[str, ...]]
Uses = Mapping[str, "Concept"]
Look = tuple[str, str, int, tuple[int, ...]]
"""What a rule looks for: its expression, place and number of places, and the concepts that its names mean."""


@dataclass(frozen=True, eq=False, slots=True)
class Beside:
    """Parts that stand next to each other. `words`: the numbers of the single words among them; `choices`: of those
    parts that are a choice of single words.
    """

    parts: tuple["Plan", ...]
    words: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...] = ()

    def possible(self, there: Container[int]) -> bool:
        """Whether a text with these words may hold it at all."""
        for number in self.words:
            if number not in there:
                return False
        return all(any(number in there for number in choice) for choice in self.choices)


@dataclass(frozen=True, eq=False, slots=True)
class Either:
    parts: tuple["Plan", ...]


@dataclass(frozen=True, eq=False, slots=True)
class Apart:
    """Two parts, and how far apart they may stand."""

    left: "Plan"
    right: "Plan"
    near: Near


@dataclass(eq=False, slots=True)
class Concept:
    """`words`: the numbers of all its words; `terms`: what it looks for; `never`: what it never is."""

    number: int
    words: set[int] = field(default_factory=set)
    terms: "Led" = field(default_factory=lambda: Led())
    never: "Led" = field(default_factory=lambda: Led())


Plan = int | Concept | Beside | Either | Apart
"""A term as it is looked for: a word by its number, another concept, or parts of these."""


@dataclass(eq=False, slots=True)
class Led:
    """Terms by the words that lead to them; `always`: those that no single word leads to."""

    by_word: dict[int, list[Plan]] = field(default_factory=dict)
    always: list[Plan] = field(default_factory=list)


class Vocabulary:
    """All concepts of all topics, for texts in one language or (language '') in any."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.lexicon = Lexicon(language)
        self._concepts: dict[object, Concept] = {}
        self._looks: dict[Look, int] = {}

    @property
    def edition(self) -> int:
        """How many concepts there are: a text looked up in an earlier edition is looked up anew."""
        return len(self._concepts)

    @property
    def full(self) -> bool:
        return len(self._concepts) > _MOST_CONCEPTS

    def number_of(self, rule: Rule, concepts: Iterable[Concept]) -> int:
        """A number for what a rule looks for with these concepts: the same for the same."""
        look = (rule.when, rule.place, rule.least, tuple(concept.number for concept in concepts))
        return self._looks.setdefault(look, len(self._looks))

    def concepts_of(self, topic: Topic) -> dict[str, Concept]:
        """The topic's concepts by name. They do not lead back to themselves: the configuration saw to that."""
        done: dict[str, tuple[object, Concept]] = {}
        for name in topic.concepts:
            self._concept(topic, name, done)
        return {name: concept for name, (_, concept) in done.items()}

    def _concept(self, topic: Topic, name: str, done: dict[str, tuple[object, Concept]]) -> tuple[object, Concept]:
        if name not in done:
            lists = topic.concepts[name]
            uses = {other: self._concept(topic, other, done) for other in topic.uses(name)}
            same = (tuple(lists.items()), tuple((other, id(c)) for other, (_, c) in uses.items()))
            if same not in self._concepts:
                self._concepts[same] = self._made(lists, {other: c for other, (_, c) in uses.items()})
            done[name] = (same, self._concepts[same])
        return done[name]

    def _made(self, lists: Lists, uses: Uses) -> Concept:
        concept = Concept(len(self._concepts))
        for led, terms in ((concept.terms, self._terms(lists)), (concept.never, self._barred(lists))):
            for language, node in terms:
                concept.words.update(self.lexicon.add(language, word) for word in _words(node))
                self._lead(led, language, node, uses)
        return concept

    def _terms(self, lists: Lists) -> Iterator[tuple[str, Node]]:
        """The terms for the languages asked for, each with its language ('' for references)."""
        for language in self.lexicon.languages:
            yield from ((language, parse_term(text)) for text in lists.get(language, ()))
            yield from ((language, parse_term(text, names=True)) for text in lists.get(ANY, ()))
        yield from (("", parse_term(text)) for text in lists.get(REFERENCES, ()))

    def _barred(self, lists: Lists) -> Iterator[tuple[str, Node]]:
        for language in self.lexicon.languages:
            yield from ((language, parse_term(text)) for text in lists.get(NEVER, ()))

    def _lead(self, led: Led, language: str, node: Node, uses: Uses) -> None:
        plan = self._plan(node, language, uses)
        words = _needed(node)
        if words is None:
            led.always.append(plan)
        for word in words or ():
            led.by_word.setdefault(self.lexicon.add(language, word), []).append(plan)

    def _plan(self, node: Node | Word, language: str, uses: Uses) -> Plan:
        if isinstance(node, Word):
            return self.lexicon.add(language, node)
        if isinstance(node, Ref):
            return uses[node.name]
        if isinstance(node, Near):
            return Apart(self._plan(node.left, language, uses), self._plan(node.right, language, uses), node)
        if isinstance(node, Not):
            raise TypeError("NOT has no place in a term")
        parts = tuple(self._plan(part, language, uses) for part in node.parts)
        if isinstance(node, Phrase):
            return _beside(parts) if len(parts) > 1 else parts[0]
        return Either(parts)


def _beside(parts: tuple[Plan, ...]) -> Beside:
    options = [part.parts for part in parts if isinstance(part, Either)]
    choices = [
        tuple(o for o in each if isinstance(o, int)) for each in options if all(isinstance(o, int) for o in each)
    ]
    return Beside(parts, tuple(p for p in parts if isinstance(p, int)), tuple(choices))


def _needed(node: Node | Word) -> set[Word] | None:
    """Words of which a text must hold one for the term to be found; None where none can be named."""
    if isinstance(node, Word):
        return {node}
    if isinstance(node, Phrase):
        known = [words for part in node.parts if (words := _needed(part)) is not None]
        return min(known, key=_common) if known else None
    if isinstance(node, Near):
        known = [words for side in (node.left, node.right) if (words := _needed(side)) is not None]
        return min(known, key=_common) if known else None
    if isinstance(node, Or):
        each = [_needed(part) for part in node.parts]
        return None if None in each else set().union(*(words for words in each if words is not None))
    return None


def _common(words: set[Word]) -> tuple[int, int]:
    """How often such words are likely met: few and long ones seldom."""
    return len(words), -min(len(word.text) for word in words)


def _words(node: Node | Word) -> Iterator[Word]:
    """Every word of a term."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Near):
        yield from (*_words(node.left), *_words(node.right))
    elif isinstance(node, Phrase | Or):
        for part in node.parts:
            yield from _words(part)
