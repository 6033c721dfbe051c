"""An HTML page or fragment as blocks, its editorial links, and the targets of its cards."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.address import usable
from monitor.core.flat import flat
from monitor.core.model import Block, PageLine
from monitor.core.reasons import Reason, because
from monitor.core.text import normalise_link, visible
from monitor.edits.noarticle import NoArticle
from monitor.reading import cutting, element, extractor, furniture, letter
from monitor.reading.cuts import Cut, Told
from monitor.reading.failure import Controls, failure
from monitor.reading.neighbours import by_structure
from monitor.reading.nodes import outermost, unbroken, up
from monitor.reading.pagelines import Line, lines_below, lines_of

_LITTLE, _PRESSED = 400, 12
# The part of a line that is links, where it only leads somewhere.
_MOSTLY = 0.6
# Elements that nobody sees, whatever is done with the page.
_UNSEEN = "script, style, template, svg, iframe, select, object"
# A whole page, and no saved fragment.
_PAGE, _HEAD = re.compile(r"<(?:html|head|title|body)\b", re.IGNORECASE), 4_000


@dataclass(frozen=True, slots=True)
class Article:
    """What is left of a page when its furniture is gone.

    `cuts`: the visible texts that went, by their rules; `failure`: why the page holds no article at all; `note`: what
    of it was read otherwise than usual; `lines`: all lines, those of the blocks and the others.
    """

    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    failure: NoArticle | None = None
    note: Reason | None = None
    lines: tuple[PageLine, ...] = ()

    @property
    def furniture(self) -> tuple[str, ...]:
        return tuple(cut.text for cut in self.cuts)


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
    cut: list[Cut] = []
    cutting.unread(tree, drop)
    pressed = _controls(tree)
    related = cutting.cut(tree, base, cut)
    for node in tree.css("pre"):
        cut += (Cut("head of a letter", head) for head in letter.heads_of(node.text(deep=True)))
    unbroken(tree)
    kept = outermost(tree.css(root) if root else [tree.body])
    lines = lines_below(kept)
    judged = _without_ways(lines, _judged([line.piece.block for line in lines]), base)
    own = _cuts(judged)
    links = _links(list(flat(node.css("a[href]") for node in kept)), base, own)
    shown = (*_shown(lines, ["the article's own markup"] * len(lines), judged, base), *_hidden(cut))
    blocks = tuple(one.block for one in judged if one.block)
    cuts = (*cut, *own)
    return Article(blocks, links, related, cuts, _failed(blocks, cuts, pressed), lines=tuple(shown))


def _failed(blocks: Iterable[Block], cuts: Iterable[Cut], controls: Controls) -> NoArticle | None:
    return failure([block.text for block in blocks], [cut.text for cut in cuts], controls)


def _controls(tree: LexborHTMLParser) -> Controls:
    """What a page offers to press. Of many, the first: a page that is no article has few."""
    pressed = tree.css("button, [role=button], input[type=submit]")[:_PRESSED]
    labels = (visible(node.text(deep=True)) or node.attributes.get("value") or "" for node in pressed)
    return Controls(tuple(labels), tree.css_first("input[type=password]") is not None)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What the links of a page are relative to: its own address, or what its `base` element says."""
    node = tree.css_first("base[href]")
    return usable((node.attributes.get("href") or "").strip(), url) or url if node else url


@dataclass(frozen=True, slots=True)
class _Judged:
    """What of a block is the article's, if anything, and what was cut from it by which rule."""

    block: Block | None
    cut: Cut | None = None


_AROUND = _Judged(None)


def _judged(blocks: list[Block]) -> list[_Judged]:
    """Each block without its furniture."""
    return [_parted(block, rule) for block, rule in zip(blocks, _rules(blocks), strict=True)]


def _without_ways(lines: Sequence[Line], judged: Sequence[_Judged], base: str) -> list[_Judged]:
    """The lines without those that only lead to the site's front page, or up on the page itself."""
    return [
        _Judged(None, Cut("way to the front page", one.block.text)) if one.block and _is_way(line, base) else one
        for line, one in zip(lines, judged, strict=True)
    ]


def _is_way(line: Line, base: str) -> bool:
    links = list(line.piece.links()) if line.linked >= _MOSTLY else []
    hrefs = [(link.attributes.get("href") or "").strip() for link in links]
    return bool(hrefs) and all(href in ("#", "#top") or _is_front(urljoin(base, href), base) for href in hrefs)


def _is_front(url: str, base: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query and not parts.fragment and url != base


def _parted(block: Block, rule: str) -> _Judged:
    if rule:
        return _Judged(None, Cut(rule, block.text))
    text, part = furniture.split_line(block.text) if block.kind != "table" else (block.text, "")
    return _Judged(Block(block.kind, text) if text else None, Cut("part of a line", part) if part else None)


def _cuts(judged: Iterable[_Judged]) -> tuple[Cut, ...]:
    return tuple(one.cut for one in judged if one.cut)


def _rules(blocks: list[Block]) -> list[str]:
    """Of each block, the rule by which it is none of the article's."""
    found: list[str] = []
    under, shares = False, _shares(blocks)
    for index, block in enumerate(blocks):
        if furniture.END.match(block.text) and sum(len(b.text) for b in blocks[index:]) < _LITTLE:
            return found + ["end of the article"] * (len(blocks) - index)
        rule = furniture.rule_of(block.text)
        under = bool(furniture.HEADINGS.match(block.text)) if rule else under and block.kind == "list"
        found.append(rule or _of_list(index, under, shares))
    return found


def _of_list(index: int, is_under: bool, shares: Collection[int]) -> str:
    """The rule by which an entry is none of the article's."""
    if is_under:
        return "list of other texts"
    return "share bar" if index in shares else ""


def _shares(blocks: Sequence[Block]) -> set[int]:
    """The places of the lists of which half or more of the entries, two at least, are services to share a text by."""
    runs = [list(run) for kind, run in groupby(range(len(blocks)), key=lambda n: blocks[n].kind) if kind == "list"]
    named = [sum(furniture.is_service(blocks[n].text) for n in run) for run in runs]
    return set(flat(run for run, count in zip(runs, named, strict=True) if count > 1 and 2 * count >= len(run)))


def _links(links: Iterable[LexborNode], base: str, cuts: Sequence[Cut]) -> tuple[str, ...]:
    return _once(_targets(links, base, cuts))


def _once(targets: Iterable[str]) -> tuple[str, ...]:
    """Each document once, by the first address that leads there."""
    found: dict[str, str] = {}
    for target in targets:
        found.setdefault(normalise_link(target), target)
    return tuple(found.values())


def _targets(links: Iterable[LexborNode], base: str, cuts: Sequence[Cut]) -> tuple[str, ...]:
    """Where links lead that say something, and are in nothing that was cut."""
    said = ((visible(link.text(deep=True)), link) for link in links)
    kept = (link for text, link in said if text and not any(text in cut.text for cut in cuts))
    return tuple(target for link in kept if (target := cutting.absolute(link, base)))


def _shown(lines: Sequence[Line], evidence: Sequence[str], judged: Sequence[_Judged], base: str) -> Iterable[PageLine]:
    """The lines of a page, those that are the article's without their furniture."""
    left = iter(judged)
    for line, why in zip(lines, evidence, strict=True):
        block, one = line.piece.block, next(left) if why else _AROUND
        cut = (one.cut,) if one.cut else ()
        if one.block is not None:
            yield PageLine(
                line.place, block.kind, one.block.text, why=why, links=_targets(line.piece.links(), base, cut)
            )
        else:
            around = "a card of another text" if line.is_card else ""
            rule = one.cut.rule if one.cut else around
            yield PageLine(line.place, block.kind, block.text, kept=False, why=rule)


def _hidden(cuts: Iterable[Cut]) -> Iterable[PageLine]:
    """What was cut from the markup before it was read."""
    return (PageLine(cut.place, "paragraph", cut.text, kept=False, why=cut.rule) for cut in cuts if cut.place)


def page(
    markup: str,
    base: str,
    tree: LexborHTMLParser | None = None,
    *,
    root: str = "",
    drop: str = "",
    settled: Mapping[str, bool] | None = None,
) -> Article:
    """The article of a whole page: what `root` selects, else what stands in places that are `settled` as an article's;
    where prose stands elsewhere, what the extractor takes of it and what stands like that. A saved fragment is an
    article from end to end. The tree is used up.
    """
    tree = tree or parse(markup)
    base = base_of(tree, base)
    if root or not _PAGE.search(markup, 0, _HEAD):
        return article(markup, base, root=root, drop=drop)
    _seen(tree, drop)
    return _of_lines(tree, markup, base, settled or {}) or article(markup, base, drop=drop)


def _seen(tree: LexborHTMLParser, drop: str) -> None:
    """Take away what nobody sees of a page."""
    cutting.unread(tree, f"{_UNSEEN}, {drop}" if drop else _UNSEEN)
    unbroken(tree)


def _of_lines(tree: LexborHTMLParser, markup: str, base: str, settled: Mapping[str, bool]) -> Article | None:
    """None where nothing of the page is taken for an article."""
    lines, evidence, note = _evidence(tree, markup, base, settled)
    own = [line.piece for line, why in zip(lines, evidence, strict=True) if why]
    if not own:
        return None
    judged = _judged([piece.block for piece in own])
    around = (Cut("around", line.piece.block.text) for line, why in zip(lines, evidence, strict=True) if not why)
    blocks, cuts = tuple(one.block for one in judged if one.block), (*around, *_cuts(judged))
    pressed = _controls(tree)
    shown = tuple(_shown(lines, evidence, judged, base))
    links = _once(flat(line.links for line in shown))
    return Article(blocks, links, _related(lines, base), cuts, _failed(blocks, cuts, pressed), note, shown)


def _evidence(
    tree: LexborHTMLParser, markup: str, base: str, settled: Mapping[str, bool]
) -> tuple[list[Line], list[str], Reason | None]:
    """The lines of a page, and of each the evidence that it is of the article; a note where it is very large."""
    lines = lines_of(tree)
    if element.are_known(lines, settled):
        return lines, element.by_places(lines, settled), None
    if len(lines) > element.MOST_LINES or len(markup) > element.MOST_MARKUP:
        return lines, by_structure(lines), because("read_by_structure")
    # The extractor sees what readers see, and the same elements as we.
    return lines, extractor.taken(lines, tree.html or "", base), None


def _related(lines: Sequence[Line], base: str) -> tuple[str, ...]:
    """Where the cards lead to."""
    links = (above for above in flat(up(line.piece.place) for line in lines if line.is_card) if above.tag == "a")
    targets = [cutting.absolute(link, base) for link in {link.mem_id: link for link in links}.values()]
    return tuple(dict.fromkeys(t for t in targets if t and urlsplit(t).path not in ("", "/")))


def explained(
    markup: str, base: str, *, root: str = "", drop: str = "", settled: Mapping[str, bool] | None = None
) -> list[Told]:
    """Each line of a page with why it is of the article or not; of a fragment, or where `root` names the article, what
    is kept of its markup and then what is cut.
    """
    tree = parse(markup)
    base = base_of(tree, base)
    if not root and _PAGE.search(markup, 0, _HEAD):
        _seen(tree, drop)
        lines, evidence, _ = _evidence(tree, markup, base, settled or {})
        if any(evidence):
            rules = iter(_rules([line.piece.block for line, why in zip(lines, evidence, strict=True) if why]))
            return [_told(line, why, next(rules) if why else "") for line, why in zip(lines, evidence, strict=True)]
    read = article(markup, base, root=root, drop=drop)
    kept = [Told(block.text, is_kept=True, why="the article's own markup") for block in read.blocks]
    return kept + [Told(cut.text, is_kept=False, why=cut.rule) for cut in read.cuts]


def _told(line: Line, why: str, rule: str) -> Told:
    around = "a card of another text" if line.is_card else "no evidence for it"
    return Told(line.piece.block.text, is_kept=bool(why) and not rule, why=rule or why or around, place=line.place)


def article_of_lines(lines: list[str]) -> tuple[Block, ...]:
    """Plain lines as paragraphs, without read-also lines, related headings and rating questions."""
    judged = _judged([_line(text) for line in lines if (text := visible(line))])
    return tuple(one.block for one in judged if one.block)


def _line(text: str) -> Block:
    """A line of Markdown by its mark: `# heading`, `- entry`; any other is a paragraph."""
    if text.startswith("#"):
        return Block("heading", text.lstrip("# "))
    return Block("list", text[2:].strip()) if text.startswith(("- ", "* ", "• ")) else Block("paragraph", text)
