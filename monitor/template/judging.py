"""The differences of pages, judged one by one once their look is counted."""

from monitor.core.model import TITLE, PageLine
from monitor.core.reasons import Reason, because
from monitor.core.text import normalise
from monitor.template import forms
from monitor.template.alike import ALIKE_PAGES, is_wide
from monitor.template.counting import STOOD, is_restless
from monitor.template.judged import Desk, Judged, PageLook
from monitor.template.memory import Form, Known, Place, Template, mark_of
from monitor.template.places import TAKEN, Verdict, box_of, is_inside, is_link, verdict
from monitor.template.remembering import remembered
from monitor.template.together import Before, Together
from monitor.template.units import LONG, Differences, Unit, is_long

_PAST, _EVERYWHERE = 15, 0.75
_SWAPS, _HARDLY, _HABIT, _TWICE = 5, 0.5, 0.95, 2


class Judging:
    """Judges the differences of pages, once the look is counted. `calm`: the places that had stood until this look."""

    def __init__(
        self, template: Template, before: Before, together: Together, desk: Desk, calm: frozenset[str]
    ) -> None:
        self.template, self.before, self.together, self.desk, self.calm = template, before, together, desk, calm
        self.verdicts: dict[str, Verdict] = {}

    def verdict(self, name: str) -> Verdict:
        if name not in self.verdicts:
            self.verdicts[name] = verdict(self.template, name, is_calm=name in self.calm)
        return self.verdicts[name]

    def page(self, one: PageLook, found: Differences) -> Judged:
        judged = Judged(one.page, one.old, found)
        self.box = box_of(one.new)
        for unit in found.units:
            kind, why = self._unit(one, unit)
            getattr(judged, kind).append((unit, why))
        self._late(one, judged)
        names = {line.place for line in one.new} | one.old.places
        judged.furniture = frozenset(name for name in names if self._is_furniture(name))
        judged.mixed = frozenset(n for n in names if n in self.template.places and self.verdict(n).kind == "mixed")
        judged.relinked = self.together.relinked
        judged.memory = remembered(one, judged)
        return judged

    def _is_furniture(self, name: str) -> bool:
        if self.desk.pins(name) or name not in self.template.places:
            return False
        return self.desk.mutes(name) or self.verdict(name).kind == "furniture"

    def _unit(self, one: PageLook, unit: Unit) -> tuple[str, Reason]:
        """'told', 'muted' or 'held', and why."""
        name = self._place_of(unit)
        if (said := self._said(name, unit)) is not None:
            return said
        if name not in self.before.places:
            return self._in_new_place(unit, self.together.added[name])
        place, unit = self.template.places[name], unit.at(name)
        if self.template.pages < forms.LEAST or (place.pages < forms.LEAST and unit.old is not None):
            return _as_read(unit, place.pages)
        return self._in_place(one, unit, place)

    def _said(self, name: str, unit: Unit) -> tuple[str, Reason] | None:
        """What the desk, a rule of the reader's, or the place by its name says, whatever is known of it."""
        if self.desk.pins(name):
            return "told", because("place_pinned")
        if self.desk.mutes(name):
            return "muted", because("place_muted")
        if (rule := _ruled(unit)) is not None:
            return "muted", because("place_rule", rule=rule)
        is_outside = is_link(name) and not is_inside(name, self.box)
        return ("muted", because("place_link")) if is_outside else None

    def _place_of(self, unit: Unit) -> str:
        """Where a difference is judged: a line that went into a new place while it was edited, where it stood."""
        is_new = unit.place not in self.before.places and unit.old is not None
        return unit.old.line.place if is_new and unit.old else unit.place

    def _in_new_place(self, unit: Unit, pages: int) -> tuple[str, Reason]:
        if self.template.pages < forms.LEAST:
            return _as_read(unit, pages)
        if pages >= forms.LEAST:
            return "muted", because("place_added", n=pages)
        return "told", because("place_new")

    def _in_place(self, one: PageLook, unit: Unit, place: Place) -> tuple[str, Reason]:
        ruling = self.verdict(unit.place)
        if ruling.kind == "furniture":
            return "muted", ruling.why
        if (why := self._moving(one, unit, place)) is not None:
            return "muted", why
        if unit.kind == "figure" and (found := self._in_figures(unit, place)) is not None:
            return found
        if ruling.kind == "mixed" or (is_link(unit.place) and unit.place not in self.calm):
            return self._in_mixed(one, unit, place, ruling)
        return "told", ruling.why

    def _moving(self, one: PageLook, unit: Unit, place: Place) -> Reason | None:
        """Why a line moves by itself in a place that does not."""
        form = forms.moves(place, unit.texts[0]) if unit.old else None
        if form is not None and not self._is_new(unit, form, place):
            return because("place_form", n=len(form.movers), share=f"{form.changed / form.lines:.0%}")
        is_label = unit.place != TITLE and unit.kind == "figure" and forms.is_label(place)
        if is_label and (forms.has_begun(place) or not unit.is_kept):
            return because("place_label", n=place.pages)
        if self._is_exchanged(one, unit, place):
            return because("place_exchanged", n=len(place.swappers))
        if not unit.is_kept and (pages := self._pages_with(unit, place)) >= ALIKE_PAGES:
            return because("place_around", n=pages)
        if unit.kind in ("new", "gone") and self._is_outside(unit, place):
            return because("place_outside", share=f"{place.taken:.0%}", n=round(place.lines))
        return because("place_flips") if self._returns(one, unit) else None

    def _is_new(self, unit: Unit, form: Form, place: Place) -> bool:
        """Whether a form moves for the first time, in a calm place, in a line that was told when it came, or on many
        pages in the same way.
        """
        is_own = unit.old is not None and unit.old.own
        return form.looks < _TWICE and (is_own or unit.place in self.calm or self._is_first_move(unit, place))

    def _is_exchanged(self, one: PageLook, unit: Unit, place: Place) -> bool:
        """Whether its one line is replaced altogether now and then, and hardly ever edited; or was, where the reader
        takes no line of the place.
        """
        if not place.is_single or place.titled or unit.kind == "figure" or unit.is_same_line:
            return False
        often = len(place.swappers) >= _SWAPS and place.edited <= _HARDLY * max(1.0, place.moved)
        if often or (not unit.is_kept and one.page in place.swappers):
            return True
        # A short line beside the text that was replaced altogether before, here or on some pages.
        is_beside = not is_inside(unit.place, self.box) and max(map(len, unit.texts)) < LONG
        before = self.before.swappers.get(unit.place, frozenset())
        return is_beside and (one.page in before or len(before) >= forms.LEAST)

    def _pages_with(self, unit: Unit, place: Place) -> int:
        """On how many pages the same was done in this look, or stood what comes, goes or is another one here."""
        stood = max(forms.had_alike(place, text) for text in unit.texts if text)
        return max(stood, self.together.identical[(unit.place, *unit.texts)])

    def _is_outside(self, unit: Unit, place: Place) -> bool:
        """Whether a line stands apart from the text, in a place of which the reader takes nothing (comments)."""
        is_known = place.pages >= forms.LEAST and place.taken <= 1 - TAKEN
        return is_known and not unit.is_kept and not is_inside(unit.place, self.box)

    def _returns(self, one: PageLook, unit: Unit) -> bool:
        """Whether a line that the reader does not take comes back for the second time."""
        if unit.new is None or unit.is_kept:
            return False
        mark = mark_of(unit.new)
        return any(m == mark and one.old.looks - at <= _PAST and times >= 1 for m, at, times in one.old.lost)

    def _in_mixed(self, one: PageLook, unit: Unit, place: Place, ruling: Verdict) -> tuple[str, Reason]:
        if self._is_first_move(unit, place):
            return "told", ruling.why
        if unit.old is None:
            return ("muted", because("place_closed")) if self._is_of_a_round(one, unit) else ("held", ruling.why)
        if unit.new is None:
            return ("held" if _is_missed(one, unit.old, place) else "muted"), ruling.why
        if self._is_closed(unit):
            return "muted", because("place_closed")
        is_known = unit.is_kept and not unit.old.waits
        is_itself = is_known and unit.is_same_line and not self._is_everywhere(unit, place)
        is_old = unit.old.born + one.quiet > _habit(place, unit.new)
        return ("told" if is_itself or is_old else "held"), ruling.why

    def _is_first_move(self, unit: Unit, place: Place) -> bool:
        """Whether the very same was done to many pages, in text of a place that had not moved before."""
        pages = self.together.identical[(unit.place, *unit.texts)]
        return is_wide(unit.texts, pages, place.pages) and unit.is_kept and unit.place not in self.before.moving

    def _in_figures(self, unit: Unit, place: Place) -> tuple[str, Reason] | None:
        """A figure that changes at every look is a counter's; one that changes on most pages at once may be."""
        if is_restless(unit) and len(place.restless) >= forms.LEAST:
            return "muted", because("place_restless", n=unit.old.restless if unit.old else 0)
        if self._is_everywhere(unit, place) and self.together.identical[(unit.place, *unit.texts)] < ALIKE_PAGES:
            return "held", because("place_everywhere", n=len(self.together.by_kind[unit.kind, unit.place]))
        return None

    def _is_everywhere(self, unit: Unit, place: Place) -> bool:
        """Whether lines of the place were changed so on most of its pages in this look."""
        pages = len(self.together.by_kind[unit.kind, unit.place])
        return pages >= forms.LEAST and pages > _EVERYWHERE * place.pages

    def _is_closed(self, unit: Unit) -> bool:
        """Whether both wordings stand on other pages: one of a closed set was exchanged for another."""
        if unit.is_same_line:
            return False
        old, new = map(normalise, unit.texts)
        elsewhere = self.together.stand[old] or self.together.stood[old] > 1
        return bool(elsewhere and (self.together.stand[new] > 1 or self.together.stood[new]))

    def _is_of_a_round(self, one: PageLook, unit: Unit) -> bool:
        """Whether a line that comes stood on another page, or on this one, before: such lines go round."""
        if unit.new is None:
            return False
        mark = mark_of(unit.new)
        return self.together.stood[normalise(unit.texts[1])] > 0 or any(known == mark for known, _, _ in one.old.lost)

    def _late(self, one: PageLook, judged: Judged) -> None:
        """What was held, and has outlived what comes and goes in its place."""
        back = {normalise(line.text) for line in one.new}
        for known in one.old.gone:
            if normalise(known.line.text) not in back and not is_link(known.line.place):
                judged.late.append((Unit("gone", known, None), because("place_outlived", n=known.born)))
        for known, line in judged.found.same:
            if known.waits and self._has_outlived(one, known):
                unit = Unit("edit", Known(known.was), line) if known.was else Unit("new", None, line)
                judged.late.append((unit, because("place_outlived", n=known.born + 1)))

    def _has_outlived(self, one: PageLook, known: Known) -> bool:
        place = self.template.places.get(known.line.place)
        if place is None or is_link(known.line.place) or self.verdict(known.line.place).kind == "furniture":
            return False
        return known.born + one.quiet + 1 > _habit(place, known.line)


def _as_read(unit: Unit, pages: int) -> tuple[str, Reason]:
    """Where too little is known of a place the reader's word stands."""
    return ("told" if unit.is_kept else "muted"), because("place_few", n=pages)


def _ruled(unit: Unit) -> str | None:
    """The named rule by which the reader takes neither of its lines."""
    lines = [line for line in (unit.old.line if unit.old else None, unit.new) if line]
    if (unit.old and unit.old.own) or any(line.kept or not line.why for line in lines):
        return None
    return lines[-1].why


def _is_missed(one: PageLook, known: Known, place: Place) -> bool:
    """Whether a line that went is missed: it stood longer than its like. A short one may stand twice by chance."""
    born = known.born + one.quiet
    is_old = born > _habit(place, known.line) and (born >= STOOD or is_long(known.line))
    return not known.waits and (is_old or known.own)


def _habit(place: Place, line: PageLine) -> int:
    """How many looks most lines of its length stand that come and go in a place, one at least; none where none has gone
    yet.
    """
    lives = sorted(place.long_lives if is_long(line) else place.lives)
    return max(1, lives[min(len(lives) - 1, int(_HABIT * len(lives)))]) if lives else 0
