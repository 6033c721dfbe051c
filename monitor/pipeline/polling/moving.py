"""What was muted and could be prose: told in the day's digest, one line a place and three a source at most.

The rule: a line of sixty characters or more that was edited (not exchanged for another) in a place that moves, and
whose edit holds a fact, or whose text names a topic. A figure that changes at every look is shown once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.core.model import Block, Change, Item
from monitor.core.reasons import Reason, because
from monitor.pipeline.polling.judge import Decision, Judge
from monitor.pipeline.polling.looks import Judgement
from monitor.pipeline.polling.scope import Scope
from monitor.template.memory import Place, Template, place_id
from monitor.template.units import Unit

MOST_A_DAY, SCORE = 3, 0.3
_SILENT = frozenset({"place_muted", "place_learnt", "place_closed", "place_added", "place_renewed", "place_flips"})


@dataclass(frozen=True, slots=True)
class Moving:
    """Adds to the decisions of a look what the desk is to see in the day's digest."""

    scope: Scope
    judge: Judge
    template: Template

    def added(self, judgements: Sequence[Judgement], decisions: Sequence[Decision]) -> list[Decision]:
        """The decisions, in their order. What was shown is noted in the template."""
        return [self._with(one, decision) for one, decision in zip(judgements, decisions, strict=True)]

    def _with(self, one: Judgement, decision: Decision) -> Decision:
        if one.judged is None or not decision.item.topics or one.is_held:
            return decision
        for unit, why in self._prose(one):
            change = self._change(one, unit, why)
            if change is not None:
                self._note(unit)
                draft = self.judge.moving(self.scope.source, decision.item, change, self.scope.now)
                return replace(decision, drafts=(*decision.drafts, draft))
        return decision

    def _prose(self, one: Judgement) -> Iterator[tuple[Unit, Reason]]:
        for unit, why in one.judged.muted if one.judged else ():
            is_line = unit.old is not None and unit.new is not None and unit.is_same_line
            if is_line and why.code not in _SILENT and not _is_of_others(why) and self._is_open(unit):
                yield unit, why

    def _is_open(self, unit: Unit) -> bool:
        """Whether neither the place nor the source has had its line of the day; a figure's place is shown once."""
        place, today = self._place(unit), self._today.isoformat()
        shown = self.template.shown if self.template.day == today else 0
        if place is None or shown >= MOST_A_DAY or place.shown == today:
            return False
        return unit.kind != "figure" or not place.shown

    def _note(self, unit: Unit) -> None:
        place, today = self._place(unit), self._today.isoformat()
        self.template.shown = self.template.shown + 1 if self.template.day == today else 1
        self.template.day = today
        if place is not None:
            place.shown = today

    def _change(self, one: Judgement, unit: Unit, why: Reason) -> Change | None:
        """The edit of one line, where it holds a fact or names a topic."""
        from monitor.edits.compare import Text, compare

        language = one.waiting.read.snapshot.language
        old, new = (Text("", (Block("paragraph", text),), language=language) for text in unit.texts)
        found = compare(old, new)
        if not found.facts and not self._names_topic(one.waiting.known.item, new.blocks, one):
            return None
        short = place_id(unit.place)
        said = because("moving_place", place=unit.place, why=why)
        hint = because("place_hint", name=self.scope.source.name, place=short)
        return Change("furniture", SCORE, found.facts, (said, hint), found.hunks)

    def _names_topic(self, item: Item, blocks: tuple[Block, ...], one: Judgement) -> bool:
        line = replace(one.waiting.read.snapshot, title="", blocks=blocks)
        return bool(self.judge.matches(self.scope.source, item, line))

    def _place(self, unit: Unit) -> Place | None:
        return self.template.places.get(unit.place)

    @property
    def _today(self) -> date:
        return self.scope.now.astimezone(self.scope.settings.zone).date()


def _is_of_others(why: Reason) -> bool:
    """Whether a line was left out as one of another text; what was left out for its element's name may be prose."""
    return why.code == "place_rule" and not str(dict(why.values)["rule"]).startswith("element ")
