"""The blocks below an element of a page, by the roles of its elements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from monitor.core.model import Block, BlockKind
from monitor.core.text import visible
from monitor.reading import furniture, letter
from monitor.reading.nodes import PARTED

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
# Elements whose kind the blocks in them take over.
_LEND: dict[str, BlockKind] = {"blockquote": "quote", "li": "list"}
_DEEPEST = 60
# A cell of a table that says something has fewer words, and no more paragraphs.
_CELL, _PARTS = 80, 2
_LINES_OF_A_LETTER = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and the elements that its text is from; loose text may be from several. `place`: what holds these.
    `is_part`: others are from the same elements.
    """

    block: Block
    nodes: tuple[LexborNode, ...]
    place: LexborNode
    is_part: bool = False

    def links(self) -> Iterator[LexborNode]:
        """The links in its text."""
        found = (link for node in self.nodes for link in _links_in(node))
        yield from (link for link in found if not self.is_part or visible(link.text(deep=True)) in self.block.text)


def _links_in(node: LexborNode) -> Iterator[LexborNode]:
    yield from (node,) if node.tag == "a" else ()
    yield from (a for a in node.css("a[href]") if a != node) if node.tag != "-text" else ()


def pieces(node: LexborNode, depth: int = 0) -> Iterator[Piece]:
    """Blocks below a node in order, with the elements that they are from; loose text between block elements makes a
    paragraph.
    """
    loose: list[LexborNode] = []
    for child in node.iter(include_text=True):
        if _is_loose(child):
            loose += [child] if loose or not _is_blank(child) else []
            continue
        if loose:
            yield from _paragraph(loose, node)
            loose = []
        yield from _element(child, child.tag or "", depth)
    if loose:
        yield from _paragraph(loose, node)


def _is_loose(child: LexborNode) -> bool:
    """Whether a node is a part of a running text. Elements that HTML does not know hold what they hold."""
    tag = child.tag or ""
    if tag.startswith("-") or tag == "br":
        return True
    is_open = tag in ("span", "a", "button") or (tag not in _BLOCKS and tag not in _CONTAINERS)
    return is_open and not _holds_blocks(child)


def _is_blank(child: LexborNode) -> bool:
    return child.tag == "-text" and not (child.text_content or "").strip()


def _element(node: LexborNode, tag: str, depth: int) -> Iterator[Piece]:
    if tag == "table" and not _is_layout(node):
        yield from (Piece(block, (node,), node) for block in _table(node))
    elif tag == "pre" and node.text(deep=True).count("\n") >= _LINES_OF_A_LETTER:
        yield from (Piece(block, (node,), node) for block in letter.of_text(node.text(deep=True)))
    elif tag == "li" and not _holds_blocks(node):
        yield from _piece("list", _words(node), (node,), node)
    elif tag == "p" or (tag in _BLOCKS and not _holds_blocks(node)) or depth > _DEEPEST:
        yield from _piece(_kind(node, tag), _words(node), (node,), node)
    elif tag in _LEND:
        yield from (replace(p, block=Block(_LEND[tag], p.block.text)) for p in pieces(node, depth + 1))
    else:
        yield from pieces(node, depth + 1)


def _is_layout(table: LexborNode) -> bool:
    """Whether a table only says where the parts of a page stand: a cell has paragraphs, or a table, of its own."""
    if any(inner != table for inner in table.css("table")):
        return True
    has_heads = table.css_first("th, caption, thead") is not None
    if not has_heads and any(len(cell.css("p, h1, h2")) > _PARTS for cell in table.css("td")):
        return True
    cells = (cell for cell in table.css("td") if len(cell.css("p, h1, h2, h3, ul, br")) > 1)
    return any(len(cell.text(deep=True).split()) > _CELL for cell in cells)


def _holds_blocks(node: LexborNode) -> bool:
    return _holds(node, "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, div, section, figure, pre")


def _holds(node: LexborNode, selector: str) -> bool:
    """Whether anything below the node, which itself is not meant, is selected."""
    return any(child.css_first(selector) is not None for child in node.iter())


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
    return _BLOCKS.get(tag, "paragraph")


def _words(node: LexborNode) -> str:
    """The text of an element; what stands in blocks of its own is parted by blanks, as it is on the screen."""
    if node.tag == "-text" or not _holds(node, _APART):
        return node.text(deep=True)
    return "".join(_pieces(node))


def _pieces(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag != "-comment":
            text = _words(child)
            yield f" {text} " if child.tag in _PARTED else text


def _table(node: LexborNode) -> Iterator[Block]:
    captions = [visible(_words(caption)) for caption in node.css("caption")]
    rows = [" | ".join(visible(_words(cell)) for cell in row.css("th, td")) for row in node.css("tr")]
    rows = [row for row in rows if row.strip(" |")]
    yield from (Block("caption", text) for text in captions if text)
    if rows:
        yield Block("table", "\n".join(rows))


def _paragraph(parts: list[LexborNode], place: LexborNode) -> Iterator[Piece]:
    words = "".join(_words(part) for part in parts if part.tag != "-comment")
    yield from _piece("paragraph", words, tuple(parts), place)


def _piece(kind: BlockKind, text: str, nodes: tuple[LexborNode, ...], place: LexborNode) -> Iterator[Piece]:
    parts = list(filter(None, map(visible, text.split(PARTED)))) if PARTED in text else [visible(text)]
    yield from (Piece(Block(kind, part), nodes, place, len(parts) > 1) for part in parts if part)
