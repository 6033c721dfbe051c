"""What is remembered of a page after a look."""

from dataclasses import replace

from monitor.core.model import PageLine
from monitor.template.judged import Judged, PageLook
from monitor.template.memory import MOST_LOST, Known, PageMemory, mark_of


def _before(waited: Known | None) -> PageLine | None:
    """What stood where a line waits: what stood before that one, where it waited as well."""
    if waited is None:
        return None
    return waited.was if waited.waits else waited.line


def remembered(one: PageLook, judged: Judged) -> PageMemory:
    """What is remembered of a page after a look."""
    told = {id(unit.new) for unit, _ in (*judged.told, *judged.late) if unit.new}
    held = {id(unit.new): unit.old for unit, _ in judged.held if unit.new}
    edited = {id(unit.new): unit.old for unit, _ in judged.told if unit.old and unit.new}
    moving = {id(u.new): u.old.restless + 1 for u in judged.found.units if u.kind == "figure" and u.old}
    same = {id(line): known for known, line in judged.found.same}
    ages = one.quiet + 1

    def known(line: PageLine) -> Known:
        if (was := same.get(id(line))) is not None:
            waits = was.waits and id(line) not in told
            own, before = was.own or id(line) in told, was.was if waits else None
            relinked = was.relinked + 1 if was.line.links != line.links else 0
            return Known(line, was.age + ages, was.born + ages, waits, own, before, relinked=relinked)
        restless = moving.get(id(line), 0)
        if (was := edited.get(id(line))) is not None:
            return Known(line, 0, was.born + ages, own=True, restless=restless)
        waited = held.get(id(line))
        return Known(line, 0, 0, id(line) in held, id(line) in told, _before(waited), restless)

    gone = tuple(u.old for u, _ in judged.held if u.kind == "gone" and u.old)
    lines = tuple(known(line) for line in one.new)
    memory = PageMemory(lines, gone, _lost(one, judged), one.old.looks + ages)
    return replace(memory, waited=one.old.waited + 1) if memory.waits else memory


def _lost(one: PageLook, judged: Judged) -> tuple[tuple[str, int, int], ...]:
    """The marks of lines that went, with those that came back counted."""
    marks = {mark: (at, times) for mark, at, times in one.old.lost}
    for unit in judged.found.units:
        if unit.new is not None and (mark := mark_of(unit.new)) in marks:
            marks[mark] = (one.old.looks, marks[mark][1] + 1)
        if unit.old is not None:
            mark = mark_of(unit.old.line)
            marks[mark] = (one.old.looks, marks.pop(mark, (0, 0))[1])
    return tuple((mark, at, times) for mark, (at, times) in marks.items())[-MOST_LOST:]
