"""What stands under a page's heading, where the extractor takes nothing of it."""

from collections.abc import Sequence
from itertools import accumulate

from selectolax.lexbor import LexborNode

from monitor.core.text import visible
from monitor.reading.about import headline
from monitor.reading.nodes import down, root, up
from monitor.reading.pagelines import LINKED, Line
from monitor.reading.teasers import is_teaser

# Words of prose that make a text.
_TEXT = 40


def headed(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """The evidence of all lines; another one where a text stands under the page's heading, and all that was taken
    stands elsewhere and is less, teasers not counted (they fill a sidebar, in the elements of an article).
    """
    own = [line for line, why in zip(lines, taken, strict=True) if why]
    under = _under(lines) if own else set[int]()
    if not under or any(_id(line) in under for line in own) or _prose(lines, under) < _elsewhere(own):
        return taken
    why = "it stands under the page's heading"
    return [why if _id(line) in under and line.linked < LINKED and not line.is_card else "" for line in lines]


def _elsewhere(own: Sequence[Line]) -> int:
    return sum(len(line.words) for line in own if line.is_prose and not is_teaser(line))


def _under(lines: Sequence[Line]) -> set[int]:
    """The elements of the innermost one that holds the heading and a text."""
    boxes = list(up(_heading(root(lines[0].piece.place))))
    words = accumulate(_counted(lines, boxes))
    return next((down(box) for box, count in zip(boxes, words, strict=True) if count >= _TEXT), set())


def _counted(lines: Sequence[Line], boxes: Sequence[LexborNode]) -> list[int]:
    """Of each element that holds the heading, from within, the words of prose that stand in none further within."""
    ranks = {box.mem_id: rank for rank, box in enumerate(boxes)}
    counts = [0] * len(boxes)
    for line in lines:
        if line.is_prose and boxes:
            counts[next(ranks[node.mem_id] for node in up(line.piece.place) if node.mem_id in ranks)] += len(line.words)
    return counts


def _heading(page: LexborNode) -> LexborNode | None:
    title = page.css_first("title")
    return headline(page, visible(title.text())) if title is not None else None


def _prose(lines: Sequence[Line], box: set[int]) -> int:
    return sum(len(line.words) for line in lines if line.is_prose and _id(line) in box)


def _id(line: Line) -> int:
    return line.piece.place.mem_id
