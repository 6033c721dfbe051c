"""Rules' expressions made ready to be asked of a text: does it hold here, by which words, and what is missing."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.flat import flat
from monitor.topics.expression import And, Near, Node, Not, Or, Ref
from monitor.topics.hits import Found, Hits, Pair
from monitor.topics.near import pairs, within
from monitor.topics.plans import Concept
from monitor.topics.prepared import Span


class Asking(ABC):
    """`here`: the range of positions looked at by names that do not say themselves where."""

    @abstractmethod
    def find(self, hits: Hits, here: Span) -> Found | None:
        """The words that make it hold; None where it does not."""

    def candidates(self, hits: Hits, here: Span) -> dict[Span, Found]:
        """Every span that it may mean as the side of a NEAR, with the concepts behind it."""
        return {}

    def missing(self, hits: Hits) -> tuple[str, ...]:
        """The concepts that it still wants, the shortest way to fulfil it."""
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class Named(Asking):
    """A concept, `place`: where, or '' for where the rule looks."""

    name: str
    concept: Concept
    place: str

    def spans(self, hits: Hits, here: Span) -> Sequence[Span]:
        return hits.inside(self.concept, self.place) if self.place else within(hits.concept(self.concept), here)

    def find(self, hits: Hits, here: Span) -> Found | None:
        spans = self.spans(hits, here)
        return ((self.name, spans[0]),) if spans else None

    def candidates(self, hits: Hits, here: Span) -> dict[Span, Found]:
        return {s: ((self.name, s),) for s in self.spans(hits, here)}

    def missing(self, hits: Hits) -> tuple[str, ...]:
        return () if hits.concept(self.concept) else (self.name,)


@dataclass(frozen=True, eq=False, slots=True)
class Every(Asking):
    parts: tuple[Asking, ...]

    def find(self, hits: Hits, here: Span) -> Found | None:
        found: Found = ()
        for part in self.parts:
            one = part.find(hits, here)
            if one is None:
                return None
            found += one
        return found

    def missing(self, hits: Hits) -> tuple[str, ...]:
        return _once(flat(part.missing(hits) for part in self.parts))


@dataclass(frozen=True, eq=False, slots=True)
class Some(Asking):
    parts: tuple[Asking, ...]

    def find(self, hits: Hits, here: Span) -> Found | None:
        return next((found for part in self.parts if (found := part.find(hits, here)) is not None), None)

    def candidates(self, hits: Hits, here: Span) -> dict[Span, Found]:
        return dict(flat(part.candidates(hits, here).items() for part in reversed(self.parts)))

    def missing(self, hits: Hits) -> tuple[str, ...]:
        return min((part.missing(hits) for part in self.parts), key=len)


@dataclass(frozen=True, eq=False, slots=True)
class Without(Asking):
    part: Asking

    def find(self, hits: Hits, here: Span) -> Found | None:
        return () if self.part.find(hits, here) is None else None


@dataclass(frozen=True, eq=False, slots=True)
class NearBy(Asking):
    left: Asking
    right: Asking
    near: Near

    def find(self, hits: Hits, here: Span) -> Found | None:
        """The first pair that is near enough."""
        near = self._pairs(hits)
        at = bisect_left(near, here[0], key=_begin)
        return near[at][2] if at < len(near) and near[at][0][0] <= here[1] else None

    def candidates(self, hits: Hits, here: Span) -> dict[Span, Found]:
        near = self._pairs(hits)
        inside = near[bisect_left(near, here[0], key=_begin) : bisect_right(near, here[1], key=_begin)]
        return {(min(a[0], b[0]), max(a[1], b[1])): found for a, b, found in inside}

    def _pairs(self, hits: Hits) -> list[Pair]:
        """All pairs of the text, in the order of their left sides: no two places of a text are near each other."""
        found = hits.near.get(self)
        if found is None:
            (whole,) = hits.text.ranges("text")
            left = self.left.candidates(hits, whole)
            right = self.right.candidates(hits, whole) if left else left
            near = [(a, b, left[a] + right[b]) for a, b in pairs(sorted(left), sorted(right), self.near)]
            found = hits.near[self] = sorted(near, key=_left)
        return found

    def missing(self, hits: Hits) -> tuple[str, ...]:
        return _once((*self.left.missing(hits), *self.right.missing(hits)))


def asking(node: Node, concepts: Mapping[str, Concept], place: str) -> Asking:
    """A rule's expression; `place`: where the rule looks, or '' for one that looks at one paragraph after another."""
    if isinstance(node, Ref):
        return Named(node.name, concepts[node.name], node.place or place)
    if isinstance(node, Not):
        return Without(asking(node.part, concepts, place))
    if isinstance(node, Near):
        return NearBy(asking(node.left, concepts, place), asking(node.right, concepts, place), node)
    if isinstance(node, And):
        return Every(tuple(asking(part, concepts, place) for part in node.parts))
    if isinstance(node, Or):
        return Some(tuple(asking(part, concepts, place) for part in node.parts))
    raise TypeError("words have no place in a rule")


def _left(pair: Pair) -> Span:
    return pair[0]


def _begin(pair: Pair) -> int:
    return pair[0][0]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
