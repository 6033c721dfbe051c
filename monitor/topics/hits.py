"""Where a text holds what the topics' terms ask for: spans of positions, concept by concept, once for all topics."""

from collections.abc import Sequence

from monitor.core.flat import flat
from monitor.core.model import Evidence
from monitor.core.reasons import Reason
from monitor.core.text import fold_word
from monitor.topics.lexicon import Slip
from monitor.topics.near import pairs, shortest, within
from monitor.topics.places import find
from monitor.topics.plans import Apart, Beside, Concept, Either, Led, Plan
from monitor.topics.prepared import Prepared, Span
from monitor.topics.rows import Places, side_by_side
from monitor.topics.vocabulary import Vocabulary

Found = tuple[tuple[str, Span], ...]
"""The concepts that make an expression hold, by name, with the words of each."""
Pair = tuple[Span, Span, Found]
"""What stands near what, and what makes both hold."""
Judged = tuple[float, tuple[Reason, ...], tuple[Reason, ...], tuple[Evidence, ...]]
"""The score; the words that speak for a topic; what speaks against it; the evidence."""


class Hits:
    """What one text holds of one vocabulary. `slips`: its words that count as topic words by a slip."""

    def __init__(self, vocabulary: Vocabulary, text: Prepared, slips: frozenset[Slip]) -> None:
        self.text = text
        self._meant = {folded: word for folded, word, _ in slips}
        self._places = find(vocabulary, text, slips)
        self._terms, self._plans = _led(vocabulary, self._places)
        self._concepts: dict[Concept, list[Span]] = {}
        self._inside: dict[tuple[Concept, str], list[Span]] = {}
        self._said: dict[Span, tuple[str, str]] = {}
        self._words_of: dict[Found, tuple[tuple[str, str, str], ...]] = {}
        self.near: dict[object, list[Pair]] = {}
        self.held: dict[int, Found | None] = {}
        self.judged: dict[int, Judged] = {}

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
            found = self._concepts[concept] = self._found(concept) if self._leads(concept.terms) else []
        return found

    def _leads(self, led: Led) -> bool:
        return led in self._terms or led in self._plans or bool(led.always)

    def _found(self, concept: Concept) -> list[Span]:
        spans = self._all(concept.terms)
        return shortest(self._allowed(concept, spans)) if spans and self._leads(concept.never) else shortest(spans)

    def inside(self, concept: Concept, place: str) -> Sequence[Span]:
        """The spans of a concept that begin in a place of the text."""
        found = self._inside.get((concept, place))
        if found is None:
            ranges = self.text.ranges(place)
            spans = list(flat(within(self.concept(concept), here) for here in ranges))
            found = self._inside[concept, place] = spans
        return found

    def _allowed(self, concept: Concept, spans: set[Span]) -> set[Span]:
        never = self._all(concept.never)
        barred = set(flat(range(first, last + 1) for first, last in never))
        return {s for s in spans if s[0] not in barred and s[1] not in barred} if barred else spans

    def _all(self, led: Led) -> set[Span]:
        """The spans of all terms that the text's words lead to."""
        found = set[Span]().union(*self._terms.get(led, ()))
        for plan in led.always:
            found.update(self._spans(plan))
        for plan in self._plans.get(led, ()):
            found.update(self._spans(plan))
        return found

    def _spans(self, plan: Plan) -> Sequence[Span]:
        if isinstance(plan, int):
            return self._places.get(plan, ())
        if isinstance(plan, Concept):
            return self.concept(plan)
        if isinstance(plan, Either):
            return sorted(set(flat(self._spans(part) for part in plan.parts)))
        for words in plan.needs:
            if self._places.keys().isdisjoint(words):
                return ()
        return self._beside(plan) if isinstance(plan, Beside) else self._apart(plan)

    def _apart(self, plan: Apart) -> Sequence[Span]:
        near = pairs(self._spans(plan.left), self._spans(plan.right), plan.near)
        return sorted((min(a[0], b[0]), max(a[1], b[1])) for a, b in near)

    def _beside(self, plan: Beside) -> Sequence[Span]:
        found = self._spans(plan.parts[0])
        for part in plan.parts[1:]:
            found = side_by_side(found, self._spans(part)) if found else found
        return found


def _led(vocabulary: Vocabulary, places: Places) -> tuple[dict[Led, list[list[Span]]], dict[Led, dict[Plan, None]]]:
    """The terms that the words and rows of a text lead to: where those stand that are terms, and other plans."""
    terms: dict[Led, list[list[Span]]] = {}
    plans: dict[Led, dict[Plan, None]] = {}
    for number in places.keys() & vocabulary.terms.keys():
        spans = places[number]
        for led in vocabulary.terms[number]:
            terms.setdefault(led, []).append(spans)
    for number in places.keys() & vocabulary.plans.keys():
        for led, plan in vocabulary.plans[number]:
            plans.setdefault(led, {})[plan] = None
    return terms, plans
