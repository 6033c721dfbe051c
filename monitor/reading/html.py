"""An HTML page or fragment as blocks, its editorial links, and the targets of its cards."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.address import usable
from monitor.core.model import Block
from monitor.core.reasons import Reason, because
from monitor.core.text import normalise_link, visible
from monitor.edits.noarticle import NoArticle
from monitor.reading import cutting, element, extractor, furniture, letter
from monitor.reading.blocks import walk
from monitor.reading.failure import failure

_LITTLE = 400
# Elements that nobody sees, whatever is done with the page.
_UNSEEN = "script, style, template, svg, iframe, input, select, object"
# A whole page, and no saved fragment.
_PAGE, _HEAD = re.compile(r"<(?:html|head|title|body)\b", re.IGNORECASE), 4_000


@dataclass(frozen=True, slots=True)
class Article:
    """What is left of a page when its furniture is gone.

    `furniture`: the visible texts that were cut; `failure`: why the page holds no article at all; `note`: what of it
    was read otherwise than usual.
    """

    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    failure: NoArticle | None = None
    note: Reason | None = None


def parse(markup: str) -> LexborHTMLParser:
    """The markup as a tree. Lone surrogates, which JSON can smuggle in, become question marks."""
    return LexborHTMLParser(markup.encode("utf-8", "replace"))


def article(markup: str, base: str, *, root: str = "", drop: str = "") -> Article:
    """Blocks of the markup, or of the elements that `root` (a CSS selector) names in it.

    `drop`: further selectors to cut. Links are absolute, without fragments, each once.
    """
    tree = parse(markup)
    if tree.body is None:
        return Article((), failure=NoArticle.EMPTY)
    base = base_of(tree, base)
    cut: list[str] = []
    cutting.unread(tree, drop)
    related = cutting.cut(tree, base, cut)
    for node in tree.css("pre"):
        cut += letter.heads_of(node.text(deep=True))
    for br in tree.css("br"):
        br.replace_with(" ")
    kept = cutting.outermost(tree.css(root) if root else [tree.body])
    blocks = [block for node in kept for block in walk(node, 0)]
    blocks, lines = _without_furniture(blocks)
    links = _links(kept, base, lines)
    why = failure([b.text for b in blocks], [*cut, *lines])
    return Article(tuple(blocks), links, related, (*cut, *lines), why)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What the links of a page are relative to: its own address, or what its `base` element says."""
    node = tree.css_first("base[href]")
    return usable((node.attributes.get("href") or "").strip(), url) or url if node else url


def _without_furniture(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks that are the article's, and the texts of the others; parts of a line go too."""
    kept: list[Block] = []
    cut: list[str] = []
    under = False
    for index, block in enumerate(blocks):
        if furniture.END.match(block.text) and sum(len(b.text) for b in blocks[index:]) < _LITTLE:
            cut += [b.text for b in blocks[index:]]
            break
        if furniture.is_line(block.text):
            under = bool(furniture.HEADINGS.match(block.text))
            cut.append(block.text)
        elif under and block.kind == "list":
            cut.append(block.text)
        else:
            under = False
            text, part = furniture.split_line(block.text) if block.kind != "table" else (block.text, "")
            cut += [part] if part else []
            kept += [Block(block.kind, text)] if text else []
    return kept, tuple(cut)


def _links(nodes: list[LexborNode], base: str, furniture_texts: tuple[str, ...]) -> tuple[str, ...]:
    return _links_of([link for node in nodes for link in node.css("a[href]")], base, furniture_texts)


def _links_of(links: Iterable[LexborNode], base: str, furniture_texts: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for link in links:
        text = visible(link.text(deep=True))
        target = cutting.absolute(link, base)
        if text and target and not any(text in line for line in furniture_texts):
            found.setdefault(normalise_link(target), target)
    return tuple(found.values())


def page(markup: str, base: str, tree: LexborHTMLParser | None = None, *, root: str = "", drop: str = "") -> Article:
    """The article of a whole page: what `root` selects, else what the extractor takes of it and what stands like that.
    A saved fragment is an article from end to end. The tree is used up.
    """
    tree = tree or parse(markup)
    base = base_of(tree, base)
    if root or not _PAGE.search(markup, 0, _HEAD):
        return article(markup, base, root=root, drop=drop)
    cutting.unread(tree, f"{_UNSEEN}, {drop}" if drop else _UNSEEN)
    for br in tree.css("br"):
        br.replace_with(" ")
    return _of_lines(tree, tree.html or "" if drop else markup, base) or article(markup, base, drop=drop)


def _of_lines(tree: LexborHTMLParser, markup: str, base: str) -> Article | None:
    """None where nothing of the page is taken for an article."""
    lines = element.lines_of(tree)
    is_large = len(lines) > element.MOST_LINES or len(markup) > element.MOST_MARKUP
    taken = element.by_structure(lines) if is_large else extractor.taken(lines, markup, base)
    own = [line.piece for line, is_taken in zip(lines, taken, strict=True) if is_taken]
    if not own:
        return None
    blocks, cut = _without_furniture([piece.block for piece in own])
    around = (*(x.piece.block.text for x, is_taken in zip(lines, taken, strict=True) if not is_taken), *cut)
    links = _links_of([link for piece in own for link in piece.links()], base, cut)
    why = failure([b.text for b in blocks], list(around))
    note = because("read_by_structure") if is_large else None
    return Article(tuple(blocks), links, _related(lines, base), around, why, note)


def _related(lines: Sequence[element.Line], base: str) -> tuple[str, ...]:
    """Where the cards lead to."""
    links = (above for line in lines if line.is_card for above in cutting.up(line.piece.place) if above.tag == "a")
    targets = [cutting.absolute(link, base) for link in {link.mem_id: link for link in links}.values()]
    return tuple(dict.fromkeys(t for t in targets if t and urlsplit(t).path not in ("", "/")))


def article_of_lines(lines: list[str]) -> tuple[Block, ...]:
    """Plain lines as paragraphs, without read-also lines, related headings and rating questions."""
    kept, _ = _without_furniture([_line(text) for line in lines if (text := visible(line))])
    return tuple(kept)


def _line(text: str) -> Block:
    """A line of Markdown by its mark: `# heading`, `- entry`; any other is a paragraph."""
    if text.startswith("#"):
        return Block("heading", text.lstrip("# "))
    return Block("list", text[2:].strip()) if text.startswith(("- ", "* ", "• ")) else Block("paragraph", text)
