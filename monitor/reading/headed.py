"""What stands under a page's heading, where the extractor takes nothing of it."""

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.core.text import visible
from monitor.reading.about import headline, shown
from monitor.reading.nodes import down, root, up
from monitor.reading.pagelines import LINKED, Line, words_of

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
    return sum(len(line.words) for line in own if line.is_prose and not _is_teaser(line))


def _is_teaser(line: Line) -> bool:
    """Whether nothing stands in the box of a line but the line and links."""
    place, box = line.piece.place, line.piece.place.parent
    links = [link for link in box.css("a") if not _is_in(link, place)] if box is not None else []
    words = len(line.words) + sum(len(words_of(shown(link))) for link in links)
    return box is not None and bool(links) and len(words_of(shown(box))) <= words


def _is_in(node: LexborNode, place: LexborNode) -> bool:
    return any(above.mem_id == place.mem_id for above in up(node))


def _under(lines: Sequence[Line]) -> set[int]:
    """The elements of the innermost one that holds the heading and a text."""
    boxes = (down(node) for node in up(_heading(root(lines[0].piece.place))))
    return next((box for box in boxes if _prose(lines, box) >= _TEXT), set())


def _heading(page: LexborNode) -> LexborNode | None:
    title = page.css_first("title")
    return headline(page, visible(title.text())) if title is not None else None


def _prose(lines: Sequence[Line], box: set[int]) -> int:
    return sum(len(line.words) for line in lines if line.is_prose and _id(line) in box)


def _id(line: Line) -> int:
    return line.piece.place.mem_id
