"""One look counted into the records of its places, older ones for less."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from monitor.core.flat import flat
from monitor.template import forms
from monitor.template.joining import appear, by_place, leave
from monitor.template.judged import PageLook
from monitor.template.memory import COUNTED, MOST_LIVES, Known, Place, Template, note
from monitor.template.places import BUSY
from monitor.template.units import Differences, Unit, is_long

DECAY, STOOD, QUIET_LOOKS, RESTLESS = 0.9, 3, 10, 2
# After so many looks at all pages without it a place is no more.
_FORGOTTEN = 30
_CALM = 2


class Counting:
    """Counts one look into the records of its places."""

    def __init__(
        self,
        template: Template,
        pages: Sequence[PageLook],
        found: Mapping[int, Differences],
        renewed: set[int],
        unchanged: int,
    ) -> None:
        self.template, self.found, self.unchanged = template, found, unchanged
        self.all, self.pages = pages, [one for one in pages if one.page not in renewed]
        self.moved: dict[str, list[int]] = defaultdict(list)
        self.looked: Counter[str] = Counter()
        self.texts: dict[str, list[list[str]]] = defaultdict(list)
        self.calm: set[str] = set()

    def run(self) -> frozenset[str]:
        """Count. The places that had stood for two looks until this one: none goes silent in one look."""
        everything = max(1, self.template.pages)
        quiet = min(float(QUIET_LOOKS), self.unchanged / everything)
        self.template.looks += min(1.0, len(self.all) / everything) + quiet
        self._decay(quiet)
        for one in self.pages:
            self._page(one)
        for one in self.all:
            leave(self.template, one.old.places - {line.place for line in one.new})
        for name, place in self.template.places.items():
            self._stood(name, place, quiet)
            forms.prune(place)
        over = [n for n, place in self.template.places.items() if self.template.looks - place.seen > _FORGOTTEN]
        for name in over:
            del self.template.places[name]
        return frozenset(self.calm)

    def _decay(self, quiet: float) -> None:
        """Older looks count for less: by a tenth where all pages of a place are looked at, else by their part."""
        held = Counter(flat(one.old.places for one in self.pages))
        for name, place in self.template.places.items():
            part = min(1.0, held[name] / max(1, place.pages)) + quiet
            factor = DECAY**part
            for counted in COUNTED:
                setattr(place, counted, getattr(place, counted) * factor)
            for form in place.forms.values():
                form.lines, form.changed = form.lines * factor, form.changed * factor

    def _page(self, one: PageLook) -> None:
        found = self.found[one.page]
        units: dict[str, list[Unit]] = defaultdict(list)
        same: dict[str, list[Known]] = defaultdict(list)
        for unit in found.units:
            units[unit.place].append(unit)
        for known, line in found.same:
            same[line.place].append(known)
        for name in units.keys() | same.keys():
            if name in one.old.places or name in self.template.places:
                self._place(one, name, same.get(name, []), units.get(name, []))
        new = by_place(one.new)
        for name in new.keys() - one.old.places:
            appear(self.template, name, new[name])

    def _place(self, one: PageLook, name: str, same: list[Known], units: list[Unit]) -> None:
        place = self.template.places.setdefault(name, Place())
        self.looked[name] += 1
        _count_lines(place, one, same, units)
        _count_lives(place, one, units)
        self.texts[name].append([*(k.line.text for k in same), *(unit.texts[1] or unit.texts[0] for unit in units)])
        if units:
            self.moved[name].append(one.page)
            _count_move(place, one.page, units)
        if units or place.forms:
            forms.learn_words(place, self.texts[name])
            forms.learn_forms(place, one.page, (known.line.text for known in same), units, self.template.looks)

    def _stood(self, name: str, place: Place, quiet: float) -> None:
        """The pages that were looked at and not read count by the part of them that holds the place."""
        if place.looks and quiet:
            looks, lines = quiet * place.pages, quiet * place.pages * place.lines / place.looks
            place.kept += lines * place.taken
            place.stood += lines
            place.looks, place.lines = place.looks + looks, place.lines + lines
            # On how many pages a form stands is not known: on those at least on which it moved.
            for form in place.forms.values():
                form.lines += quiet * len(form.movers)
        part = min(1.0, self.looked[name] / max(1, place.pages)) + quiet
        is_calm = len(self.moved[name]) < max(2, BUSY * self.looked[name])
        place.calm += part if is_calm else quiet
        if place.calm >= _CALM:
            self.calm.add(name)
        if is_calm:
            self._forget(place)
        else:
            place.calm = 0.0
        if part > 0 and place.here:
            place.seen = round(self.template.looks)

    def _forget(self, place: Place) -> None:
        """A place that has stood for long is a calm one again: who moved in it long ago says nothing."""
        if place.moved < 1:
            place.movers.clear()
            place.swappers.clear()
            place.restless.clear()
            place.forms.clear()


def _count_lines(place: Place, one: PageLook, same: Sequence[Known], units: Sequence[Unit]) -> None:
    old, new = sum(u.old is not None for u in units), sum(u.new is not None for u in units)
    place.looks += 1
    place.lines += max(old, new) + len(same)
    place.stood += sum(known.age + one.quiet >= STOOD for known in same)
    place.kept += sum(known.is_text for known in same) + sum(unit.is_kept for unit in units)
    place.changed += max(old, new)
    place.edited += sum(unit.kind == "edit" and not unit.is_exchange for unit in units)
    place.shifted += any(unit.kind != "figure" for unit in units)


def _count_lives(place: Place, one: PageLook, units: Iterable[Unit]) -> None:
    """How long lines stood that went."""
    gone = [unit.old for unit in units if unit.kind == "gone" and unit.old and _came(one, unit.old)]
    short, long = ([k.born + one.quiet for k in gone if is_long(k.line) is wanted] for wanted in (False, True))
    place.lives = (place.lives + short)[-MOST_LIVES:]
    place.long_lives = (place.long_lives + long)[-MOST_LIVES:]


def _count_move(place: Place, page: int, units: Sequence[Unit]) -> None:
    """That a place moved on a page, and in which ways."""
    place.moved += 1
    note(place.movers, page)
    if {"new", "gone"} <= {unit.kind for unit in units} or any(unit.is_exchange for unit in units):
        note(place.swappers, page)
    if any(map(is_restless, units)):
        note(place.restless, page)
    forms.learn_alike(place, (unit.new.text for unit in units if unit.new))


def _came(one: PageLook, known: Known) -> bool:
    """Whether a line came while its page was watched, or went soon: how long an editor's text stood says nothing of
    what comes and goes beside it.
    """
    return known.born < one.old.looks or known.born + one.quiet < STOOD


def is_restless(unit: Unit) -> bool:
    """Whether the figures of a line change look after look."""
    return unit.kind == "figure" and unit.old is not None and unit.old.restless >= RESTLESS
