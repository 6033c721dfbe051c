"""What stands like the article's lines, or beside them, and was not taken by the extractor."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from monitor.core.flat import flat
from monitor.reading.nodes import down, up
from monitor.reading.pagelines import LINKED, Line

# Of the article's words, what its box holds.
_BOX = 0.8
# Words of a short sentence, and of a note; lines of a gap, and of notes.
_SHORT, _NOTE, _GAP, _NOTES = 4, 6, 8, 2
# What is folded until a reader asks for it, and the caption of a fold.
_FOLDED = (
    "[hidden], [aria-hidden=true], details, [style*='display:none'], [style*='display: none'], noscript, .collapse"
)
_LABELS = "summary, button, dt, h1, h2, h3, h4, h5, h6, [role=button], [role=tab]"
# How a sentence ends; and what can be pressed.
ENDS, QUOTES = (".", "!", "?", ":", "…"), "\"'”’»“)] "
_BOXES = frozenset({"div", "section", "aside"})
_PRESSED = "a, button, input, form, textarea"


def widened(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """The evidence of all lines, from that of those that the extractor has."""
    found = like_siblings(lines, unfolded(lines, taken))
    return beside(lines, headings(lines, joined(lines, found)))


def like_siblings(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """Lines beside one of the article, in elements of the same tag and names and of one parent, are as good as it."""
    known = {_kin(line) for line, why in zip(lines, taken, strict=True) if why}
    kin = ["its neighbours are the article's" if _kin(x) in known and x.linked < LINKED else "" for x in lines]
    return [why or is_kin for why, is_kin in zip(taken, kin, strict=True)]


def _kin(line: Line) -> tuple[int, str, str]:
    place = line.piece.place
    return (
        place.parent.mem_id if place.parent is not None else 0,
        place.tag or "",
        place.attributes.get("class") or "",
    )


def headings(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """A heading is of what follows it."""
    found = list(taken)
    for index in range(len(lines) - 2, -1, -1):
        if not found[index] and found[index + 1] and _is_heading(lines[index]):
            found[index] = "it heads the article's next line"
    return found


def _is_heading(line: Line) -> bool:
    """A heading within a page; its `h1` is its title."""
    return line.piece.block.kind == "heading" and line.piece.place.tag != "h1" and line.linked < LINKED


def beside(lines: Sequence[Line], taken: list[str]) -> list[str]:
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
    """Whether a line is a sentence in a box in which nothing can be pressed. A box with a field asks for something."""
    place = line.piece.place
    around = {node.tag for node in up(place)} & {"footer", "nav", "header"}
    box = place.parent if place.tag == "p" and place.parent is not None and place.parent.tag in _BOXES else place
    is_still = box.css_first(_PRESSED) is None
    is_sentence = line.piece.block.kind != "heading" and len(line.words) >= _NOTE and _belongs(line)
    return is_sentence and is_still and not around


def joined(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """What stands between two lines of the article is its own, where all of it is sentences and headings."""
    places = [index for index, is_taken in enumerate(taken) if is_taken]
    gaps = [range(a + 1, b) for a, b in pairwise(places) if 1 < b - a <= _GAP + 1]
    between = set(flat(gap for gap in gaps if all(_belongs(lines[n]) for n in gap)))
    return [why or ("it stands between two lines" if n in between else "") for n, why in enumerate(taken)]


def _belongs(line: Line) -> bool:
    """Whether a line is a sentence, a heading or a caption, and nothing in its element can be pressed."""
    text, place = line.piece.block.text, line.piece.place
    is_sentence = len(line.words) >= _SHORT and text.rstrip(QUOTES).endswith(ENDS)
    is_named = line.piece.block.kind in ("heading", "caption")
    return (is_sentence or is_named) and place.css_first(_PRESSED) is None


def unfolded(lines: Sequence[Line], taken: list[str]) -> list[str]:
    """What is folded within the article is taken where it is prose, and so is the label that it folds under."""
    box = box_of(lines, taken)
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
    return set().union(*(down(one) for one in named))


def box_of(lines: Sequence[Line], taken: Sequence[object]) -> LexborNode | None:
    """The innermost element that holds four fifths of the article's words."""
    own = [line for line, is_taken in zip(lines, taken, strict=True) if is_taken]
    held, nodes = Counter[int](), dict[int, LexborNode]()
    for line in own:
        for node in up(line.piece.place):
            held[node.mem_id] += len(line.words)
            nodes[node.mem_id] = node
    least = _BOX * sum(len(line.words) for line in own)
    fitting = [key for key, words in held.items() if words >= least > 0]
    return nodes[max(fitting, key=lambda key: _depth(nodes[key]))] if fitting else None


def _depth(node: LexborNode) -> int:
    return sum(1 for _ in up(node))


def by_structure(lines: Sequence[Line]) -> list[str]:
    """The lines of the innermost element that holds four fifths of the page's prose, those of links alone left out."""
    box = box_of(lines, [line.is_prose for line in lines])
    inside = down(box) if box else set[int]()
    why = "the element with the most prose holds it"
    return [why if _id(line) in inside and line.linked < 1 else "" for line in lines]
