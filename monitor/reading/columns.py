"""The order in which the lines of a page are read: column after column where they stand in columns.

Two columns are parted by a strip that runs between lines of one row, over rows and rows. A line that crosses it parts
what is above it from what is below. Rows of short cells are a table, and are read row by row.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Protocol, TypeVar

# So many rows show a strip; a column has so many lines, of so many letters in the mean.
_ROWS, _LINES, _LETTERS = 3, 4, 16


class Placed(Protocol):
    """A line: its left and right edges, its foot, and its words."""

    @property
    def x(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def text(self) -> str: ...


L = TypeVar("L", bound=Placed)


def ordered(lines: Sequence[L]) -> list[L]:
    """Lines, given row by row from top to bottom, as they are read."""
    strip = _strip(lines)
    if strip is None:
        return list(lines)
    found: list[L] = []
    band: list[L] = []
    for line in lines:
        if line.x < strip < line.right:
            found += [*_beside(band, strip), line]
            band = []
        else:
            band.append(line)
    return found + _beside(band, strip)


def _strip(lines: Sequence[L]) -> float | None:
    """The middle of the gap that most rows have in common; None where few have one."""
    gaps = [(left.right, right.x) for left, right in pairwise(lines) if left.y == right.y and left.right < right.x]
    ends = sorted([(low, 1) for low, _ in gaps] + [(high, -1) for _, high in gaps])
    depths = list(accumulate(step for _, step in ends))
    most = max(depths, default=0)
    if most < _ROWS:
        return None
    first = depths.index(most)
    return (ends[first][0] + ends[first + 1][0]) / 2


def _beside(band: list[L], strip: float) -> list[L]:
    """The lines on both sides of a strip: the left ones first where both sides are columns of text."""
    left = [line for line in band if line.right <= strip]
    right = [line for line in band if line.right > strip]
    return [*ordered(left), *ordered(right)] if all(map(_is_column, (left, right))) else band


def _is_column(lines: Sequence[Placed]) -> bool:
    return len(lines) >= _LINES and sum(len(line.text) for line in lines) >= _LETTERS * len(lines)
