"""What was known before a look, and what its pages show together."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.text import normalise
from monitor.template.alike import ALIKE_PAGES
from monitor.template.counting import RESTLESS
from monitor.template.judged import PageLook, Told
from monitor.template.memory import Template
from monitor.template.units import Differences

_MOVED = 0.3


@dataclass(frozen=True, slots=True)
class Before:
    """What was known before a look: the places, those in which something had moved, and on which pages a line of a
    place had been replaced altogether.
    """

    places: frozenset[str]
    moving: frozenset[str]
    swappers: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, template: Template) -> "Before":
        moving = (name for name, place in template.places.items() if place.shifted > _MOVED * max(1, place.pages))
        swappers = {name: frozenset(place.swappers) for name, place in template.places.items() if place.swappers}
        return cls(frozenset(template.places), frozenset(moving), swappers)


@dataclass(frozen=True, slots=True)
class Together:
    """What the pages of one look show together. By how many pages: places that are `added` to the site, texts that
    `stand` now, and `stood` before, differences that are `identical`; `by_kind`: the pages on which lines of a place
    differ in one way; `relinked`: the places in which links are others, each another one.
    """

    added: Counter[str]
    stand: Counter[str]
    stood: Counter[str]
    identical: Counter[Told]
    by_kind: Mapping[tuple[str, str], set[int]]
    relinked: frozenset[str]

    @classmethod
    def of(cls, pages: Sequence[PageLook], found: Mapping[int, Differences], known: Container[str]) -> "Together":
        come = (name for one in pages for name in {line.place for line in one.new} - one.old.places)
        units = (unit for differing in found.values() for unit in differing.units)
        return cls(
            added=Counter(name for name in come if name not in known),
            stand=Counter(text for one in pages for text in {normalise(line.text) for line in one.new}),
            stood=Counter(text for one in pages for text in {normalise(k.line.text) for k in one.old.lines}),
            identical=Counter((unit.place, *unit.texts) for unit in units),
            by_kind=_pages_by_kind(found),
            relinked=frozenset(_relinked(found)),
        )


def _pages_by_kind(found: Mapping[int, Differences]) -> dict[tuple[str, str], set[int]]:
    """By the kind of difference and the place: the pages that have it, save in lines that always change."""
    pages: dict[tuple[str, str], set[int]] = defaultdict(set)
    for page, differing in found.items():
        for unit in differing.units:
            if unit.old is None or unit.old.restless < RESTLESS:
                pages[unit.kind, unit.place].add(page)
    return pages


def _relinked(found: Mapping[int, Differences]) -> Iterator[str]:
    """The places in which lines that stand lead elsewhere on three pages or more, and nowhere to the same: an editor
    who puts one link in place of another does so by hand, or everywhere alike.
    """
    links: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for page, differing in found.items():
        for known, line in differing.same:
            if known.line.links != line.links and known.line.place == line.place:
                links[line.place].append((page, line.links))
    for place, some in links.items():
        pages, targets = len({page for page, _ in some}), len({targets for _, targets in some})
        if pages >= ALIKE_PAGES and targets >= pages:
            yield place
