"""Where a text holds what the topics' terms ask for: spans of positions, concept by concept, once for all topics."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from monitor.core.text import fold_word
from monitor.core.topics.concept import Apart, Beside, Concept, Led, Plan, Vocabulary
from monitor.core.topics.expression import Near
from monitor.core.topics.prepared import Prepared, Span

_BEHIND = 1 << 40
Found = tuple[tuple[str, Span], ...]
"""The concepts that make an expression hold, by name, with the words of each."""
# Of the spans that begin at one word the shortest so many are kept: a text that repeats itself has endless others.
_MOST_ENDS = 8


class Hits:
    """What one text holds of one vocabulary. `slips`: its words that count as topic words by a slip, and for which."""

    def __init__(self, vocabulary: Vocabulary, text: Prepared, slips: frozenset[tuple[str, str]]) -> None:
        self.vocabulary, self.text, self.slips, self._meant = vocabulary, text, slips, dict(slips)
        self._words: dict[int, list[Span]] = {}
        self._several: set[int] = set()
        self._concepts: dict[Concept, list[Span]] = {}
        self._starts: dict[int, set[int]] = {}
        self._long: set[int] = set()
        self._said: dict[Span, tuple[str, str]] = {}
        self._words_of: dict[Found, tuple[tuple[str, str, str], ...]] = {}
        self.held: dict[int, Found | None] = {}
        self._find()

    def _find(self) -> None:
        """The words of the vocabulary that the text holds."""
        lexicon = self.vocabulary.lexicon
        known, add = lexicon.known, self._add
        for folded, positions in self.text.index.items():
            found = known.get(folded)
            if found is None:
                found = lexicon.ids(folded)
            if found:
                spans = [(at, at) for at in positions]
                for number in found:
                    add(number, spans)
        for folded in self._meant:
            for number in lexicon.slips(folded):
                add(number, [(at, at) for at in self.text.index[folded]])
        self._find_joined()
        for number in self._several:
            self._words[number].sort()

    def _find_joined(self) -> None:
        """Words written with hyphens, in one piece, where no part of them is that word already."""
        ids, standing = self.vocabulary.lexicon.ids, dict[int, set[int]]()
        for folded, spans in self.text.joined.items():
            for number in ids(folded):
                if number not in standing:
                    standing[number] = {first for first, _ in self._words.get(number, ())}
                there = standing[number]
                self._add(number, [s for s in spans if there.isdisjoint(range(s[0], s[1] + 1))])
                self._long.add(number)

    def _add(self, number: int, spans: list[Span]) -> None:
        """More spans of a word. The list that came first belongs to other words too: it is not added to."""
        there = self._words.get(number)
        if there is None:
            self._words[number] = spans
        elif number in self._several:
            there += spans
        else:
            self._several.add(number)
            self._words[number] = there + spans

    def said(self, span: Span) -> tuple[str, str]:
        """The words as they are written (of a slip also the word that was taken for it), and the place's name."""
        found = self._said.get(span)
        if found is None:
            shown = self.text.shown(span)
            meant = self._meaning(span) if self._meant else ""
            place = self.text.place_of(span[0]).name
            found = self._said[span] = (f"{shown} (for {meant})" if meant else shown, place)
        return found

    def words_of(self, found: Found) -> tuple[tuple[str, str, str], ...]:
        """Of concepts and where they were found: their names with what `said` says."""
        words = self._words_of.get(found)
        if words is None:
            words = self._words_of[found] = tuple((name, *self.said(span)) for name, span in found)
        return words

    def _meaning(self, span: Span) -> str:
        """The words that the slips of a span were taken for."""
        written = (fold_word(self.text.shown((at, at))) for at in range(span[0], span[1] + 1))
        return ", ".join(self._meant[word] for word in written if word in self._meant)

    def concept(self, concept: Concept) -> list[Span]:
        """The spans of a concept, in order. What begins or ends in one of its `never` terms is left out."""
        found = self._concepts.get(concept)
        if found is None:
            spans = self._all(concept.terms)
            if spans:
                barred = {at for first, last in self._all(concept.never) for at in range(first, last + 1)}
                if barred:
                    spans = {s for s in spans if s[0] not in barred and s[1] not in barred}
            found = self._concepts[concept] = _shortest(spans)
        return found

    def _all(self, led: Led) -> set[Span]:
        """The spans of all terms that the text's words lead to."""
        words, by_word = self._words, led.by_word
        found: set[Span] = set()
        others: dict[Plan, None] = dict.fromkeys(led.always)
        for number in words.keys() & by_word.keys():
            for plan in by_word[number]:
                # Most terms are single words: they are no more than a look-up.
                if plan.__class__ is int:
                    found.update(words[number])
                elif not isinstance(plan, Beside) or plan.possible(words):
                    others[plan] = None
        for plan in others:
            found.update(self._spans(plan))
        return found

    def _spans(self, plan: Plan) -> Sequence[Span]:
        if isinstance(plan, int):
            return self._words.get(plan, ())
        if isinstance(plan, Beside):
            return self._beside(plan)
        if isinstance(plan, Concept):
            return self.concept(plan)
        if isinstance(plan, Apart):
            left = self._spans(plan.left)
            right = self._spans(plan.right) if left else ()
            return sorted((min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs(left, right, plan.near))
        return sorted({s for part in plan.parts for s in self._spans(part)})

    def _beside(self, plan: Beside) -> Sequence[Span]:
        if len(plan.words) == len(plan.parts) and self._long.isdisjoint(plan.words):
            return self._row(plan.words)
        found = self._spans(plan.parts[0])
        for part in plan.parts[1:]:
            if not found:
                return ()
            following: dict[int, list[int]] = {}
            for first, last in self._spans(part):
                following.setdefault(first, []).append(last)
            found = _shortest({(first, end) for first, last in found for end in following.get(last + 1, ())})
        return found

    def _row(self, numbers: Sequence[int]) -> Sequence[Span]:
        """Single words side by side, looked for around the rarest of them."""
        words = self._words
        if not all(number in words for number in numbers):
            return ()
        counts = [len(words[number]) for number in numbers]
        rare = counts.index(min(counts))
        firsts = [at - rare for at, _ in words[numbers[rare]]]
        for n, number in enumerate(numbers):
            if n != rare and firsts:
                there = self._starts_of(number)
                firsts = [first for first in firsts if first + n in there]
        return [(first, first + len(numbers) - 1) for first in firsts]

    def _starts_of(self, number: int) -> set[int]:
        found = self._starts.get(number)
        if found is None:
            found = self._starts[number] = {first for first, _ in self._words[number]}
        return found


def pairs(left: Sequence[Span], right: Sequence[Span], near: Near) -> Iterable[tuple[Span, Span]]:
    """Spans near enough: each on the left with its nearest on the right, and each on the right with its nearest on
    the left, so that of a chain of NEARs every part is found. Both are in order.
    """
    if not left or not right:
        return
    done = set[tuple[Span, Span]]()
    behind, before = _InOrder(left), _InOrder(right)
    for a in left:
        b = before.nearest(a, near.within, after=True, both=not near.ordered)
        if b is not None and (a, b) not in done:
            done.add((a, b))
            yield a, b
    for b in right:
        nearest = behind.nearest(b, near.within, after=False, both=not near.ordered)
        if nearest is not None and (nearest, b) not in done:
            yield nearest, b


class _InOrder:
    """Spans in order, asked for the nearest to another."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.starts = [first for first, _ in spans]
        self.by_end = sorted(spans, key=_end)
        self.ends = [last for _, last in self.by_end]
        self.reach = list(accumulate((last for _, last in spans), max))

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


def _shortest(spans: set[Span]) -> list[Span]:
    """The spans in order, of those that begin at one word the shortest few."""
    kept = sorted(spans)
    if len({first for first, _ in kept}) == len(kept):
        return kept
    return [span for n, span in enumerate(kept) if n < _MOST_ENDS or kept[n - _MOST_ENDS][0] != span[0]]


def within(spans: Sequence[Span], place: Span) -> Sequence[Span]:
    """Those of the spans (in order) that begin in a range of positions."""
    return spans[bisect_left(spans, (place[0], 0)) : bisect_right(spans, (place[1], _BEHIND))]
