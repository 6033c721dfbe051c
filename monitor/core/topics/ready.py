"""A topic made ready for a language: its concepts in the vocabulary, its rules as trees over them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.core.text import fold
from monitor.core.topics.concept import Concept, Vocabulary
from monitor.core.topics.expression import And, Near, Node, Ref, refs
from monitor.core.topics.grammar import parse_rule
from monitor.core.topics.stems import key
from monitor.core.topics.topic import LANGUAGES, Rule, Topic

_lock = threading.Lock()
_vocabularies: dict[str, Vocabulary] = {}


@dataclass(frozen=True, eq=False, slots=True)
class ReadyRule:
    """`needs`: concepts without which it cannot hold. `same`: equal for rules that look for the same, whoever asks."""

    rule: Rule
    node: Node
    concepts: Mapping[str, Concept]
    needs: tuple[Concept, ...]
    same: int


@dataclass(frozen=True, eq=False, slots=True)
class Ready:
    """`words`: the numbers of the topic's words. `same`: equal for topics whose rules look for the same."""

    vocabulary: Vocabulary
    words: frozenset[int]
    no_slips: frozenset[str]
    concepts: Mapping[str, Concept]
    scoring: tuple[ReadyRule, ...]
    moving: tuple[ReadyRule, ...]
    same: int


def ready(topic: Topic, language: str) -> Ready:
    """The topic for texts in a language; for one it does not know, in any."""
    code = language if language in LANGUAGES else ""
    found: Ready | None = topic.ready.get(code)
    if found is None:
        with _lock:
            found = topic.ready[code] = _made(topic, _vocabulary(code))
    return found


def _vocabulary(code: str) -> Vocabulary:
    known = _vocabularies.get(code)
    if known is None or known.full:
        known = _vocabularies[code] = Vocabulary(code)
    return known


def _made(topic: Topic, vocabulary: Vocabulary) -> Ready:
    concepts = vocabulary.concepts_of(topic)
    rules = tuple(_rule(rule, parse_rule(rule.when), vocabulary, concepts) for rule in topic.rules)
    words = frozenset(word for concept in concepts.values() for word in concept.words)
    no_slips = frozenset(form for word in topic.no_slips for form in (fold(word), key(fold(word), "de")))
    looks = tuple((r.same, r.rule.score, r.rule.change, r.rule.why) for r in rules)
    same = hash((looks, topic.on, topic.maybe))
    scoring = tuple(r for r in rules if r.rule.score is not None)
    moving = tuple(r for r in rules if r.rule.score is None)
    return Ready(vocabulary, words, no_slips, concepts, scoring, moving, same)


def _rule(rule: Rule, node: Node, vocabulary: Vocabulary, concepts: Mapping[str, Concept]) -> ReadyRule:
    used = tuple(concepts[ref.name] for ref in refs(node))
    same = vocabulary.number_of(rule, used)
    if rule.least == 1 and all(ref.place for ref in refs(node)):
        # Every name says itself where it looks: one look is enough, wherever the rule's own would be.
        rule = replace(rule, place="text")
    needs = tuple(dict.fromkeys(concepts[name] for name in _needs(node)))
    return ReadyRule(rule, node, concepts, needs, same)


def _needs(node: Node) -> tuple[str, ...]:
    if isinstance(node, Ref):
        return (node.name,)
    if isinstance(node, And):
        return tuple(name for part in node.parts for name in _needs(part))
    if isinstance(node, Near):
        return (*_needs(node.left), *_needs(node.right))
    return ()
