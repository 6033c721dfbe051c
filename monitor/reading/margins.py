"""What stands in the margins of a document's pages: folios and running heads.

A margin is set off: between its lines and the text the page leaves more room than between two lines. So rows of a table
that begin at the top of a page are none, whatever figures they hold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from monitor.core.flat import flat
from monitor.core.text import visible
from monitor.reading.furniture import FOLIO
from monitor.reading.lines import Line

_DIGITS = re.compile(r"\d+")
_LABELS = frozenset({"datum", "onze referentie", "ons kenmerk", "kenmerk", "uw referentie", "date", "our reference"})
# The margin is further from the text than this many line distances; where that is not known, sizes.
_SET_OFF, _LEADING = 1.4, 1.2


def without(lines: Sequence[Line]) -> list[Line]:
    """Drop folios, what stands in the same place of the margin on half the pages, and later pages' label blocks.

    What the first page has of these stays, once: a head where it is, a foot at the end. A letter of one page, which
    repeats nothing, has them there too when it comes to have two.
    """
    pages = [list(page) for _, page in groupby(lines, key=lambda line: line.page)]
    usual = _usual(pages)
    margin = list(flat(_margin(page, usual) for page in pages))
    dropped = {id(line) for line in (*_labels(pages), *(x for x in margin if FOLIO.match(visible(x.text))))}
    repeated = _repeated(margin, len(pages))
    again = {id(line) for line in margin if _place(line) in repeated}
    kept = [x for x in lines if id(x) not in dropped]
    text = [x for x in kept if id(x) not in again or not (x.page or x.low)]
    return text + [x for x in kept if id(x) in again and x.low and not x.page]


def _repeated(margin: Sequence[Line], pages: int) -> set[tuple[int, int, str]]:
    """What stands in one place of the margin on half of the pages, and on two at least."""
    seen = Counter(place for _, place in {(line.page, _place(line)) for line in margin})
    return {place for place, count in seen.items() if pages > 1 and count >= max(2, pages / 2)}


def _usual(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance of two rows: of those that may be lines of one paragraph."""
    size = median(line.height for line in flat(pages))
    rows = (pairwise(sorted({line.y for line in page}, reverse=True)) for page in pages)
    near = [above - below for above, below in flat(rows) if size / 2 < above - below < 3 * size]
    return median(near) if near else _LEADING * size


def _margin(page: Sequence[Line], usual: float) -> Iterator[Line]:
    """The lines in the head and in the foot of a page that are set off from its text."""
    heights = sorted({line.y for line in page}, reverse=True)
    top = set(_outer(heights, usual, {line.y for line in page if line.edge and not line.low}))
    foot = set(_outer(heights[::-1], usual, {line.y for line in page if line.low}))
    yield from (line for line in page if line.y in top or line.y in foot)


def _outer(heights: Sequence[float], usual: float, edge: set[float]) -> Iterator[float]:
    """From the edge of the page inward: the rows up to the room that sets them off, where these all lie in the edge."""
    ends = [n for n, (one, other) in enumerate(pairwise(heights), 1) if abs(one - other) > _SET_OFF * usual]
    inside = [n for n in ends if all(height in edge for height in heights[:n])]
    yield from heights[: max(inside, default=0)]


def _place(line: Line) -> tuple[int, int, str]:
    return (round(line.x / 4), round(line.y / 4), _DIGITS.sub("#", visible(line.text)))


def _labels(pages: Iterable[Sequence[Line]]) -> Iterator[Line]:
    """On every page but the first: a reference label with the value under it, where an earlier page has both."""
    known: set[tuple[str, str]] = set()
    for page in pages:
        found = [(line, _below(page, line)) for line in page if visible(line.text).lower().rstrip(":") in _LABELS]
        said = [(visible(line.text), visible(value.text) if value else "") for line, value in found]
        for pair, words in zip(found, said, strict=True):
            yield from (line for line in pair if line and words in known)
        known |= set(said)


def _below(page: Sequence[Line], label: Line) -> Line | None:
    most = 3 * max(label.height, 8)
    near = [x for x in page if abs(x.x - label.x) < 6 and 0 < label.y - x.y < most]
    return max(near, key=lambda x: x.y, default=None)
