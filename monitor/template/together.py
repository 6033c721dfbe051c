"""What was known before a look, and what its pages show together."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from monitor.core.flat import flat
from monitor.core.text import normalise
from monitor.template.alike import ALIKE_PAGES
from monitor.template.counting import RESTLESS
from monitor.template.judged import PageLook, Told
from monitor.template.memory import Template
from monitor.template.units import ITSELF, Differences

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
        come = flat({line.place for line in one.new} - one.old.places for one in pages)
        units = flat(differing.units for differing in found.values())
        return cls(
            added=Counter(name for name in come if name not in known),
            stand=Counter(flat({normalise(line.text) for line in one.new} for one in pages)),
            stood=Counter(flat({normalise(k.line.text) for k in one.old.lines} for one in pages)),
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
    """The places in which the links of lines that stand were written anew by the site: on three pages or more all that
    stand there lead to an address much like the one before, and no two pages to the same. An editor who puts one link
    in place of another puts another document there, or the same one everywhere.
    """
    targets: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for differing in found.values():
        lines: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
        for known, line in differing.same:
            if known.line.place == line.place and (known.line.links or line.links):
                lines[line.place].append((known.line.links, line.links))
        for place, pairs in lines.items():
            if all(_is_rewritten(*pair) for pair in pairs):
                targets[place].append(pairs[0][1])
    return (place for place, some in targets.items() if len(some) >= ALIKE_PAGES and len(set(some)) == len(some))


def _is_rewritten(old: Sequence[str], new: Sequence[str]) -> bool:
    pairs = list(zip(old, new, strict=False))
    is_other = len(old) == len(new) and tuple(old) != tuple(new)
    return is_other and all(a.partition("?")[0] == b.partition("?")[0] or fuzz.ratio(a, b) >= ITSELF for a, b in pairs)
