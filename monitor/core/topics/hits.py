"""Where a text holds what the topics' terms ask for: spans of positions, concept by concept, once for all topics."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from monitor.core.topics.concept import Apart, Beside, Concept, Plan, Vocabulary
from monitor.core.topics.expression import Near
from monitor.core.topics.prepared import Prepared, Span

_BEHIND = 1 << 40


class Hits:
    """What one text holds of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, text: Prepared) -> None:
        self.vocabulary, self.text = vocabulary, text
        self._words: dict[int, list[Span]] = {}
        self._leads: dict[Concept, dict[Plan, None]] = {}
        self._bars: dict[Concept, dict[Plan, None]] = {}
        self._concepts: dict[Concept, list[Span]] = {}
        self.held: dict[object, tuple[tuple[str, Span], ...] | None] = {}
        self._find()

    def _find(self) -> None:
        lexicon, words = self.vocabulary.lexicon, self._words
        leads, bars = self.vocabulary.leads, self.vocabulary.bars
        known = lexicon.known
        for folded, positions in self.text.index.items():
            found = known.get(folded)
            if found is None:
                found = lexicon.ids(folded)
            for number in found:
                words.setdefault(number, []).extend((at, at) for at in positions)
        for folded, spans in self.text.joined.items():
            for number in lexicon.ids(folded):
                there = words.setdefault(number, [])
                there.extend(s for s in spans if not any(s[0] <= w[0] <= s[1] for w in there))
        for number, found_spans in words.items():
            found_spans.sort()
            for concept, plan in leads.get(number, ()):
                self._leads.setdefault(concept, {})[plan] = None
            for concept, plan in bars.get(number, ()):
                self._bars.setdefault(concept, {})[plan] = None

    def concept(self, concept: Concept) -> list[Span]:
        """The spans of a concept, in order. What stands within one of its `never` terms is left out."""
        found = self._concepts.get(concept)
        if found is None:
            spans = {s for plan in (*self._leads.get(concept, ()), *concept.always) for s in self._spans(plan)}
            if spans:
                barring = (*self._bars.get(concept, ()), *concept.never)
                never = [s for plan in barring for s in self._spans(plan)]
                spans = {s for s in spans if not any(n[0] <= s[1] and s[0] <= n[1] for n in never)}
            found = self._concepts[concept] = sorted(spans)
        return found

    def _spans(self, plan: Plan) -> Sequence[Span]:
        if isinstance(plan, int):
            return self._words.get(plan, ())
        if isinstance(plan, Beside):
            return self._beside(plan)
        if isinstance(plan, Concept):
            return self.concept(plan)
        if isinstance(plan, Apart):
            near = pairs(self._spans(plan.left), self._spans(plan.right), plan.near)
            return sorted((min(a[0], b[0]), max(a[1], b[1])) for a, b in near)
        return sorted({s for part in plan.parts for s in self._spans(part)})

    def _beside(self, plan: Beside) -> Sequence[Span]:
        words = self._words
        for number in plan.words:
            if number not in words:
                return ()
        found = self._spans(plan.parts[0])
        for part in plan.parts[1:]:
            if not found:
                return ()
            following: dict[int, list[int]] = {}
            for first, last in self._spans(part):
                following.setdefault(first, []).append(last)
            found = [(first, end) for first, last in found for end in following.get(last + 1, ())]
        return found


def pairs(left: Sequence[Span], right: Sequence[Span], near: Near) -> Iterable[tuple[Span, Span]]:
    """For each span on the left its nearest on the right, where that is near enough. Both are in order."""
    if not left or not right:
        return
    starts = [s[0] for s in right]
    for a in left:
        low = bisect_left(starts, a[0] if near.ordered else a[0] - near.within - 1)
        high = bisect_right(starts, a[1] + near.within)
        best = min(
            (b for b in right[low:high] if _apart(a, b, ordered=near.ordered) <= near.within),
            key=lambda b: _apart(a, b, ordered=near.ordered),
            default=None,
        )
        if best is not None:
            yield a, best


def _apart(a: Span, b: Span, *, ordered: bool) -> int:
    """How many words on the nearer ends are: 1 side by side, 0 for words in common."""
    if b[0] > a[1]:
        return b[0] - a[1]
    if ordered:
        return 1_000
    return max(0, a[0] - b[1])


def within(spans: Sequence[Span], place: Span) -> Sequence[Span]:
    """Those of the spans (in order) that begin in a range of positions."""
    return spans[bisect_left(spans, (place[0], 0)) : bisect_right(spans, (place[1], _BEHIND))]
