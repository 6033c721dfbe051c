"""What the markup of a page itself says is none of its text, though the extractor takes it."""

from collections.abc import Sequence
from itertools import takewhile

from selectolax.lexbor import LexborNode

from monitor.reading.nodes import down, root, up
from monitor.reading.pagelines import LINKED, Line

# What a reader writes into, and what holds it.
_FIELDS = "input:not([type]), input[type=text], input[type=email], textarea"
_BOXES = frozenset({"form", "div", "section", "aside", "fieldset", "dialog"})
# Characters of a box that asks for something, and the part of the text that it may hold.
_ASKS, _PART = 500, 1 / 3


def without_around(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """The evidence of all lines without the links of menus and the boxes in which a reader shall write."""
    asked = _asked([line for line, why in zip(lines, taken, strict=True) if why])
    return ["" if why and _is_around(line, asked) else why for line, why in zip(lines, taken, strict=True)]


def _is_around(line: Line, asked: set[int]) -> bool:
    return line.piece.place.mem_id in asked or _is_of_menu(line)


def _is_of_menu(line: Line) -> bool:
    return line.linked >= LINKED and any(node.tag == "nav" for node in up(line.piece.place))


def _asked(own: Sequence[Line]) -> set[int]:
    """The elements of the boxes around the page's fields, save of those that hold much of the text."""
    if not own:
        return set()
    page = root(own[0].piece.place)
    found = {box.mem_id: box for field in page.css(_FIELDS) if (box := _box(field))}
    boxes = [down(box) for box in found.values()]
    most = _PART * sum(len(line.piece.block.text) for line in own)
    return {node for box in boxes if _held(own, box) <= most for node in box}


def _box(field: LexborNode) -> LexborNode | None:
    """The largest box around a field that has few words."""
    small = takewhile(lambda node: len("".join(node.text(deep=True).split())) <= _ASKS, up(field.parent))
    return next((node for node in reversed(list(small)) if node.tag in _BOXES), None)


def _held(own: Sequence[Line], box: set[int]) -> int:
    return sum(len(line.piece.block.text) for line in own if line.piece.place.mem_id in box)
