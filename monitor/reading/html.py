"""An HTML page or fragment as blocks, its editorial links, and the targets of its cards."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.address import usable
from monitor.core.identity import path_alias
from monitor.core.model import Block
from monitor.core.text import fold, normalise_link, visible
from monitor.edits.noarticle import NoArticle
from monitor.reading import furniture, letter
from monitor.reading.blocks import walk
from monitor.reading.failure import failure

_LITTLE = 400


@dataclass(frozen=True, slots=True)
class Article:
    """What is left of a page when its furniture is gone.

    `furniture`: the visible texts that were cut; `failure`: why the page holds no article at all.
    """

    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    failure: NoArticle | None = None


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
    for selector in (furniture.DROP, drop):
        for node in tree.css(selector) if selector else ():
            node.decompose()
    related = _cut_cards(tree, base, cut)
    _cut_widgets(tree, cut)
    for node in tree.css("pre"):
        cut += letter.heads_of(node.text(deep=True))
    for br in tree.css("br"):
        br.replace_with(" ")
    kept = list(_outermost(tree.css(root) if root else [tree.body]))
    blocks = [block for node in kept for block in walk(node, 0)]
    blocks, lines = _without_furniture(blocks)
    links = _links(kept, base, lines)
    why = failure([b.text for b in blocks], [*cut, *lines])
    return Article(tuple(blocks), links, tuple(r for r in related if r), (*cut, *lines), why)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What the links of a page are relative to: its own address, or what its `base` element says."""
    node = tree.css_first("base[href]")
    return usable((node.attributes.get("href") or "").strip(), url) or url if node else url


def meta(tree: LexborHTMLParser) -> dict[str, str]:
    """The page's meta elements by name or property, and 'title' and 'canonical'."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        key = node.attributes.get("property") or node.attributes.get("name") or node.attributes.get("itemprop")
        if key:
            found.setdefault(key.lower(), node.attributes.get("content") or "")
    title, canonical = tree.css_first("title"), tree.css_first("link[rel=canonical]")
    if title:
        found["title"] = visible(title.text())
    if canonical:
        found["canonical"] = canonical.attributes.get("href") or ""
    html = tree.css_first("html")
    if html:
        found["lang"] = html.attributes.get("lang") or ""
    return found


def json_ld(tree: LexborHTMLParser, known: Mapping[str, str], url: str) -> dict[str, Any]:
    """The JSON-LD object that describes the article of this page (`known`: its meta elements, `url`: where it stands);
    empty when there is none. A page may describe other stories as well: an object is its own by its address, else by
    its headline.
    """
    own = {_place(link) for link in (url, known.get("canonical"), known.get("og:url")) if link}
    titles = {fold(known.get(name, "")) for name in ("og:title", "title")} | {fold(h.text()) for h in tree.css("h1")}
    found = [(_is_of(candidate, own, titles - {""}), candidate) for candidate in _articles(tree)]
    fitting = [pair for pair in found if pair[0] >= 0]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else {}


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text())
        except ValueError:
            continue
        for candidate in _flatten(data):
            kinds = candidate.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(k, str) and (k.endswith(("Article", "BlogPosting")) or k == "Report") for k in kinds):
                yield candidate


def _is_of(candidate: Mapping[str, Any], own: set[str], titles: set[str]) -> int:
    """2: it names this page's address; 1: it has the page's headline; 0: it says neither; -1: it is of another page."""
    main = candidate.get("mainEntityOfPage")
    named = [candidate.get("url"), candidate.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    places = {_place(link) for link in named if isinstance(link, str) and "/" in link}
    headline = candidate.get("headline")
    title = fold(headline) if isinstance(headline, str) else ""
    if places & own:
        return 2
    if title and any(title in whole for whole in titles):
        return 1
    return -1 if places or (title and titles) else 0


def _place(link: str) -> str:
    """An address for comparing, whatever its host is called."""
    return (
        path_alias(urldefrag(link.strip()).url) if "://" in link else f"path:{urldefrag(link.strip()).url}".rstrip("/")
    )


def _flatten(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for part in data:
            yield from _flatten(part)
    elif isinstance(data, dict):
        yield data
        yield from _flatten(data.get("@graph"))


def _cut_cards(tree: LexborHTMLParser, base: str, cut: list[str]) -> list[str]:
    related: dict[str, None] = {}
    nodes = tree.css(furniture.CARDS)
    for node in nodes:
        for link in node.css("a[href]"):
            target = _absolute(link, base)
            if target and urlsplit(target).path not in ("", "/"):
                related.setdefault(target)
    for node in _outermost(nodes):
        cut.append(visible(node.text(deep=True, separator=" ")))
        node.decompose()
    return list(related)


def _cut_widgets(tree: LexborHTMLParser, cut: list[str]) -> None:
    """Cut what its tag or its class says is furniture, unless it holds half of the text: then the name is wrong."""
    named = [n for n in tree.css("[class], [id]") if furniture.is_named(_names(n))]
    nodes = list(_outermost([*tree.css(furniture.WIDGETS), *named]))
    if not nodes:
        return
    half = len(tree.body.text(deep=True)) / 2 if tree.body else 0.0
    for node in nodes:
        text = node.text(deep=True, separator=" ")
        if node.tag in ("body", "html", "article", "main") or (len(text) > half and node.css_first("p") is not None):
            continue
        cut.append(visible(text))
        node.decompose()


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def _outermost(nodes: list[LexborNode]) -> Iterator[LexborNode]:
    seen: set[int] = set()
    for node in nodes:
        parent, inside = node.parent, False
        while parent is not None:
            if parent.mem_id in seen:
                inside = True
                break
            parent = parent.parent
        if not inside:
            seen.add(node.mem_id)
            yield node


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
    found: dict[str, str] = {}
    for node in nodes:
        for link in node.css("a[href]"):
            text = visible(link.text(deep=True))
            target = _absolute(link, base)
            if text and target and not any(text in line for line in furniture_texts):
                found.setdefault(normalise_link(target), target)
    return tuple(found.values())


def _absolute(link: LexborNode, base: str) -> str:
    href = (link.attributes.get("href") or "").strip()
    if not href or href.startswith("#"):
        return ""
    return urldefrag(usable(href, base)).url


def page(markup: str, base: str, tree: LexborHTMLParser | None = None, *, root: str = "", drop: str = "") -> Article:
    """The article of a whole page: what `root` selects, else its main element, else what trafilatura makes of it."""
    tree = tree or parse(markup)
    base = base_of(tree, base)
    root = root or main_of(tree)
    if root or not _is_page(tree):
        return article(markup, base, root=root, drop=drop)
    return _extracted(markup, base) or article(markup, base, drop=drop)


def _is_page(tree: LexborHTMLParser) -> bool:
    """A page with parts around its text, and no saved fragment."""
    return tree.css_first("nav, header, footer, [role=navigation]") is not None


def _extracted(markup: str, base: str) -> Article | None:
    """The text of a page of unknown make. Repeated sentences stay: the library would drop them otherwise."""
    import trafilatura

    found = trafilatura.extract(
        markup, url=base, output_format="html", include_links=True, include_tables=True, include_comments=False,
        include_formatting=False, deduplicate=False, favor_recall=True,
    )  # fmt: skip
    return article(found, base) if found else None


def main_of(tree: LexborHTMLParser) -> str:
    """The selector of a page's main element, empty when it names none."""
    for selector in ("article", "main", "[role=main]"):
        if len(tree.css(selector)) == 1:
            return selector
    return ""


def article_of_lines(lines: list[str]) -> tuple[Block, ...]:
    """Plain lines as paragraphs, without read-also lines, related headings and rating questions."""
    kept, _ = _without_furniture([_line(text) for line in lines if (text := visible(line))])
    return tuple(kept)


def _line(text: str) -> Block:
    """A line of Markdown by its mark: `# heading`, `- entry`; any other is a paragraph."""
    if text.startswith("#"):
        return Block("heading", text.lstrip("# "))
    return Block("list", text[2:].strip()) if text.startswith(("- ", "* ", "• ")) else Block("paragraph", text)
