"""A PDF's text by line geometry: running heads and folios go, line-end hyphens and page breaks are healed.

PDFium is not thread-safe: this module runs in the reading child, one document at a time.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from monitor.core.errors import ParseError
from monitor.core.text import visible
from monitor.reading import columns, glyphs, smallprint
from monitor.reading.furniture import FOLIO
from monitor.reading.glyphs import Run
from monitor.reading.notext import NoText

_MOST_PAGES = 400
_COLUMN_GAP, _GAP, _SAME_LINE, _RAISED = 24.0, 0.6, 3.0, 0.75
_PARAGRAPH_GAP = 1.75
_FOOT, _HEAD = 0.09, 0.86
_DIGITS = re.compile(r"\d+")
_LABELS = frozenset({"datum", "onze referentie", "ons kenmerk", "kenmerk", "uw referentie", "date", "our reference"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column: its place in points (y from the page's foot) and its font size.

    `edge`: it stands in the head or foot margin of its page; `low`: in the foot margin.
    """

    page: int
    x: float
    y: float
    right: float
    height: float
    text: str
    edge: bool = False
    low: bool = False


@dataclass(frozen=True, slots=True)
class Pdf:
    """`paragraphs` without page furniture; `small` the footnotes; `text` everything, for references.

    Small print beside the text is letterhead, and is left out.
    """

    paragraphs: tuple[str, ...]
    small: tuple[str, ...]
    text: str


def read(body: bytes) -> Pdf:
    """The text of a PDF. Raises `ParseError` when it is none, is damaged, or has no text layer."""
    lines = _lines(body)
    if not lines:
        raise NoText("the PDF has no text layer (a scan?)")
    found = smallprint.parted(_without_furniture(lines))
    words = "\n".join(line.text for line in lines)
    return Pdf(tuple(_paragraphs(found.text)), tuple(_paragraphs(found.notes)), words)


def _lines(body: bytes) -> list[Line]:
    import pypdfium2

    if not body.lstrip()[:5].startswith(b"%PDF-"):
        raise ParseError("not a PDF: the bytes do not begin with %PDF-")
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"the PDF cannot be opened: {error}") from error
    try:
        found: list[Line] = []
        for number in range(min(len(document), _MOST_PAGES)):
            found += _page_lines(document, number)
        return found
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"the PDF is damaged: {error}") from error
    finally:
        document.close()


def _opened(document: Any, number: int) -> tuple[Any, Any]:
    """A page and its text, with what its form fields and notes show unless drawing these in spoils its letters."""
    from pypdfium2 import raw

    page = document[number]
    text = page.get_textpage()
    before = set(text.get_text_range().split())
    if not raw.FPDFPage_GetAnnotCount(page) or raw.FPDFPage_Flatten(page, 0) != 1:
        return page, text
    flat = document[number]
    shown = flat.get_textpage()
    kept, spoiled = (flat, shown), (page, text)
    if not before <= set(shown.get_text_range().split()):
        kept, spoiled = spoiled, kept
    spoiled[1].close()
    spoiled[0].close()
    return kept


def _page_lines(document: Any, number: int) -> list[Line]:
    page, text = _opened(document, number)
    try:
        wide, high = page.get_size()
        sheet, runs = glyphs.runs(text, *((high, wide) if page.get_rotation() % 180 else (wide, high)))
        lines = [line for row in _rows(runs) for line in _columns(row, number)]
        foot, head = _FOOT * sheet.tall, _HEAD * sheet.tall
        return [replace(x, edge=not foot < x.y < head, low=x.y <= foot) for x in columns.ordered(lines)]
    finally:
        text.close()
        page.close()


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs of one height on the page, from top to bottom; each row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.foot, run.left)):
        if rows and abs(rows[-1][0].foot - run.foot) <= max(_SAME_LINE, 0.5 * rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _columns(row: list[Run], page: int) -> list[Line]:
    """A row split where a wide gap parts two columns, or any gap between what the page gives far apart; raised figures
    are marked as footnote calls.
    """
    size = max(run.size for run in row)
    lines: list[list[Run]] = [[row[0]]]
    for before, run in pairwise(row):
        gap = run.left - before.right
        if gap > _COLUMN_GAP or (gap > _GAP * size and abs(run.place - before.place) > 1):
            lines.append([])
        lines[-1].append(run)
    foot = row[0].foot
    return [Line(page, x[0].left, foot, x[-1].right, max(run.size for run in x), _join_runs(x, size)) for x in lines]


def _join_runs(runs: list[Run], size: float) -> str:
    parts: list[str] = []
    for index, run in enumerate(runs):
        if index and run.size < _RAISED * size and run.words.strip().isdigit():
            parts.append(f"[{run.words.strip()}]")
            continue
        if index and run.left - runs[index - 1].right > 0.15 * size and not parts[-1].endswith(" "):
            parts.append(" ")
        parts.append(run.words)
    return "".join(parts).strip()


def _without_furniture(lines: list[Line]) -> list[Line]:
    """Drop folios, what stands in the same place of the margin on half the pages, and later pages' label blocks.

    What the first page has of these stays, once: a head where it is, a foot at the end. A letter of one page, which
    repeats nothing, has them there too when it comes to have two.
    """
    pages = len({line.page for line in lines})
    seen = Counter(place for _, place in {(line.page, _place(line)) for line in lines if line.edge})
    repeated = {key for key, count in seen.items() if pages > 1 and count >= max(2, pages / 2)}
    labelled = _label_values(lines)
    kept = [x for x in lines if x not in labelled and not (x.edge and FOLIO.match(visible(x.text)))]
    again = [x.edge and _place(x) in repeated for x in kept]
    text = [x for x, is_again in zip(kept, again, strict=True) if not is_again or not (x.page or x.low)]
    return text + [x for x, is_again in zip(kept, again, strict=True) if is_again and x.low and not x.page]


def _place(line: Line) -> tuple[int, int, str]:
    return (round(line.x / 4), round(line.y / 4), _DIGITS.sub("#", visible(line.text)))


def _label_values(lines: list[Line]) -> set[Line]:
    """On every page but the first: a reference label and the value under it in the same column."""
    found: set[Line] = set()
    for line in lines:
        if line.page and visible(line.text).lower().rstrip(":") in _LABELS:
            below = [
                x
                for x in lines
                if x.page == line.page and abs(x.x - line.x) < 6 and 0 < line.y - x.y < 3 * max(line.height, 8)
            ]
            found.add(line)
            if below:
                found.add(max(below, key=lambda x: x.y))
    return found


def _paragraphs(lines: list[Line]) -> list[str]:
    """Lines of one column joined where the distance is that of lines; the break of a page is healed."""
    result: list[str] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and result and _continues(previous, line, result[-1]):
            result[-1] = _glue(result[-1], line.text)
        else:
            result.append(line.text)
        previous = line
    return [text for text in (visible(p.replace("\x02", "")) for p in result) if text]


def _continues(above: Line, line: Line, text: str) -> bool:
    first = line.text.lstrip()[:1]
    if above.page != line.page or line.y > above.y:
        return not text.rstrip().endswith((".", "?", "!", ":")) and first.islower()
    close = above.y - line.y <= _PARAGRAPH_GAP * max(above.height, line.height, 6.0)
    return close and abs(above.x - line.x) < 40


def _glue(text: str, more: str) -> str:
    """PDFium marks a hyphen that only the line end asked for with U+0002; any other hyphen is the word's own."""
    if text.endswith("\x02"):
        return text[:-1] + more
    if text.endswith("-") and more[:1].isalpha():
        return text + more
    return f"{text} {more}"
