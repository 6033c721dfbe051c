"""Hold a text against a topic: the rule that says most, what raises and what lowers it, and the words of each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from monitor.core.model import Evidence, Match
from monitor.core.topics.concept import Vocabulary
from monitor.core.topics.expression import And, Near, Node, Or, Ref
from monitor.core.topics.hits import Found, Hits
from monitor.core.topics.holding import holds
from monitor.core.topics.lexicon import LONG
from monitor.core.topics.prepared import Prepared, Span
from monitor.core.topics.ready import Ready, ready
from monitor.core.topics.stems import key
from monitor.core.topics.topic import Rule, Topic

_MOST_LACKING, _MOST_WORDS = 5, 10
Held = tuple[Rule, Found]


def match(topic: Topic, text: Prepared) -> Match:
    """Hold a prepared text against a topic. The verdict is 'off' below both thresholds.

    The score is that of the best rule that holds, with what other rules add or take, kept within 0 and 1.
    """
    made = ready(topic, text.language)
    hits = hits_of(made, text)
    key = (made.vocabulary, made.same, hits.slips)
    found = text.memo.get(key)
    if found is None:
        found = text.memo[key] = _match(topic, made, hits)
    same: Match = found
    return same if same.topic == topic.name else replace(same, topic=topic.name, title=topic.title)


def hits_of(made: Ready, text: Prepared) -> Hits:
    """What the text holds of the vocabulary; looked up once for all topics, anew when the vocabulary has grown."""
    vocabulary = made.vocabulary
    slips = frozenset(
        (folded, next(word for number, word in meant.items() if number in made.words))
        for folded, written, meant in _slips(vocabulary, text)
        if made.words.isdisjoint(written) and not made.words.isdisjoint(meant) and not _barred(made, folded)
    )
    key = (vocabulary, vocabulary.edition, slips)
    found: Hits | None = text.memo.get(key)
    if found is None:
        found = text.memo[key] = Hits(vocabulary, text, slips)
    return found


def _barred(made: Ready, folded: str) -> bool:
    """Whether the topic names this word among those that are no slips."""
    return not made.no_slips.isdisjoint((folded, key(folded, "de")))


def _slips(vocabulary: Vocabulary, text: Prepared) -> list[tuple[str, tuple[int, ...], dict[int, str]]]:
    """The text's words that may be slips: as folded, the words they are as written, and those they may be meant for."""
    key = (vocabulary, vocabulary.edition)
    found: list[tuple[str, tuple[int, ...], dict[int, str]]] | None = text.memo.get(key)
    if found is None:
        lexicon = vocabulary.lexicon
        pairs = ((folded, lexicon.slips(folded)) for folded in text.index if len(folded) >= LONG)
        found = text.memo[key] = [(folded, lexicon.ids(folded), meant) for folded, meant in pairs if meant]
    return found


def _match(topic: Topic, made: Ready, hits: Hits) -> Match:
    scoring = [(r.rule, found) for r in made.scoring if (found := holds(r, hits)) is not None]
    if not scoring:
        return _off(topic, made, hits)
    best = max(scoring, key=lambda pair: pair[0].score or 0.0)
    moving = [(r.rule, found) for r in made.moving if (found := holds(r, hits)) is not None]
    score = (best[0].score or 0.0) + sum(rule.change for rule, _ in moving)
    score = round(min(max(score, 0.0), 1.0), 3)
    helping = sorted((m for m in moving if m[0].change > 0), key=lambda m: -m[0].change)
    return Match(
        topic.name,
        topic.title,
        score,
        _verdict(topic, score),
        _terms(hits, [best[1], *(found for _, found in helping)]),
        tuple(dict.fromkeys(_said(hits, rule, found) for rule, found in moving if rule.change < 0)),
        tuple(_evidence(hits, rule, found) for rule, found in (best, *moving)),
    )


def _verdict(topic: Topic, score: float) -> Literal["on", "maybe", "off"]:
    return "on" if score >= topic.on else "maybe" if score >= topic.maybe else "off"


def _off(topic: Topic, made: Ready, hits: Hits) -> Match:
    """No rule holds: which concepts the text has words for, and what the nearest rules lack."""
    scoring = [r.node for r in made.scoring]
    named = dict.fromkeys(ref.name for node in scoring for ref in _asked(node))
    has = [(name, hits.concept(made.concepts[name])) for name in named]
    said = [(name, *hits.said(spans[0])) for name, spans in has if spans]
    words = tuple(f"{word} in {_in(place)} ({name})" for name, word, place in said)
    found = {name for name, spans in has if spans}
    lacks = [_missing(node, made, hits) for node in scoring if found & {ref.name for ref in _asked(node)}]
    return Match(topic.name, topic.title, 0.0, "off", words, (_lacking(lacks),))


def _lacking(lacks: Sequence[tuple[str, ...]]) -> str:
    """What the rules that come nearest lack, in words."""
    if not lacks:
        return "no rule holds: no word of the topic"
    fewest = min(len(names) for names in lacks)
    if not fewest:
        return "no rule holds: the words stand too far apart, or not where the rules look"
    nearest = dict.fromkeys(" and ".join(names) for names in lacks if len(names) == fewest)
    return f"no rule holds: nothing for {', or for '.join(list(nearest)[:_MOST_LACKING])}"


def _missing(node: Node, made: Ready, hits: Hits) -> tuple[str, ...]:
    """The concepts that an expression still wants, the shortest way to fulfil it."""
    if isinstance(node, Ref):
        return () if hits.concept(made.concepts[node.name]) else (node.name,)
    if isinstance(node, Or):
        return min((_missing(part, made, hits) for part in node.parts), key=len)
    if isinstance(node, Near):
        return tuple(dict.fromkeys((*_missing(node.left, made, hits), *_missing(node.right, made, hits))))
    if isinstance(node, And):
        return tuple(dict.fromkeys(name for part in node.parts for name in _missing(part, made, hits)))
    return ()


def _asked(node: Node) -> Iterable[Ref]:
    """The concepts that an expression wants to find."""
    if isinstance(node, Ref):
        yield node
    elif isinstance(node, Near):
        yield from (*_asked(node.left), *_asked(node.right))
    elif isinstance(node, Or | And):
        for part in node.parts:
            yield from _asked(part)


# --- saying it -----------------------------------------------------------------------------------------


def _evidence(hits: Hits, rule: Rule, found: Found) -> Evidence:
    points = rule.score if rule.score is not None else rule.change
    return Evidence(points, rule.why, hits.words_of(found))


def _terms(hits: Hits, founds: Sequence[Found]) -> tuple[str, ...]:
    """The words that speak for the topic, place by place, the weightiest first: 'Taliban + terugkeer in the title'."""
    spans = list(dict.fromkeys(span for found in founds for _, span in found))[:_MOST_WORDS]
    kept = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    return tuple(f"{' + '.join(words)} in {place}" for place, words in _placed(hits, kept).items())


def _placed(hits: Hits, spans: Iterable[Span]) -> dict[str, dict[str, None]]:
    groups: dict[str, dict[str, None]] = {}
    for span in spans:
        word, place = hits.said(span)
        groups.setdefault(_in(place), {})[word] = None
    return groups


def _said(hits: Hits, rule: Rule, found: Found) -> str:
    """'Pakistan in the lead (sent back by a neighbouring state)'."""
    groups = _placed(hits, (span for _, span in found))
    words = ", ".join(f"{' + '.join(words)} in {place}" for place, words in groups.items())
    if not words:
        return rule.why or f"it holds: {rule.when}"
    return f"{words} ({rule.why})" if rule.why else words


def _in(place: str) -> str:
    return place if place.startswith("paragraph") else f"the {place}"
