"""The small print of a page: footnotes below its text, a letter's head beside it, and what is content like the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor.reading.lines import Line

# Print is small below this part of the size of the text; a head beside the text has no more than this part of its page.
_SMALL, _ASIDE = 0.82, 0.25
# So many of a table's cells have others beside them.
_TABLE = 0.33
# Most of the text lies between these parts of its lines, by their edges.
_LEFT, _RIGHT = 0.05, 0.95
_NOTE = re.compile(r"^\[?\d{1,3}\]?\s*\S")


@dataclass(frozen=True, slots=True)
class Parted:
    """The lines that are the text, in order, and those of its footnotes."""

    text: list[Line]
    notes: list[Line]


def parted(lines: Sequence[Line]) -> Parted:
    """Lines in the order of their pages. What is neither, a letterhead in small print, is left out."""
    if not lines:
        return Parted([], [])
    least = _SMALL * _body_size(lines)
    edges = _edges([line for line in lines if line.height >= least])
    found: Parted = Parted([], [])
    for _, page in groupby(lines, key=lambda line: line.page):
        _part(list(page), least, edges, found)
    return found


def _edges(text: Sequence[Line]) -> tuple[float, float]:
    """Where the column of the text begins and ends, over all pages."""
    lefts, rights = sorted(line.x for line in text), sorted(line.right for line in text)
    return lefts[int(_LEFT * (len(lefts) - 1))], rights[int(_RIGHT * (len(rights) - 1))]


def _body_size(lines: Iterable[Line]) -> float:
    """The size of most of the text, by letters."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.height] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _part(page: list[Line], least: float, edges: tuple[float, float], found: Parted) -> None:
    text = [line for line in page if line.height >= least]
    small = [line for line in page if line.height < least]
    left_out = {id(line) for line in (*_below(text, small), *_aside(page, small, edges))}
    found.notes.extend(_below(text, small))
    found.text.extend(line for line in page if id(line) not in left_out)


def _below(text: Sequence[Line], small: Sequence[Line]) -> Sequence[Line]:
    """Small print that begins with a number, and what follows it, below all of the text of its page."""
    foot = min((line.y for line in text), default=0.0)
    below = [line for line in small if line.y < foot]
    first = next((i for i, line in enumerate(below) if _NOTE.match(line.text)), len(below))
    return below[first:]


def _aside(page: Sequence[Line], small: Sequence[Line], edges: tuple[float, float]) -> Sequence[Line]:
    """Small print beside the column of the text, where it is little. A cell of a table shares its row with others, in
    the column or beside it.
    """
    left, right = edges
    beside = [line for line in small if line.x >= right or line.right <= left]
    rows = {line.y for line in small if line.x < right and line.right > left}
    beside = [line for line in beside if line.y not in rows]
    heights = Counter(line.y for line in beside)
    is_table = sum(heights[line.y] > 1 for line in beside) > _TABLE * len(beside)
    return beside if not is_table and _letters(beside) <= _ASIDE * _letters(page) else ()


def _letters(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)
