"""Lines that lead to another text."""

from collections import Counter
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.reading.about import shown
from monitor.reading.nodes import up
from monitor.reading.pagelines import LINKED, Line, words_of


def leading(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it leads to another text: it is a link, or nothing stands in its box but it and links."""
    alone = Counter(_box(line) for line in lines if line.linked < LINKED)
    return [line.linked >= LINKED or (alone[_box(line)] == 1 and is_teaser(line)) for line in lines]


def _box(line: Line) -> int:
    box = line.piece.place.parent
    return box.mem_id if box is not None else 0


def is_teaser(line: Line) -> bool:
    """Whether nothing stands in the box of a line but the line and links."""
    place, box = line.piece.place, line.piece.place.parent
    links = [link for link in box.css("a") if not _is_in(link, place)] if box is not None else []
    words = len(line.words) + sum(len(words_of(shown(link))) for link in links)
    return box is not None and bool(links) and len(words_of(shown(box))) <= words


def _is_in(node: LexborNode, place: LexborNode) -> bool:
    return any(above.mem_id == place.mem_id for above in up(node))
