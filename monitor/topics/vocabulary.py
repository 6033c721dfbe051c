"""The concepts of all topics made ready: their terms as numbered words, rows of them, and plans for the rest.

Concepts that say the same are one, whatever topics they belong to: what a text holds of them is looked for once.
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from monitor.core.topic import Rule, Topic
from monitor.topics.expression import Near, Node, Or, Phrase, Ref, Word
from monitor.topics.grammar import parse_term
from monitor.topics.lexicon import Lexicon
from monitor.topics.plans import Apart, Beside, Concept, Either, Led, Needs, Plan
from monitor.topics.rows import Rows
from monitor.topics.terms import all_of, needed, needs, ways, words_of
from monitor.topics.topic import ANY, NEVER, REFERENCES, uses

_MOST_CONCEPTS = 2_000
Lists = Mapping[str, tuple[str, ...]]
Uses = Mapping[str, Concept]
Look = tuple[str, str, int, tuple[int, ...]]
"""What a rule looks for: its expression, place and number of places, and the concepts that its names mean."""
Said = tuple[int, float | None, float, str]
"""What a rule looks for, by its number; its score, or what it changes; and why."""


class Vocabulary:
    """All concepts of all topics, for texts in one language or (language '') in any.

    `terms`: which lists a word or row is a term of; `plans`: which plans of which lists a word leads to.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.lexicon = Lexicon(language)
        self.rows = Rows()
        self.terms: dict[int, list[Led]] = {}
        self.plans: dict[int, list[tuple[Led, Plan]]] = {}
        self._concepts: dict[object, Concept] = {}
        self._looks: dict[Look, int] = {}
        self._said: dict[tuple[Said, ...], int] = {}

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

    def number_of_all(self, rules: Iterable[Said]) -> int:
        """A number for all that a topic's rules look for, and what follows from each: the same for the same."""
        return self._said.setdefault(tuple(rules), len(self._said))

    def concepts_of(self, topic: Topic) -> dict[str, Concept]:
        """The topic's concepts by name. They do not lead back to themselves: the configuration saw to that."""
        done: dict[str, tuple[object, Concept]] = {}
        for name in topic.concepts:
            self._concept(topic, name, done)
        return {name: concept for name, (_, concept) in done.items()}

    def _concept(self, topic: Topic, name: str, done: dict[str, tuple[object, Concept]]) -> tuple[object, Concept]:
        if name not in done:
            lists = topic.concepts[name]
            used = {other: self._concept(topic, other, done) for other in uses(topic, name)}
            same = (tuple(lists.items()), tuple((other, id(c)) for other, (_, c) in used.items()))
            if same not in self._concepts:
                self._concepts[same] = self._made(lists, {other: c for other, (_, c) in used.items()})
            done[name] = (same, self._concepts[same])
        return done[name]

    def _made(self, lists: Lists, uses: Uses) -> Concept:
        concept = Concept(len(self._concepts))
        for language, node in self._terms(lists):
            told = self._telling(language, node, uses)
            concept.telling |= told or set()
            concept.open |= told is None
            self._add(concept, concept.terms, language, node, uses)
        for language, node in self._barred(lists):
            self._add(concept, concept.never, language, node, uses)
        return concept

    def _telling(self, language: str, node: Node, uses: Uses) -> Set[int] | None:
        """Numbers of which a text must hold one for the term; None where none can be named."""
        if isinstance(node, Ref):
            return None if uses[node.name].open else uses[node.name].telling
        if (words := needed(node)) is not None:
            return self._numbers(language, words)
        parts = node.parts if isinstance(node, Or) else all_of(node)
        each = [self._telling(language, part, uses) for part in parts if not isinstance(part, Word)]
        told = [numbers for numbers in each if numbers is not None]
        if isinstance(node, Or):
            return set().union(*told) if len(told) == len(each) else None
        return min(told, key=len, default=None)

    def _add(self, concept: Concept, led: Led, language: str, node: Node, uses: Uses) -> None:
        concept.words |= {self.lexicon.add(language, word) for word in words_of(node)}
        self._lead(led, language, node, uses)

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
        if (read := ways(node)) is not None:
            for number in {self._row(language, way) for way in read}:
                self.terms.setdefault(number, []).append(led)
        elif isinstance(node, Or):
            for part in node.parts:
                self._lead(led, language, part, uses)
        elif words := needed(node):
            plan = self._plan(node, language, uses)
            for number in self.lexicon.seek(self._numbers(language, words)):
                self.plans.setdefault(number, []).append((led, plan))
        else:
            led.always.append(self._plan(node, language, uses))

    def _plan(self, node: Node | Word, language: str, uses: Uses) -> Plan:
        if (read := ways(node)) is not None:
            rows = tuple(self._row(language, way) for way in read)
            return Either(rows) if len(rows) > 1 else rows[0]
        if isinstance(node, Ref):
            return uses[node.name]
        if isinstance(node, Near):
            left, right = self._plan(node.left, language, uses), self._plan(node.right, language, uses)
            return Apart(left, right, node, self._needs(language, node))
        if isinstance(node, Phrase | Or):
            parts = tuple(self._plan(part, language, uses) for part in node.parts)
            return Either(parts) if isinstance(node, Or) else Beside(parts, self._needs(language, node))
        raise TypeError("AND and NOT have no place in a term")

    def _row(self, language: str, words: Iterable[Word]) -> int:
        numbers = [self.lexicon.add(language, word)[0] for word in words]
        self.lexicon.seek(frozenset(numbers[:1]))
        return self.rows.add(numbers)

    def _numbers(self, language: str, words: Iterable[Word]) -> frozenset[int]:
        return frozenset(self.lexicon.add(language, word)[0] for word in words)

    def _needs(self, language: str, node: Node) -> Needs:
        return tuple(self.lexicon.seek(self._numbers(language, words)) for words in needs(node))
