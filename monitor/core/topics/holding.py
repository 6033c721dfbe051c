"""Whether a rule holds in a text, and the words that make it hold."""

from collections.abc import Mapping, Sequence

from monitor.core.topics.concept import Concept
from monitor.core.topics.expression import And, Near, Node, Not, Or, Ref
from monitor.core.topics.hits import Found, Hits, pairs, within
from monitor.core.topics.prepared import Span
from monitor.core.topics.ready import ReadyRule


def holds(ready: ReadyRule, hits: Hits) -> Found | None:
    """The words that make the rule hold, in the first place where it does; None where it does not."""
    if ready.same not in hits.held:
        possible = all(hits.concept(concept) for concept in ready.needs)
        hits.held[ready.same] = _Holding(hits, ready.concepts).rule(ready) if possible else None
    return hits.held[ready.same]


class _Holding:
    def __init__(self, hits: Hits, concepts: Mapping[str, Concept]) -> None:
        self.hits, self.concepts = hits, concepts

    def rule(self, ready: ReadyRule) -> Found | None:
        first: Found | None = None
        times = 0
        for place in self.hits.text.ranges(ready.rule.place):
            here = self.node(ready.node, place)
            if here is not None:
                first = here if first is None else first
                times += 1
                if times >= ready.rule.least:
                    return first
        return None

    def node(self, node: Node, place: Span) -> Found | None:
        if isinstance(node, Ref):
            return self.ref(node, place)
        if isinstance(node, And):
            return self.all(node, place)
        if isinstance(node, Or):
            return next((found for part in node.parts if (found := self.node(part, place)) is not None), None)
        if isinstance(node, Not):
            return () if self.node(node.part, place) is None else None
        return self.near(node, place) if isinstance(node, Near) else None

    def spans(self, ref: Ref, place: Span) -> Sequence[Span]:
        """A concept's spans in the place, or where its name says."""
        spans = self.hits.concept(self.concepts[ref.name])
        if not spans:
            return spans
        if not ref.place:
            return within(spans, place)
        return [s for part in self.hits.text.ranges(ref.place) for s in within(spans, part)]

    def ref(self, ref: Ref, place: Span) -> Found | None:
        spans = self.spans(ref, place)
        return ((ref.name, spans[0]),) if spans else None

    def all(self, node: And, place: Span) -> Found | None:
        found: Found = ()
        for part in node.parts:
            here = self.node(part, place)
            if here is None:
                return None
            found += here
        return found

    def near(self, node: Near, place: Span) -> Found | None:
        """The first pair that is near enough."""
        if isinstance(node.left, Ref) and isinstance(node.right, Ref):
            one, other = self.spans(node.left, place), self.spans(node.right, place)
            first = next(iter(pairs(one, other, node)), None) if one and other else None
            return ((node.left.name, first[0]), (node.right.name, first[1])) if first else None
        left, right = self.candidates(node.left, place), self.candidates(node.right, place)
        for a, b in pairs(sorted(left), sorted(right), node):
            return left[a] + right[b]
        return None

    def candidates(self, node: Node, place: Span) -> dict[Span, Found]:
        """Every span in the place that a side of a NEAR may mean, with the concepts behind it."""
        if isinstance(node, Ref):
            return {s: ((node.name, s),) for s in self.spans(node, place)}
        if isinstance(node, Or):
            return {s: found for part in reversed(node.parts) for s, found in self.candidates(part, place).items()}
        if isinstance(node, Near):
            left, right = self.candidates(node.left, place), self.candidates(node.right, place)
            near = pairs(sorted(left), sorted(right), node)
            return {(min(a[0], b[0]), max(a[1], b[1])): left[a] + right[b] for a, b in near}
        return {}
