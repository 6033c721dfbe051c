"""Which lines of a page of unknown make are its article: what the kept extractor takes, and what stands like it.

The extractor (trafilatura) weighs a page as a whole. It drops folded parts, and now and then a line. Where most of what
stands in one place of a page is taken, all of it is: an edit then moves no line in or out of the article.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.text import visible
from monitor.reading.blocks import Piece, pieces

# Beyond these a page is read by its structure alone.
MOST_LINES, MOST_MARKUP = 5_000, 2_000_000
# Of a line's runs of words, and of a place's words, what must be taken; of the article's words, what its box holds.
_LIKE, _PLACE, _SURE, _BOX = 0.7, 0.3, 0.8, 0.8
_RUN, _PROSE, _SHORT, _LINKED, _GAP, _NOTES = 4, 8, 4, 0.5, 8, 2
_WORD, _DIGITS = re.compile(r"\w+"), re.compile(r"\d+")
# A caption of a fold, and what is folded until a reader asks for it.
_FOLDED = (
    "[hidden], [aria-hidden=true], details, [style*='display:none'], [style*='display: none'], noscript, .collapse"
)
# How a sentence ends; and what can be pressed.
ENDS, QUOTES = (".", "!", "?", ":", "…"), "\"'”’»“)] "
_PRESSED = "a, button, input, form, textarea, select"
_LABELS = "summary, button, dt, h1, h2, h3, h4, h5, h6, [role=button], [role=tab]"


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a page: where it stands (the path of tags and classes, digits masked), its words, the share of them
    that are links. `is_card`: it is a block within a link: that leads to another text, whatever it says.
    """

    piece: Piece
    place: str
    words: tuple[str, ...]
    linked: float
    is_card: bool = False

    @property
    def is_prose(self) -> bool:
        return len(self.words) >= _PROSE and self.linked < _LINKED


class Places:
    """The paths of a page's elements."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, node: LexborNode) -> str:
        known = self._known.get(node.mem_id)
        if known is None:
            above = self.of(node.parent) if node.parent is not None and node.tag != "body" else ""
            known = self._known[node.mem_id] = f"{above}/{_name(node)}"
        return known


def _name(node: LexborNode) -> str:
    classes = sorted((node.attributes.get("class") or "").split())
    return _DIGITS.sub("#", ".".join((node.tag or "", *classes)))


def lines_of(tree: LexborHTMLParser) -> list[Line]:
    """Every line of a page, in order."""
    places = Places()
    found = pieces(tree.body) if tree.body else ()
    return [line for line in (_line(piece, places) for piece in found) if line.words]


def _line(piece: Piece, places: Places) -> Line:
    text = piece.block.text
    place = places.of(piece.place)
    inside = "/a/" in place or place.endswith("/a") or "/a." in place
    linked = 1.0 if inside else sum(len(visible(a.text(deep=True))) for a in piece.links()) / max(1, len(text))
    return Line(
        piece, place + ("@" if linked >= 1 else ""), tuple(_WORD.findall(text.lower())), min(1.0, linked), inside
    )


def chosen(lines: Sequence[Line], extracted: Sequence[str]) -> list[str]:
    """Of each line, the evidence that it is of the article; '' where there is none. `extracted`: the lines that the
    extractor gives.
    """
    hits = _hits(lines, extracted)
    all_, had = Counter[str](), Counter[str]()
    for line, hit in zip(lines, hits, strict=True):
        all_[line.place] += len(line.words)
        had[line.place] += len(line.words) * hit
    share = {place: had[place] / words for place, words in all_.items()}
    found = ["" if x.is_card else _evidence(x, share[x.place], hit=hit) for x, hit in zip(lines, hits, strict=True)]
    return _beside(lines, _headings(lines, _joined(lines, _like_siblings(lines, _unfolded(lines, found)))))


def _like_siblings(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """Lines beside one of the article, in elements of the same tag and names and of one parent, are as good as it."""
    known = {_kin(line) for line, why in zip(lines, taken, strict=True) if why}
    kin = ["its neighbours are the article's" if _kin(x) in known and x.linked < _LINKED else "" for x in lines]
    return [why or is_kin for why, is_kin in zip(taken, kin, strict=True)]


def _kin(line: Line) -> tuple[int, str, str]:
    place = line.piece.place
    return (
        place.parent.mem_id if place.parent is not None else 0,
        place.tag or "",
        place.attributes.get("class") or "",
    )


def _headings(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """A heading is of what follows it."""
    found = list(taken)
    for index in range(len(lines) - 2, -1, -1):
        if not found[index] and found[index + 1] and _is_heading(lines[index]):
            found[index] = "it heads the article's next line"
    return found


def _is_heading(line: Line) -> bool:
    """A heading within a page; its `h1` is its title."""
    return line.piece.block.kind == "heading" and line.piece.place.tag != "h1" and line.linked < _LINKED


def _beside(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """Sentences that stand right before the article, or right behind it, are a note of its editors."""
    places = [index for index, why in enumerate(taken) if why]
    if not places:
        return taken
    found = list(taken)
    for way in (range(places[0] - 1, -1, -1), range(places[-1] + 1, len(lines))):
        for index in list(way)[:_NOTES]:
            if not _is_note(lines[index]):
                break
            found[index] = "it stands beside the article"
    return found


def _is_note(line: Line) -> bool:
    around = {node.tag for node in _above(line.piece.place)} & {"footer", "nav", "header"}
    return line.piece.block.kind != "heading" and len(line.words) >= 6 and _belongs(line) and not around


def _headed(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """The page's only `h1` is its article's, which the extractor leaves to the title; an editor may change it alone."""
    heads = [n for n, line in enumerate(lines) if line.piece.place.tag == "h1"]
    if len(heads) != 1 or not any(taken):
        return taken
    return [why or ("it is the page's heading" if n == heads[0] else "") for n, why in enumerate(taken)]


def _evidence(line: Line, share: float, *, hit: bool) -> str:
    """`share`: of the words of its place, what the extractor has."""
    if hit:
        return "the extractor has it"
    is_like = share >= (_PLACE if line.is_prose else _SURE)
    return f"the extractor has {share:.0%} of its place" if is_like else ""


def _joined(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """What stands between two lines of the article is its own, where all of it is sentences and headings."""
    places = [index for index, is_taken in enumerate(taken) if is_taken]
    gaps = [range(a + 1, b) for a, b in pairwise(places) if 1 < b - a <= _GAP + 1]
    between = {index for gap in gaps if all(_belongs(lines[n]) for n in gap) for index in gap}
    return [why or ("it stands between two lines" if n in between else "") for n, why in enumerate(taken)]


def _belongs(line: Line) -> bool:
    """Whether a line is a sentence, a heading or a caption, and nothing in its element can be pressed."""
    text, place = line.piece.block.text, line.piece.place
    is_sentence = len(line.words) >= _SHORT and text.rstrip(QUOTES).endswith(ENDS)
    is_named = line.piece.block.kind in ("heading", "caption")
    return (is_sentence or is_named) and place.css_first(_PRESSED) is None


def _hits(lines: Sequence[Line], extracted: Sequence[str]) -> list[bool]:
    """Whether the extractor has a line: most of its runs of words; of a short line all its words, as a line. What
    stands on the page more often than in the extract is had where most of its place is, else where it comes first.
    """
    words = [tuple(_WORD.findall(text.lower())) for text in extracted]
    left = Counter(run for line in words for run in _runs(line))
    runs = [Counter(_runs(line.words)) for line in lines]
    held, all_ = Counter[str](), Counter[str]()
    for line, own in zip(lines, runs, strict=True):
        held[line.place] += sum(run in left for run in own)
        all_[line.place] += len(own)
    share = {place: round(held[place] / count, 1) for place, count in all_.items()}
    hits = [False] * len(lines)
    for index in sorted(range(len(lines)), key=lambda index: -share[lines[index].place]):
        hits[index] = _is_hit(runs[index], left)
    return hits


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every four words in a row; a shorter line is one."""
    return [words[n : n + _RUN] for n in range(max(1, len(words) - _RUN + 1))]


def _is_hit(own: Counter[tuple[str, ...]], left: Counter[tuple[str, ...]]) -> bool:
    found = own & left
    if found.total() < _LIKE * own.total():
        return False
    left.subtract(found)
    return True


def _unfolded(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """What is folded within the article is taken where it is prose, and so is the label that it folds under."""
    box = _box(lines, taken)
    folded = _ids_below(box, _FOLDED) if box else set[int]()
    if not folded or box is None:
        return taken
    labels = {node.mem_id for node in box.css(_LABELS)}
    opens = [line.is_prose and _id(line) in folded for line in lines]
    found = [why or ("it is folded prose" if is_open else "") for why, is_open in zip(taken, opens, strict=True)]
    for index in range(len(lines) - 2, -1, -1):
        line, behind = lines[index], lines[index + 1]
        is_label = _id(line) in labels or any(node.mem_id in labels for node in line.piece.nodes)
        if is_label and not found[index] and found[index + 1] and _id(behind) in folded:
            found[index] = "prose folds under it"
    return found


def _id(line: Line) -> int:
    return line.piece.place.mem_id


def _ids_below(box: LexborNode, selector: str) -> set[int]:
    """The elements that a selector names in a box, and all that is in them."""
    named = box.css(selector)
    return {node.mem_id for one in named for node in (one, *one.css("*"))}


def _box(lines: Sequence[Line], taken: Sequence[object]) -> LexborNode | None:
    """The innermost element that holds four fifths of the article's words."""
    own = [line for line, is_taken in zip(lines, taken, strict=True) if is_taken]
    held, nodes = Counter[int](), dict[int, LexborNode]()
    for line in own:
        for node in _above(line.piece.place):
            held[node.mem_id] += len(line.words)
            nodes[node.mem_id] = node
    least = _BOX * sum(len(line.words) for line in own)
    fitting = [key for key, words in held.items() if words >= least > 0]
    return nodes[max(fitting, key=lambda key: _depth(nodes[key]))] if fitting else None


def _above(node: LexborNode) -> Iterator[LexborNode]:
    here: LexborNode | None = node
    while here is not None and here.tag not in ("html", None):
        yield here
        here = here.parent


def _depth(node: LexborNode) -> int:
    return sum(1 for _ in _above(node))


def by_structure(lines: Sequence[Line]) -> list[str]:
    """The lines of the innermost element that holds four fifths of the page's prose, those of links alone left out."""
    box = _box(lines, [line.is_prose for line in lines])
    inside = {node.mem_id for node in (box, *box.css("*"))} if box else set[int]()
    why = "the element with the most prose holds it"
    return [why if _id(line) in inside and line.linked < 1 else "" for line in lines]
