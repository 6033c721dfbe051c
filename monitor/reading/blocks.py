"""The blocks below an element of a page, by the roles of its elements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.core.flat import flat
from monitor.core.model import Block, BlockKind
from monitor.core.text import visible
from monitor.reading import furniture, letter
from monitor.reading.nodes import PARTED, holders

_BLOCKS: dict[str, BlockKind] = {
    "p": "paragraph", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading", "blockquote": "quote", "figcaption": "caption", "caption": "caption", "pre": "paragraph",
    "dt": "paragraph", "dd": "paragraph", "summary": "paragraph", "address": "paragraph",
}  # fmt: skip


_CONTAINERS = frozenset(
    (
        "html body div section article main header footer figure ul ol dl details center td th li blockquote "
        "table tbody thead tfoot tr span a form fieldset nav aside dialog noscript button"
    ).split()
)


# What begins on a line of its own: words on its two sides are never one.
_PARTED = _CONTAINERS - {"span", "a", "button"} | _BLOCKS.keys() | {"tr", "hr"}
_APART = ", ".join(sorted(_PARTED - {"html", "body"}))
_HELD = "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, div, section, figure, pre"
# Elements whose kind the blocks in them take over.
_LEND: dict[str, BlockKind] = {"blockquote": "quote", "li": "list"}
# What runs on within a text; what is one block where it holds none.
_RUNNING = frozenset({"span", "a", "button"})
_WHOLE = _BLOCKS.keys() | {"li"}
_DEEPEST = 60
# A cell of a table that says something has fewer words, and no more paragraphs.
_CELL, _PARTS = 80, 2
_LINES_OF_A_LETTER = 6


class Piece(NamedTuple):
    """A block and the elements that its text is from; loose text may be from several. `place`: what holds these;
    `linked`: those of them that are links or hold some. `is_part`: others are from the same elements.
    """

    block: Block
    nodes: tuple[LexborNode, ...]
    place: LexborNode
    linked: tuple[LexborNode, ...] = ()
    is_part: bool = False

    def links(self) -> Iterator[LexborNode]:
        """The links in its text."""
        found = flat(_links_in(node) for node in self.linked)
        yield from (link for link in found if not self.is_part or visible(link.text(deep=True)) in self.block.text)


def _links_in(node: LexborNode) -> Iterator[LexborNode]:
    yield from (node,) if node.tag == "a" else ()
    yield from (a for a in node.css("a[href]") if a != node)


class Blocks:
    """The blocks below an element, in order, with the elements that they are from."""

    def __init__(self, top: LexborNode) -> None:
        # One question for all elements of a page: a question at each of them is most of what reading it would cost.
        self._blocks, self._apart = holders(top, _HELD), holders(top, _APART)
        self._links = holders(top, "a[href]")
        self._found: list[Piece] = []
        self._below(top, 0, None)

    def pieces(self) -> Sequence[Piece]:
        return self._found

    def _below(self, node: LexborNode, depth: int, lent: BlockKind | None) -> None:
        """Loose text between block elements makes a paragraph. `lent`: the kind that an element above lends."""
        loose: list[LexborNode] = []
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if self._is_loose(child, tag):
                loose += [child] if loose or not _is_blank(child, tag) else []
                continue
            if loose:
                self._paragraph(loose, node, lent)
                loose = []
            self._element(child, tag, depth, lent)
        if loose:
            self._paragraph(loose, node, lent)

    def _is_loose(self, child: LexborNode, tag: str) -> bool:
        """Whether a node is a part of a running text. Elements that HTML does not know hold what they hold."""
        is_open = tag in _RUNNING or (tag not in _BLOCKS and tag not in _CONTAINERS)
        return is_open and child.mem_id not in self._blocks

    def _element(self, node: LexborNode, tag: str, depth: int, lent: BlockKind | None) -> None:
        is_block = tag in _WHOLE and node.mem_id not in self._blocks
        if tag == "table" and not _is_layout(node):
            self._found += self._made_of(node, self._table(node), lent)
        elif tag == "pre" and node.text(deep=True).count("\n") >= _LINES_OF_A_LETTER:
            self._found += self._made_of(node, letter.of_text(node.text(deep=True)), lent)
        elif tag == "p" or is_block or depth > _DEEPEST:
            self._found += self._pieces(lent or _kind(node, tag), self._words(node), (node,), node)
        else:
            self._below(node, depth + 1, lent or _LEND.get(tag))

    def _words(self, node: LexborNode) -> str:
        """The text of an element; what stands in blocks of its own is parted by blanks, as it is on the screen."""
        if node.mem_id not in self._apart:
            return node.text(deep=True)
        return "".join(self._parted(node))

    def _parted(self, node: LexborNode) -> Iterator[str]:
        for child in node.iter(include_text=True):
            if child.tag != "-comment":
                text = self._words(child)
                yield f" {text} " if child.tag in _PARTED else text

    def _table(self, node: LexborNode) -> Iterator[Block]:
        captions = [visible(self._words(caption)) for caption in node.css("caption")]
        rows = [" | ".join(visible(self._words(cell)) for cell in row.css("th, td")) for row in node.css("tr")]
        rows = [row for row in rows if row.strip(" |")]
        yield from (Block("caption", text) for text in captions if text)
        if rows:
            yield Block("table", "\n".join(rows))

    def _paragraph(self, parts: Sequence[LexborNode], place: LexborNode, lent: BlockKind | None) -> None:
        words = "".join([self._words(part) for part in parts if part.tag != "-comment"])
        self._found += self._pieces(lent or "paragraph", words, tuple(parts), place)

    def _pieces(self, kind: BlockKind, text: str, nodes: tuple[LexborNode, ...], place: LexborNode) -> Iterable[Piece]:
        parts = [part for one in text.split(PARTED) if (part := visible(one))]
        linked = self._linked(nodes)
        return [Piece(Block(kind, part), nodes, place, linked, len(parts) > 1) for part in parts]

    def _made_of(self, node: LexborNode, blocks: Iterable[Block], lent: BlockKind | None) -> Iterable[Piece]:
        linked = self._linked((node,))
        return [Piece(Block(lent or block.kind, block.text), (node,), node, linked) for block in blocks]

    def _linked(self, nodes: Sequence[LexborNode]) -> tuple[LexborNode, ...]:
        return tuple([node for node in nodes if node.tag == "a" or node.mem_id in self._links])


def _is_blank(child: LexborNode, tag: str) -> bool:
    return tag == "-text" and not (child.text_content or "").strip()


def _is_layout(table: LexborNode) -> bool:
    """Whether a table only says where the parts of a page stand: a cell has paragraphs, or a table, of its own."""
    if any(inner != table for inner in table.css("table")):
        return True
    has_heads = table.css_first("th, caption, thead") is not None
    if not has_heads and any(len(cell.css("p, h1, h2")) > _PARTS for cell in table.css("td")):
        return True
    cells = (cell for cell in table.css("td") if len(cell.css("p, h1, h2, h3, ul, br")) > 1)
    return any(len(cell.text(deep=True).split()) > _CELL for cell in cells)


def _kind(node: LexborNode, tag: str) -> BlockKind:
    """A paragraph that is all superscript and names a photographer is a caption (Prezly); one that is bold and
    underlined from end to end is a heading (the press corner's daily news).
    """
    marked = node.css_first("strong u, b u, u strong, u b") if tag == "p" else None
    if marked is not None and visible(marked.text(deep=True)) == visible(node.text(deep=True)):
        return "heading"
    if tag == "p" and node.css_first("sup, small, figcaption") is not None:
        text = visible(node.text(deep=True))
        raised = visible("".join(s.text(deep=True) for s in node.css("sup, small, figcaption")))
        if text and len(raised) >= 0.8 * len(text) and (furniture.CREDIT.search(text) or len(text) > 20):
            return "caption"
    return "list" if tag == "li" else _BLOCKS.get(tag, "paragraph")
