"""One look at pages of a source: every difference is told or not, for a reason, and the template learns from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.core.reasons import because
from monitor.template.alike import alike
from monitor.template.counting import Counting
from monitor.template.joining import appear, by_place
from monitor.template.judged import NOTHING_SAID, Desk, Judged, Looked, PageLook
from monitor.template.judging import Judging
from monitor.template.memory import Template
from monitor.template.places import furniture
from monitor.template.redesign import carried, is_renewed, rare, votes
from monitor.template.remembering import remembered
from monitor.template.together import Before, Together
from monitor.template.units import Differences, differences


def look(
    template: Template,
    pages: Sequence[PageLook],
    unchanged: int,
    desk: Desk = NOTHING_SAID,
    *,
    learn: bool = False,
) -> Looked:
    """Judge the pages of one look. `unchanged`: how many pages besides were looked at and stood as they were. With
    `learn` nothing is told: what is found is the site's doing.
    """
    renewed = {one.page for one in pages if is_renewed(one.old, one.new)}
    moving = furniture(template)
    found = {one.page: differences(one.old.lines, one.new, moving, loose=one.page in renewed) for one in pages}
    before = Before.of(template)
    calm = Counting(template, pages, found, renewed, unchanged).run()
    together = Together.of(pages, found, before.places)
    judging = Judging(template, before, together, desk, calm)
    judge = _learnt if learn else judging.page
    judged = {one.page: judge(one, found[one.page]) for one in pages if one.page not in renewed}
    judged |= _renewed(template, [one for one in pages if one.page in renewed], found, together.stood)
    if learn:
        return Looked(judged)
    return Looked(judged, *alike(template, judged.values(), pages))


def _learnt(one: PageLook, found: Differences) -> Judged:
    judged = Judged(one.page, one.old, found)
    judged.muted = [(unit, because("place_learnt")) for unit in found.units]
    judged.memory = remembered(one, judged)
    return judged


def _renewed(
    template: Template, pages: Sequence[PageLook], found: Mapping[int, Differences], stood: Mapping[str, int]
) -> dict[int, Judged]:
    """Pages in a new layout: compared by their text, in the places to which that went."""
    places = votes(template, pages, found)
    judged = {}
    for one in pages:
        page = carried(template, one, found[one.page], places | rare(pages, one), stood)
        for name, lines in by_place(one.new).items():
            if name not in one.old.places:
                appear(template, name, lines)
        page.memory = replace(remembered(one, page), looks=one.old.looks + 1)
        judged[one.page] = page
    return judged
