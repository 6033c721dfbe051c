"""What a place is: furniture, mixed or quiet, by how its lines have moved."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.core.model import TITLE, PageLine
from monitor.core.reasons import Reason, because
from monitor.template.memory import Place, Template
from monitor.template.units import is_prose

LEAST, FEW_PAGES = 3, 4
BUSY = 0.6
_MOVING, _MOVING_ONE, _CORE = 0.5, 0.4, 0.25
_BOX, TAKEN = 0.8, 0.9
PlaceKind = Literal["furniture", "mixed", "quiet"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a place is, and why."""

    kind: PlaceKind
    why: Reason


def verdict(template: Template, name: str, *, is_calm: bool = False) -> Verdict:
    """A place by its record. `is_calm`: it had stood until this look, and does not become furniture in one."""
    place = template.places[name]
    figures: dict[str, str | int] = {
        "moved": round(place.moved), "looks": round(place.looks), "n": len(place.movers), "share": f"{place.rate:.0%}",
    }  # fmt: skip
    if is_calm or len(place.movers) < least(template, name, place):
        return Verdict("quiet", because("place_quiet", **figures))
    limit = _MOVING_ONE if place.is_single else _MOVING
    if place.rate > limit and place.standing < _CORE and not (name == TITLE and template.looks < LEAST):
        return Verdict("furniture", because("place_moves", **figures))
    if place.shifted >= BUSY * place.looks:
        return Verdict("mixed", because("place_mixed", **figures))
    return Verdict("quiet", because("place_quiet", **figures))


def least(template: Template, name: str, place: Place) -> int:
    """On how many pages a place must have moved before it can be furniture."""
    is_rare = place.pages <= FEW_PAGES and template.pages <= FEW_PAGES and name != TITLE
    return 2 if is_rare else LEAST


def furniture(template: Template) -> frozenset[str]:
    """The places that move by themselves."""
    return frozenset(name for name in template.places if verdict(template, name).kind == "furniture")


def settled(template: Template) -> dict[str, bool]:
    """The places of a known template of which the reader takes all lines, or none."""
    if template.looks < LEAST:
        return {}
    known = {name: place.taken for name, place in template.places.items() if place.pages >= LEAST and place.lines}
    return {name: taken >= TAKEN for name, taken in known.items() if taken >= TAKEN or taken <= 1 - TAKEN}


def is_link(place: str) -> bool:
    """Whether the lines of a place are links and nothing else."""
    return place.endswith("@")


def box_of(lines: Sequence[PageLine]) -> str:
    """The innermost element that holds four fifths of a page's prose, that of the article where the reader finds one;
    as the path to it.
    """
    prose = [line for line in lines if _is_prose(line)]
    own = [line for line in prose if line.kept] or prose
    letters: Counter[str] = Counter()
    for line in own:
        letters.update({path: len(line.text) for path in _above(line.place)})
    least = _BOX * sum(len(line.text) for line in own)
    return max((path for path, count in letters.items() if count >= least), key=len, default="")


def _is_prose(line: PageLine) -> bool:
    return is_prose(line.text) and not is_link(line.place) and line.place != TITLE


def _above(place: str) -> Iterator[str]:
    """The paths of the elements that hold the one in which a line stands."""
    parts = place.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def is_inside(place: str, box: str) -> bool:
    return place == box or place.startswith(f"{box}/") or not box
