"""What the markup of a page itself says is none of its text, though the extractor takes it."""

from collections.abc import Sequence
from itertools import takewhile

from selectolax.lexbor import LexborNode

from monitor.core.flat import flat
from monitor.reading.neighbours import box_of
from monitor.reading.nodes import down, root, up
from monitor.reading.pagelines import LINKED, Line
from monitor.reading.teasers import leading

# What a reader writes into, and what holds it.
_FIELDS = "input:not([type]), input[type=text], input[type=email], textarea"
_BOXES = frozenset({"form", "div", "section", "aside", "fieldset", "dialog"})
# Characters of a box that asks for something, and the part of the text that it may hold.
_ASKS, _PART = 500, 1 / 3
# The part of a page's words from which on what leads to other texts is what the page is for.
_LIST = 1 / 2


def without_around(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """The evidence of all lines without the links of menus, the boxes in which a reader shall write, and what leads to
    another text and stands elsewhere than this one.
    """
    own = [line for line, why in zip(lines, taken, strict=True) if why]
    asked, elsewhere = _asked(own), _elsewhere(own)
    return ["" if why and _is_around(x, asked | elsewhere) else why for x, why in zip(lines, taken, strict=True)]


def _elsewhere(own: Sequence[Line]) -> set[int]:
    """The elements of lines that lead to another text and are not in the element of this one. Of a page that is a list
    of other texts, these are the text.
    """
    leads = leading(own)
    words = sum(len(line.words) for line in own)
    box = box_of(own, [not leads_on for leads_on in leads])
    if box is None or _LIST * words <= sum(len(x.words) for x, leads_on in zip(own, leads, strict=True) if leads_on):
        return set()
    return {_id(line) for line, leads_on in zip(own, leads, strict=True) if leads_on} - down(box)


def _is_around(line: Line, around: set[int]) -> bool:
    return _id(line) in around or _is_of_menu(line)


def _id(line: Line) -> int:
    return line.piece.place.mem_id


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
    return set(flat(box for box in boxes if _held(own, box) <= most))


def _box(field: LexborNode) -> LexborNode | None:
    """The largest box around a field that has few words."""
    small = takewhile(lambda node: len("".join(node.text(deep=True).split())) <= _ASKS, up(field.parent))
    return next((node for node in reversed(list(small)) if node.tag in _BOXES), None)


def _held(own: Sequence[Line], box: set[int]) -> int:
    return sum(len(line.piece.block.text) for line in own if _id(line) in box)
