"""The blocks below an element of a page, by the roles of its elements."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from monitor.core.model import Block, BlockKind
from monitor.core.text import visible
from monitor.reading import furniture, letter

_BLOCKS: dict[str, BlockKind] = {
    "p": "paragraph", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading", "blockquote": "quote", "figcaption": "caption", "caption": "caption", "pre": "paragraph",
    "dt": "paragraph", "dd": "paragraph", "summary": "paragraph", "address": "paragraph",
}  # fmt: skip


_CONTAINERS = frozenset(
    (
        "html body div section article main header footer figure ul ol dl details center td th li blockquote "
        "table tbody span a"
    ).split()
)


# What begins on a line of its own: words on its two sides are never one.
_PARTED = _CONTAINERS - {"span", "a"} | _BLOCKS.keys() | {"tr", "hr", "form", "fieldset", "nav", "aside"}
_APART = ", ".join(sorted(_PARTED - {"html", "body"}))
_DEEPEST = 60
_LINES_OF_A_LETTER = 6


def walk(node: LexborNode, depth: int) -> Iterator[Block]:
    """Blocks below a node in order; loose text between block elements makes a paragraph."""
    loose: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in ("-text", "-comment") or not (tag in _BLOCKS or tag in _CONTAINERS):
            loose.append(_words(child) if tag != "-comment" else "")
            continue
        if tag in ("span", "a") and not _holds_blocks(child):
            loose.append(_words(child))
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _element(child, tag, depth)
    yield from _paragraph(loose)


def _element(node: LexborNode, tag: str, depth: int) -> Iterator[Block]:
    if tag == "table":
        yield from _table(node)
    elif tag == "pre" and node.text(deep=True).count("\n") >= _LINES_OF_A_LETTER:
        yield from letter.of_text(node.text(deep=True))
    elif tag == "li" and not _holds_blocks(node):
        yield from _block("list", _words(node))
    elif tag == "p" or (tag in _BLOCKS and not _holds_blocks(node)) or depth > _DEEPEST:
        yield from _block(_kind(node, tag), _words(node))
    elif tag == "blockquote":
        yield from (Block("quote", b.text) for b in walk(node, depth + 1))
    elif tag == "li":
        yield from (Block("list", b.text) for b in walk(node, depth + 1))
    else:
        yield from walk(node, depth + 1)


def _holds_blocks(node: LexborNode) -> bool:
    return _holds(node, "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, div, section, figure, pre")


def _holds(node: LexborNode, selector: str) -> bool:
    """Whether anything below the node, which itself is not meant, is selected."""
    found = node.css_first(selector)
    if found is None or found != node:
        return found is not None
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
    for caption in node.css("caption"):
        yield from _block("caption", _words(caption))
    rows = [" | ".join(visible(_words(cell)) for cell in row.css("th, td")) for row in node.css("tr")]
    rows = [row for row in rows if row.strip(" |")]
    if rows:
        yield Block("table", "\n".join(rows))


def _paragraph(parts: list[str]) -> Iterator[Block]:
    yield from _block("paragraph", "".join(parts))


def _block(kind: BlockKind, text: str) -> Iterator[Block]:
    text = visible(text)
    if text:
        yield Block(kind, text)
