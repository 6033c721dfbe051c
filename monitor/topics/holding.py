"""Whether a rule holds in a text, and the words that make it hold."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from monitor.core.topic import Rule
from monitor.topics.hits import Found, Hits
from monitor.topics.prepared import Span
from monitor.topics.ready import ReadyRule

Held = tuple[Rule, Found]


def held(rules: Iterable[ReadyRule], hits: Hits) -> Iterator[Held]:
    """Those of the rules that hold, each with the words that make it hold, in the first place where it does."""
    known = hits.held
    for ready in rules:
        # Other topics' rules may have asked the same.
        found = known[ready.same] if ready.same in known else _asked(ready, hits)
        if found is not None:
            yield ready.rule, found


def _asked(ready: ReadyRule, hits: Hits) -> Found | None:
    for concept in ready.needs:
        if not hits.concept(concept):
            hits.held[ready.same] = None
            return None
    found = hits.held[ready.same] = _first(ready, hits)
    return found


def _first(ready: ReadyRule, hits: Hits) -> Found | None:
    first: Found | None = None
    times = 0
    for here in _ranges(ready, hits):
        found = ready.asking.find(hits, here)
        if found is not None:
            first = found if first is None else first
            times += 1
            if times >= ready.rule.least:
                return first
    return None


def _ranges(ready: ReadyRule, hits: Hits) -> Sequence[Span]:
    """Where the rule looks: of many paragraphs those that have something it cannot do without there."""
    ranges = hits.text.ranges(ready.rule.place)
    if len(ranges) < 2 or not ready.here:
        return ranges
    rare = min(map(hits.concept, ready.here), key=len)
    found = dict.fromkeys(bisect_right(ranges, first, key=_begin) for first, _ in rare)
    return [ranges[n - 1] for n in found]


def _begin(span: Span) -> int:
    return span[0]
