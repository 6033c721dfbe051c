"""The order in which the lines of a page are read: column after column where they stand in columns.

Two columns are parted by a strip that few lines cross; one that does parts what is above it from what is below. Rows of
short cells at one height are a table, and are read row by row; a side column has heights of its own.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from monitor.reading.lines import Line

# A column has so many lines, of so many letters in the mean. What parts two columns is crossed by no more than this
# part of the lines; the rows of a table have their cells at one height, columns no more than this part of their lines.
_LINES, _LETTERS, _CROSSING, _SHARED = 4, 16, 0.2, 0.3


def ordered(lines: Sequence[Line]) -> list[Line]:
    """Lines, given row by row from top to bottom, as they are read."""
    strip = _strip(lines)
    if strip is None:
        return list(lines)
    found: list[Line] = []
    band: list[Line] = []
    for line in lines:
        if line.x < strip < line.right:
            found += [*_beside(band, strip), line]
            band = []
        else:
            band.append(line)
    return found + _beside(band, strip)


def _strip(lines: Sequence[Line]) -> float | None:
    """Where fewest lines cross, of all places that have lines on both sides; None where many cross everywhere."""
    edges = sorted({line.x for line in lines} | {line.right for line in lines})
    begins, ends = sorted(line.x for line in lines), sorted(line.right for line in lines)
    found = []
    for low, high in pairwise(edges):
        middle = (low + high) / 2
        left, right = bisect(ends, middle), len(begins) - bisect(begins, middle)
        if min(left, right) >= _LINES:
            found.append((len(lines) - left - right, low - high, middle))
    crossing, _, middle = min(found, default=(len(lines), 0.0, 0.0))
    return middle if crossing <= _CROSSING * len(lines) else None


def _beside(band: list[Line], strip: float) -> list[Line]:
    """The lines on both sides of a strip: the left ones first where both sides are columns of text, or the lines of one
    mostly stand at other heights than those of the other.
    """
    left = [line for line in band if line.right <= strip]
    right = [line for line in band if line.right > strip]
    apart = all(map(_is_column, (left, right))) or _are_apart(left, right)
    return [*ordered(left), *ordered(right)] if apart else band


def _are_apart(left: Sequence[Line], right: Sequence[Line]) -> bool:
    rows = {line.y for line in left}
    shared = sum(line.y in rows for line in right)
    return min(len(left), len(right)) >= _LINES and shared <= _SHARED * len(right)


def _is_column(lines: Sequence[Line]) -> bool:
    return len(lines) >= _LINES and sum(len(line.text) for line in lines) >= _LETTERS * len(lines)
