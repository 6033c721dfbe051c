"""Pages that are seen for the first time: which places they have."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.core.model import TITLE, PageLine
from monitor.template import forms
from monitor.template.memory import MOST_SAMPLE, Known, PageMemory, Place, Template


def join(template: Template, lines: Sequence[PageLine]) -> PageMemory:
    """A page that is seen for the first time."""
    template.pages += 1
    for name, some in by_place(lines).items():
        appear(template, name, some)
    return begun(lines)


def rejoin(template: Template, before: PageMemory, lines: Sequence[PageLine]) -> PageMemory:
    """A page that another reader read `before`: the places that are new to it have it now."""
    found = by_place(lines)
    leave(template, before.places - found.keys())
    for name in found.keys() - before.places:
        appear(template, name, found[name])
    return begun(lines)


def begun(lines: Sequence[PageLine]) -> PageMemory:
    """The memory of a page that nothing is known of yet."""
    return PageMemory(tuple(Known(line) for line in lines))


def recount(template: Template, pages: Sequence[PageMemory]) -> None:
    """Count anew which pages hold which places."""
    template.pages = len(pages)
    for place in template.places.values():
        place.pages = place.here = 0
        place.masks.clear()
        place.alike.clear()
    for page in pages:
        for name, some in by_place(known.line for known in page.lines).items():
            appear(template, name, some)


def appear(template: Template, name: str, lines: Sequence[PageLine]) -> None:
    place = template.places.setdefault(name, Place())
    place.here, place.seen = place.here + 1, round(template.looks)
    # A page that loses a place and has it again is no other page.
    place.pages = min(place.pages + 1, max(place.here, template.pages))
    place.sample = max((line.text for line in lines), key=len)[:MOST_SAMPLE]
    forms.learn_label(place, [line.text for line in lines])
    forms.learn_alike(place, (line.text for line in lines))
    place.titled = place.titled or name == TITLE or any(line.why == "the title" for line in lines)


def leave(template: Template, names: Iterable[str]) -> None:
    """A page has these places no more."""
    for name in names:
        if (place := template.places.get(name)) is not None:
            place.here = max(0, place.here - 1)


def by_place(lines: Iterable[PageLine]) -> dict[str, list[PageLine]]:
    found: dict[str, list[PageLine]] = defaultdict(list)
    for line in lines:
        found[line.place].append(line)
    return found
