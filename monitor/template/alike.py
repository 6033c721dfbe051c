"""The same difference on many pages: told once, also where they are looked at one after the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

from monitor.template.judged import Judged, PageLook, Told
from monitor.template.memory import MOST_LOST, Telling, Template, note
from monitor.template.units import LONG

ALIKE_PAGES, _SHARE = 3, 0.2


def alike(
    template: Template, judged: Collection[Judged], looks: Iterable[PageLook]
) -> tuple[dict[Told, list[int]], dict[Told, frozenset[str]]]:
    """The differences that many pages have, with these pages, and those of them that were told in earlier looks, with
    the channels that heard of them.
    """
    pages = _pages_told(judged)
    came = _came(judged, looks)
    known = {
        told: frozenset(template.told[_mark(told)].channels)
        for told, some in pages.items()
        if _is_known(template, told, [came[told, p] for p in some], some)
    }
    found = {
        told: some
        for told, some in pages.items()
        if told in known or is_wide(told[1:], len(some), _held(template, told[0]))
    }
    return found, known


def tell(template: Template, judged: Mapping[int, Judged], heard: Mapping[int, Collection[str]], at: float) -> None:
    """Note the differences of a look, and the channels that `heard` of each page."""
    for page, one in judged.items():
        for unit, _ in (*one.told, *one.late):
            telling = template.told.setdefault(_mark((unit.place, *unit.texts)), Telling(at))
            telling.channels = sorted({*telling.channels, *heard.get(page, ())})
            note(telling.pages, page)
    for mark in list(template.told)[:-MOST_LOST]:
        del template.told[mark]


def _pages_told(judged: Iterable[Judged]) -> dict[Told, list[int]]:
    """By each difference that is told, the pages that have it."""
    pages: dict[Told, list[int]] = defaultdict(list)
    for one in judged:
        for unit, _ in (*one.told, *one.late):
            pages[(unit.place, *unit.texts)].append(one.page)
    return pages


def _came(judged: Iterable[Judged], looks: Iterable[PageLook]) -> dict[tuple[Told, int], float]:
    """When a page was last without a difference: at the look before, or earlier than that where it waited since."""
    before = {one.page: one.before for one in looks}
    late = {((u.place, *u.texts), one.page): before[one.page] - 1 for one in judged for u, _ in one.late}
    return {((u.place, *u.texts), one.page): before[one.page] for one in judged for u, _ in one.told} | late


def is_wide(texts: Sequence[str], pages: int, held: int) -> bool:
    """Whether three pages or more have a difference: of a short line a fifth of those that hold its place."""
    is_long = max(map(len, texts)) >= LONG
    return pages >= (ALIKE_PAGES if is_long else max(ALIKE_PAGES, _SHARE * held))


def _is_known(template: Template, told: Told, without: Iterable[float], pages: Sequence[int]) -> bool:
    """Whether the desk was told of a difference on other pages when these had last been looked at `without` it before
    that: it may have come to all of them at once. On a page that was seen without it since it is one edit more.
    """
    telling = template.told.get(_mark(told))
    if telling is None or not telling.channels or set(telling.pages) & set(pages):
        return False
    if len(telling.pages) < ALIKE_PAGES - 1:
        return False
    return all(moment < telling.at for moment in without)


def _mark(told: Told) -> str:
    """A short mark of a difference."""
    return blake2b("\n".join(told).encode(), digest_size=6).hexdigest()


def _held(template: Template, place: str) -> int:
    return template.places[place].pages if place in template.places else 0
