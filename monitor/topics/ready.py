"""A topic made ready for a language: its concepts in the vocabulary, its rules as trees over them."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from weakref import finalize

from monitor.core.flat import flat
from monitor.core.text import fold
from monitor.core.topic import Rule, Topic
from monitor.topics.asking import Asking, asking
from monitor.topics.expression import And, Near, Node, Or, Ref, refs
from monitor.topics.grammar import parse_rule
from monitor.topics.lexicon import Form, Slip
from monitor.topics.plans import Concept
from monitor.topics.stems import key
from monitor.topics.topic import LANGUAGES
from monitor.topics.vocabulary import Vocabulary

_lock = threading.Lock()
_vocabularies: dict[str, Vocabulary] = {}
_made_ready: dict[int, dict[str, "Ready"]] = {}


@dataclass(frozen=True, eq=False, slots=True)
class ReadyRule:
    """`needs`: concepts without which it cannot hold; `here`: those of them that must stand where the rule looks.
    `asked`: the names of all that it wants to find. `same`: equal for rules that look for the same, whoever asks.
    """

    rule: Rule
    asking: Asking
    needs: tuple[Concept, ...]
    here: tuple[Concept, ...]
    asked: tuple[str, ...]
    same: int


@dataclass(frozen=True, eq=False, slots=True)
class Ready:
    """`words`: the topic's words, `numbers`: theirs; `best_first`: the scoring rules by their score; `asked`: the
    concepts that those want to find; `meant`: words met before, as slips. `same`: equal for topics whose rules say the
    same.
    """

    vocabulary: Vocabulary
    words: frozenset[Form]
    numbers: frozenset[int]
    no_slips: frozenset[str]
    concepts: Mapping[str, Concept]
    scoring: tuple[ReadyRule, ...]
    best_first: tuple[ReadyRule, ...]
    moving: tuple[ReadyRule, ...]
    asked: Mapping[str, Concept]
    same: int
    meant: dict[str, Slip | None] = field(default_factory=dict)


def ready(topic: Topic, language: str) -> Ready:
    """The topic for texts in a language; for one it does not know, in any."""
    code, kept = language if language in LANGUAGES else "", _kept_of(topic)
    if (found := kept.get(code)) is None:
        with _lock:
            found = kept[code] = _made(topic, _vocabulary(code))
    return found


def _kept_of(topic: Topic) -> dict[str, Ready]:
    """What was made of this very topic, by language. It goes when the topic does."""
    kept = _made_ready.get(id(topic))
    if kept is None:
        kept = _made_ready.setdefault(id(topic), {})
        finalize(topic, _made_ready.pop, id(topic), None).atexit = False
    return kept


def make_ready(topics: Iterable[Topic], language: str) -> None:
    """Have all topics ready for a language. With all of them at hand a text's words are looked up once: each topic
    that is made ready later gives the vocabulary concepts that a text looked up before it does not know.
    """
    for topic in topics:
        ready(topic, language)


def _vocabulary(code: str) -> Vocabulary:
    known = _vocabularies.get(code)
    if known is None or known.full:
        known = _vocabularies[code] = Vocabulary(code)
    return known


def _made(topic: Topic, vocabulary: Vocabulary) -> Ready:
    concepts = vocabulary.concepts_of(topic)
    rules = tuple(_rule(rule, parse_rule(rule.when), vocabulary, concepts) for rule in topic.rules)
    words = frozenset(flat(concept.words for concept in concepts.values()))
    no_slips = frozenset(flat((fold(word), key(fold(word), "de")) for word in topic.no_slips))
    same = vocabulary.number_of_all((r.same, r.rule.score, r.rule.change, r.rule.why) for r in rules)
    scoring = tuple(r for r in rules if r.rule.score is not None)
    best_first = tuple(sorted(scoring, key=lambda r: -(r.rule.score or 0.0)))
    moving = tuple(r for r in rules if r.rule.score is None)
    asked = {name: concepts[name] for name in flat(rule.asked for rule in scoring)}
    numbers = frozenset(number for number, _ in words)
    return Ready(vocabulary, words, numbers, no_slips, concepts, scoring, best_first, moving, asked, same)


def _rule(rule: Rule, node: Node, vocabulary: Vocabulary, concepts: Mapping[str, Concept]) -> ReadyRule:
    used = tuple(concepts[ref.name] for ref in refs(node))
    same = vocabulary.number_of(rule, used)
    if rule.least == 1 and all(ref.place for ref in refs(node)):
        # Every name says itself where it looks: one look is enough, wherever the rule's own would be.
        rule = replace(rule, place="text")
    needs = dict.fromkeys(concepts[ref.name] for ref in _needs(node))
    here = dict.fromkeys(concepts[ref.name] for ref in _needs(node) if not ref.place)
    asked = tuple(dict.fromkeys(_asked(node)))
    ready = asking(node, concepts, rule.place if rule.place != "paragraph" else "")
    return ReadyRule(rule, ready, tuple(needs), tuple(here), asked, same)


def _needs(node: Node) -> tuple[Ref, ...]:
    if isinstance(node, Ref):
        return (node,)
    if isinstance(node, And):
        return tuple(flat(_needs(part) for part in node.parts))
    if isinstance(node, Near):
        return (*_needs(node.left), *_needs(node.right))
    return ()


def _asked(node: Node) -> Iterator[str]:
    """The concepts that an expression wants to find: all but those that it does not want."""
    if isinstance(node, Ref):
        yield node.name
    elif isinstance(node, Near):
        yield from (*_asked(node.left), *_asked(node.right))
    elif isinstance(node, Or | And):
        for part in node.parts:
            yield from _asked(part)
