"""Spans of words, in order: those within a range, the shortest of many, and pairs that are near enough."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from monitor.topics.expression import Near
from monitor.topics.prepared import Span

_BEHIND = 1 << 40
# Of the spans that begin at one word the shortest so many are kept: a text that repeats itself has endless others.
_MOST_ENDS = 8


def pairs(left: Sequence[Span], right: Sequence[Span], near: Near) -> Iterable[tuple[Span, Span]]:
    """Spans near enough: each on the left with its nearest on the right, and each on the right with its nearest on
    the left, so that of a chain of NEARs every part is found. Both are in order.
    """
    if not left or not right:
        return
    done = set[tuple[Span, Span]]()
    before = _InOrder(right)
    for a in left:
        b = before.nearest(a, near.within, after=True, both=not near.ordered)
        if b is not None and (a, b) not in done:
            done.add((a, b))
            yield a, b
    if not done:
        return
    behind = _InOrder(left)
    for b in right:
        nearest = behind.nearest(b, near.within, after=False, both=not near.ordered)
        if nearest is not None and (nearest, b) not in done:
            yield nearest, b


class _InOrder:
    """Spans in order, asked for the nearest to another."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.starts = [first for first, _ in spans]
        self.by_end, self.ends = spans, [last for _, last in spans]
        self.reach = self.ends
        if self.ends != (ends := sorted(self.ends)):
            self.reach = list(accumulate(self.ends, max))
            self.by_end, self.ends = sorted(spans, key=_end), ends

    def nearest(self, to: Span, within: int, *, after: bool, both: bool) -> Span | None:
        """The nearest at most `within` words from `to`, `after` it or before it, or on `both` sides or within it."""
        if both and (common := self._common(to)) is not None:
            return common
        at, behind = bisect_right(self.starts, to[1]), bisect_left(self.ends, to[0]) - 1
        ahead = self.starts[at] - to[1] if (after or both) and at < len(self.starts) else within + 1
        back = to[0] - self.ends[behind] if (both or not after) and behind >= 0 else within + 1
        if min(ahead, back) > within:
            return None
        return self.spans[at] if ahead < back else self.by_end[behind]

    def _common(self, to: Span) -> Span | None:
        """The first that has words in common with `to`."""
        at = bisect_left(self.reach, to[0])
        return self.spans[at] if at < len(self.spans) and self.starts[at] <= to[1] else None


def _end(span: Span) -> int:
    return span[1]


def shortest(spans: set[Span]) -> list[Span]:
    """The spans in order, of those that begin at one word the shortest few."""
    kept = sorted(spans)
    if len(kept) <= _MOST_ENDS or len(dict(kept)) == len(kept):
        return kept
    return [span for n, span in enumerate(kept) if n < _MOST_ENDS or kept[n - _MOST_ENDS][0] != span[0]]


def within(spans: Sequence[Span], place: Span) -> Sequence[Span]:
    """Those of the spans (in order) that begin in a range of positions."""
    return spans[bisect_left(spans, (place[0], 0)) : bisect_right(spans, (place[1], _BEHIND))]
