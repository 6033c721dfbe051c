"""Hold a text against a topic: the rule that says most, what raises and what lowers it, and the words of each."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from monitor.core.flat import flat
from monitor.core.model import Evidence, Match
from monitor.core.reasons import Reason, because, verbatim
from monitor.core.topic import Rule, Topic
from monitor.topics.hits import Found, Hits, Judged
from monitor.topics.holding import held
from monitor.topics.lexicon import Slip
from monitor.topics.prepared import Prepared, Span
from monitor.topics.ready import Ready, make_ready, ready
from monitor.topics.stems import key
from monitor.topics.vocabulary import Vocabulary

_MOST_LACKING, _MOST_WORDS, _MOST_MEANT = 5, 10, 5_000
_NONE: frozenset[Slip] = frozenset()


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


def match_all(topics: Sequence[Topic], text: Prepared) -> list[Match]:
    """Hold a prepared text against all of the topics, in their order: what they share is looked for once."""
    make_ready(topics, text.language)
    return [match(topic, text) for topic in topics]


def may_match(topic: Topic, text: Prepared) -> bool:
    """False where no rule of the topic can hold, by the text's words alone: a tenth of the work of `match`, which says
    why. Most of an archive is left out so.
    """
    made = ready(topic, text.language)
    held = _looked(made.vocabulary, text).numbers
    return any(all(c.open or not held.isdisjoint(c.telling) for c in rule.needs) for rule in made.scoring)


def is_on(topic: Topic, text: Prepared) -> bool:
    """Whether a prepared text is on a topic; nobody asks why."""
    return may_match(topic, text) and match(topic, text).verdict == "on"


def hits_of(made: Ready, text: Prepared) -> Hits:
    """What the text holds of the vocabulary; looked up once for all topics, anew when the vocabulary has grown."""
    looked = _looked(made.vocabulary, text)
    slips = frozenset([slip for word in looked.slips if (slip := _meant(made, word))]) if looked.slips else _NONE
    found = looked.hits.get(slips)
    if found is None:
        found = looked.hits[slips] = Hits(made.vocabulary, text, slips)
    return found


class _Looked:
    """What a text has been looked up for: its words that may be slips for some topic's, and hits by those that are."""

    def __init__(self, vocabulary: Vocabulary, text: Prepared) -> None:
        self.edition, self._text, self._lexicon = vocabulary.edition, text, vocabulary.lexicon
        self.slips = text.different & vocabulary.lexicon.met(text.different).slips.keys()
        self.hits: dict[frozenset[Slip], Hits] = {}

    @cached_property
    def numbers(self) -> set[int]:
        """The numbers of all words that the text holds or may mean."""
        known = self._lexicon.met(self._text.different).known
        meant = {number for number, _ in flat(self._lexicon.slips(folded) for folded in self.slips)}
        return meant.union(*map(known.__getitem__, self._text.different), *map(self._lexicon.ids, self._text.joined))


def _looked(vocabulary: Vocabulary, text: Prepared) -> _Looked:
    found: _Looked | None = text.memo.get(vocabulary)
    if found is None or found.edition != vocabulary.edition:
        found = text.memo[vocabulary] = _Looked(vocabulary, text)
    return found


def _meant(made: Ready, folded: str) -> Slip | None:
    """What a word is a slip for, if for one of the topic's. A word of the topic's own is none, nor are `no_slips`."""
    known = made.meant.get(folded, made)
    if not isinstance(known, Ready):
        return known
    if len(made.meant) > _MOST_MEANT:
        made.meant.clear()
    found = made.meant[folded] = _slip(made, folded)
    return found


def _slip(made: Ready, folded: str) -> Slip | None:
    lexicon = made.vocabulary.lexicon
    own = not made.numbers.isdisjoint(lexicon.ids(folded))
    barred = not made.no_slips.isdisjoint((folded, key(folded, "de")))
    meant = [] if own or barred else [form for form in lexicon.slips(folded) if form in made.words]
    return (folded, meant[0][1], tuple(dict.fromkeys(number for number, _ in meant))) if meant else None


def _judged(made: Ready, hits: Hits) -> Judged:
    best = next(held(made.best_first, hits), None)
    if best is None:
        return _off(made, hits)
    moving = list(held(made.moving, hits))
    score = (best[0].score or 0.0) + sum(rule.change for rule, _ in moving)
    helping = sorted((m for m in moving if m[0].change > 0), key=lambda m: -m[0].change)
    return (
        round(min(max(score, 0.0), 1.0), 3),
        _terms(hits, [best[1], *(found for _, found in helping)]),
        tuple(dict.fromkeys(_said(hits, rule, found) for rule, found in moving if rule.change < 0)),
        tuple(_evidence(hits, rule, found) for rule, found in (best, *moving)),
    )


def _verdict(topic: Topic, score: float) -> Literal["on", "maybe", "off"]:
    if score >= topic.on:
        return "on"
    return "maybe" if score >= topic.maybe else "off"


def _off(made: Ready, hits: Hits) -> Judged:
    """No rule holds: which concepts the text has words for, and what the nearest rules lack."""
    said = [(name, *hits.said(spans[0])) for name, concept in made.asked.items() if (spans := hits.concept(concept))]
    words = tuple(because("of_concept", where=_in(place, (word,)), concept=name) for name, word, place in said)
    found = {name for name, _, _ in said}
    lacks = [r.asking.missing(hits) for r in made.scoring if not found.isdisjoint(r.asked)]
    return 0.0, words, (_lacking(lacks),), ()


def _lacking(lacks: Sequence[tuple[str, ...]]) -> Reason:
    """What the rules that come nearest lack."""
    if not lacks:
        return because("no_word")
    fewest = min(len(names) for names in lacks)
    if not fewest:
        return because("too_far")
    nearest = dict.fromkeys(names for names in lacks if len(names) == fewest)
    return because("lacking", groups=tuple(because("all_of", names=names) for names in list(nearest)[:_MOST_LACKING]))


# --- saying it -----------------------------------------------------------------------------------------


def _evidence(hits: Hits, rule: Rule, found: Found) -> Evidence:
    points = rule.score if rule.score is not None else rule.change
    return Evidence(points, rule.why, hits.words_of(found))


def _terms(hits: Hits, founds: Sequence[Found]) -> tuple[Reason, ...]:
    """The words that speak for the topic, place by place, the weightiest first: 'Taliban + terugkeer in the title'."""
    spans = list(dict.fromkeys(span for _, span in flat(founds)))[:_MOST_WORDS]
    kept = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    return _placed(hits, kept)


def _placed(hits: Hits, spans: Iterable[Span]) -> tuple[Reason, ...]:
    groups: dict[str, dict[str, None]] = {}
    for span in spans:
        word, place = hits.said(span)
        groups.setdefault(place, {})[word] = None
    return tuple(_in(place, tuple(words)) for place, words in groups.items())


def _said(hits: Hits, rule: Rule, found: Found) -> Reason:
    """'Pakistan in the lead (sent back by a neighbouring state)'."""
    places = _placed(hits, (span for _, span in found))
    if places:
        return because("against_why", places=places, why=rule.why) if rule.why else because("against", places=places)
    return verbatim(rule.why) if rule.why else because("rule_holds", rule=rule.when)


def _in(place: str, words: tuple[str, ...]) -> Reason:
    """Words in 'title', 'lead' or 'paragraph N'."""
    if place == "title":
        return because("in_title", words=words)
    if place == "lead":
        return because("in_lead", words=words)
    return because("in_paragraph", words=words, n=int(place.removeprefix("paragraph ")))
