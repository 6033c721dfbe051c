"""Pages in a new layout: their text is found again by itself, and the places where it stands are the article's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from monitor.core.flat import flat
from monitor.core.model import TITLE, PageLine
from monitor.core.reasons import because
from monitor.core.text import normalise
from monitor.template.judged import Judged, PageLook
from monitor.template.memory import Known, PageMemory, Template
from monitor.template.places import verdict
from monitor.template.units import Differences, Unit, is_prose, paired

RENEWED = 0.3
_VOTES, _ALIKE = 2, 3


def is_renewed(old: PageMemory, new: Sequence[PageLine]) -> bool:
    """Whether few of a page's words stand in places that it had before."""
    total = sum(len(line.text) for line in new)
    stands = sum(len(line.text) for line in new if line.place in old.places and line.place != TITLE)
    return total > 0 and bool(old.lines) and stands < RENEWED * total


def votes(template: Template, pages: Sequence[PageLook], found: Mapping[int, Differences]) -> frozenset[str]:
    """The places of the new layout in which text of the old one stands."""
    counts: Counter[str] = Counter()
    for one in pages:
        same = found[one.page].same
        counts.update(line.place for known, line in same if _is_prose(known, template) or _is_kept(known, line))
        figures = (unit for unit in found[one.page].units if unit.old and unit.new)
        counts.update(unit.place for unit in figures if unit.old and _is_prose(unit.old, template))
    least = min(_VOTES, len(pages))
    return frozenset((TITLE, *(name for name, count in counts.items() if count >= least)))


def rare(pages: Sequence[PageLook], one: PageLook) -> frozenset[str]:
    """The places of prose that the reader takes and no other page of three or more in a new layout has: what an editor
    put there (a note of correction has a box of its own), for what belongs to a layout is on all of them.
    """
    if len(pages) < _ALIKE:
        return frozenset()
    others = {line.place for line in flat(other.new for other in pages if other.page != one.page)}
    return frozenset(x.place for x in one.new if x.place not in others and x.kept and is_prose(x.text))


def _is_kept(known: Known, line: PageLine) -> bool:
    """Whether the reader takes a short line for text in both layouts."""
    return known.is_text and line.kept and line.place != TITLE


def _is_prose(known: Known, template: Template) -> bool:
    return is_prose(known.line.text) and _is_text(known, template)


def _is_text(known: Known, template: Template) -> bool:
    """Whether an old line was text: of no place that was furniture."""
    name = known.line.place
    is_moving = name in template.places and verdict(template, name).kind == "furniture"
    return (known.is_text or known.line.place not in template.places) and not is_moving


def carried(
    template: Template, one: PageLook, found: Differences, places: frozenset[str], stood: Mapping[str, int]
) -> Judged:
    """A page's text in its new layout: what of the old text is there, edited or gone, and what is new among it.
    `stood`: on how many pages a line stood before.
    """
    old = [u.old for u in found.units if u.old is not None and _is_text(u.old, template)]
    new = [u.new for u in found.units if u.new is not None and u.new.place in places]
    own = _matched(old, new)
    stayed = [known for known, _ in found.same if _is_text(known, template)]
    judged = Judged(one.page, one.old, found, carried=_share(stayed, old, own))
    told = [unit for unit in own if _is_told(unit, template) and not _is_of_another(unit, stood)]
    judged.told = [(unit, because("place_voted")) for unit in told]
    judged.muted = [(unit, because("place_renewed")) for unit in _others(found.units, told)]
    return judged


def _matched(old: Sequence[Known], new: Sequence[PageLine]) -> list[Unit]:
    """The lines of the old text with those of the new layout that they became, wherever these stand."""
    moved = [_adrift(known) for known in old]
    by_text = {id(m): k for m, k in zip(moved, old, strict=True)}
    by_line = {line.text: line for line in new}
    return [_named(unit, by_text, by_line) for unit in paired(moved, [_anywhere(line) for line in new])]


def _share(stayed: Sequence[Known], old: Sequence[Known], own: Sequence[Unit]) -> float:
    """How much of the old text is there: what stayed, and what was found again in other words."""
    words = sum(len(known.line.text) for known in stayed)
    edited = sum(len(u.old.line.text) for u in own if u.old and u.new)
    total = words + sum(len(known.line.text) for known in old)
    return (words + edited) / total if total else 1.0


def _others(units: Iterable[Unit], told: Sequence[Unit]) -> list[Unit]:
    """The differences of which no line is told."""
    lines = {id(unit.new) for unit in told if unit.new} | {id(unit.old) for unit in told if unit.old}
    return [u for u in units if id(u.new) not in lines and id(u.old) not in lines]


def _is_told(unit: Unit, template: Template) -> bool:
    """A short line that comes or goes with a new layout may be anything; one of prose is text."""
    if unit.old is not None and unit.new is not None:
        return unit.is_same_line or (unit.is_kept and _is_calm(template, unit.old.line.place))
    return any(map(is_prose, unit.texts)) or unit.place == TITLE


def _is_calm(template: Template, name: str) -> bool:
    return name not in template.places or verdict(template, name).kind == "quiet"


def _is_of_another(unit: Unit, stood: Mapping[str, int]) -> bool:
    """Whether a line that is new here stood on another page before."""
    return unit.old is None and unit.new is not None and stood.get(normalise(unit.new.text), 0) > 0


def _adrift(known: Known) -> Known:
    return Known(_anywhere(known.line), known.age, known.born, known.waits, known.own)


def _anywhere(line: PageLine) -> PageLine:
    """A line as if all stood in one place."""
    return PageLine("", line.kind, line.text, line.kept, line.why, line.links)


def _named(unit: Unit, old: Mapping[int, Known], new: Mapping[str, PageLine]) -> Unit:
    """A difference with its own lines in place of those that stand nowhere."""
    line = new[unit.new.text] if unit.new else None
    return Unit(unit.kind, old[id(unit.old)] if unit.old else None, line)
