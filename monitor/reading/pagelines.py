"""The lines of a web page, each with the place where it stands."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.flat import flat
from monitor.core.text import visible
from monitor.reading.blocks import Blocks, Piece

_PROSE, LINKED = 8, 0.5
"""From so many words on a line is prose, where less than this part of it is links."""
_WORD, _DIGITS = re.compile(r"\w+"), re.compile(r"(?=[a-f]*\d)[0-9a-f]{8,}|\d+")


class Line(NamedTuple):
    """A piece of a page: where it stands (the path of tags and classes, masked digits and hashes), its words, the
    share of them that are links. `is_card`: it is a block within a link: that leads to another text, whatever it says.
    """

    piece: Piece
    place: str
    words: tuple[str, ...]
    linked: float
    is_card: bool = False

    @property
    def is_prose(self) -> bool:
        return len(self.words) >= _PROSE and self.linked < LINKED


class Places:
    """The paths of a page's elements."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._names: dict[tuple[str, str], str] = {}

    def of(self, node: LexborNode) -> str:
        known = self._known.get(node.mem_id)
        if known is None:
            above = self.of(node.parent) if node.parent is not None and node.tag != "body" else ""
            known = self._known[node.mem_id] = f"{above}/{self._name(node)}"
        return known

    def _name(self, node: LexborNode) -> str:
        # What sites say of a request (a test of variants, a consent given) stands on the body; it is no place.
        tag = node.tag or ""
        key = (tag, node.attributes.get("class") or "") if tag != "body" else (tag, "")
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = _named(*key)
        return known


def _named(tag: str, classes: str) -> str:
    return ".".join((tag, *(_DIGITS.sub("#", name) for name in sorted(classes.split()))))


def lines_of(tree: LexborHTMLParser) -> list[Line]:
    """Every line of a page, in order."""
    return [line for line in lines_below([tree.body] if tree.body else []) if line.words]


def lines_below(nodes: Iterable[LexborNode]) -> list[Line]:
    """Every line of some elements."""
    places = Places()
    found = flat(Blocks(node).pieces() for node in nodes)
    return [_line(piece, places) for piece in found]


def _line(piece: Piece, places: Places) -> Line:
    text = piece.block.text
    place = places.of(piece.place)
    inside = "/a/" in place or place.endswith("/a") or "/a." in place
    linked = 1.0 if inside else sum(len(visible(a.text(deep=True))) for a in piece.links()) / max(1, len(text))
    return Line(piece, place + ("@" if linked >= 1 else ""), words_of(text), min(1.0, linked), inside)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
