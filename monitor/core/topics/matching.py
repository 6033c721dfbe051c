"""Hold a text against a topic: the rule that says most, what raises and what lowers it, and the words of each."""

from collections.abc import Iterable, Sequence
from typing import Literal

from monitor.core.model import Evidence, Match
from monitor.core.topics.hits import Found, Hits, Judged
from monitor.core.topics.holding import held
from monitor.core.topics.prepared import Prepared, Span
from monitor.core.topics.ready import Ready, ready
from monitor.core.topics.stems import key
from monitor.core.topics.topic import Rule, Topic
from monitor.core.topics.vocabulary import Vocabulary

_MOST_LACKING, _MOST_WORDS = 5, 10


def match(topic: Topic, text: Prepared) -> Match:
    """Hold a prepared text against a topic. The verdict is 'off' below both thresholds.

    The score is that of the best rule that holds, with what other rules add or take, kept within 0 and 1.
    """
    made = ready(topic, text.language)
    hits = hits_of(made, text)
    found = hits.judged.get(made.same)
    if found is None:
        found = hits.judged[made.same] = _judged(made, hits)
    score, terms, against, evidence = found
    return Match(topic.name, topic.title, score, _verdict(topic, score), terms, against, evidence)


def hits_of(made: Ready, text: Prepared) -> Hits:
    """What the text holds of the vocabulary; looked up once for all topics, anew when the vocabulary has grown."""
    vocabulary = made.vocabulary
    meant = ((folded, _meant(made, folded)) for folded in _slips(vocabulary, text))
    slips = frozenset([(folded, word) for folded, word in meant if word])
    key = (vocabulary, vocabulary.edition, slips)
    found: Hits | None = text.memo.get(key)
    if found is None:
        found = text.memo[key] = Hits(vocabulary, text, slips)
    return found


def _slips(vocabulary: Vocabulary, text: Prepared) -> frozenset[str]:
    """The text's words that may be slips for a word of some topic."""
    key = (vocabulary, vocabulary.edition)
    found: frozenset[str] | None = text.memo.get(key)
    if found is None:
        found = text.memo[key] = text.different & vocabulary.lexicon.met(text.different).slips.keys()
    return found


def _meant(made: Ready, folded: str) -> str:
    """The word of the topic that a word is a slip for, or ''. A word of the topic's own is none, nor are `no_slips`."""
    known = made.meant.get(folded)
    if known is None:
        lexicon = made.vocabulary.lexicon
        own = not made.words.isdisjoint(lexicon.ids(folded))
        barred = not made.no_slips.isdisjoint((folded, key(folded, "de")))
        words = () if own or barred else (w for n, w in lexicon.slips(folded).items() if n in made.words)
        known = next(iter(words), "")
        made.meant[folded] = known
    return known


def _judged(made: Ready, hits: Hits) -> Judged:
    scoring = held(made.scoring, hits)
    if not scoring:
        return _off(made, hits)
    best = max(scoring, key=lambda pair: pair[0].score or 0.0)
    moving = held(made.moving, hits)
    score = (best[0].score or 0.0) + sum(rule.change for rule, _ in moving)
    helping = sorted((m for m in moving if m[0].change > 0), key=lambda m: -m[0].change)
    return (
        round(min(max(score, 0.0), 1.0), 3),
        _terms(hits, [best[1], *(found for _, found in helping)]),
        tuple(dict.fromkeys(_said(hits, rule, found) for rule, found in moving if rule.change < 0)),
        tuple(_evidence(hits, rule, found) for rule, found in (best, *moving)),
    )


def _verdict(topic: Topic, score: float) -> Literal["on", "maybe", "off"]:
    return "on" if score >= topic.on else "maybe" if score >= topic.maybe else "off"


def _off(made: Ready, hits: Hits) -> Judged:
    """No rule holds: which concepts the text has words for, and what the nearest rules lack."""
    said = [(name, *hits.said(spans[0])) for name, concept in made.asked.items() if (spans := hits.concept(concept))]
    words = tuple(f"{word} in {_in(place)} ({name})" for name, word, place in said)
    found = {name for name, _, _ in said}
    lacks = [r.asking.missing(hits) for r in made.scoring if not found.isdisjoint(r.asked)]
    return 0.0, words, (_lacking(lacks),), ()


def _lacking(lacks: Sequence[tuple[str, ...]]) -> str:
    """What the rules that come nearest lack, in words."""
    if not lacks:
        return "no rule holds: no word of the topic"
    fewest = min(len(names) for names in lacks)
    if not fewest:
        return "no rule holds: the words stand too far apart, or not where the rules look"
    nearest = dict.fromkeys(" and ".join(names) for names in lacks if len(names) == fewest)
    return f"no rule holds: nothing for {', or for '.join(list(nearest)[:_MOST_LACKING])}"


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
