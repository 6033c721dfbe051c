"""A PDF's text by line geometry: running heads and folios go, line-end hyphens and page breaks are healed.

PDFium is not thread-safe: this module runs in the reading child, one document at a time.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from unicodedata import category

from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.reading import columns, glyphs, margins, paragraphs, smallprint
from monitor.reading.filetext import FileText, NoText
from monitor.reading.lines import Line
from monitor.reading.sheet import Box, Run

_MOST_PAGES = 400
_COLUMN_GAP, _GAP, _SAME_LINE, _RAISED = 24.0, 0.6, 3.0, 0.75
_FOOT, _HEAD = 0.09, 0.86
# Beyond this part of signs that are none, a text is not named.
_UNNAMED = 0.1
_NO_LETTERS = frozenset({"Cc", "Cn", "Co"})
# Symbol fonts (bullets, ticks, pluses) have their signs in this part of the private area.
_ORNAMENTS = frozenset({glyphs.SOFT, *map(chr, range(0xF020, 0xF100))})


def read(body: bytes) -> FileText:
    """The text of a PDF. Raises `ParseError` when it is none, is damaged, or has no text layer."""
    lines, left = _lines(body)
    if not lines:
        raise NoText("the PDF has no text layer (a scan?)")
    kept = margins.without(lines)
    found, shape = smallprint.parted(kept), paragraphs.Shape(kept)
    text, notes = paragraphs.of(found.text, shape), paragraphs.of(found.notes, shape, notes=True)
    everything = "\n".join(line.text for line in lines)
    return FileText(tuple(text), tuple(notes), everything, left, _is_named(everything))


def _is_named(text: str) -> bool:
    """Whether the signs are letters. A font without a map gives their numbers, and low numbers are controls."""
    signs = [sign for sign in text if not sign.isspace() and sign not in _ORNAMENTS]
    return sum(category(sign) in _NO_LETTERS for sign in signs) <= _UNNAMED * len(signs)


def _lines(body: bytes) -> tuple[list[Line], int]:
    """The lines of the first pages, and how many pages are left."""
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
        return found, max(len(document) - _MOST_PAGES, 0)
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
        sheet, runs = glyphs.runs(text, _sheet(page))
        lines = list(flat(_columns(row, number) for row in _rows(runs)))
        foot, head = _FOOT * sheet.tall, _HEAD * sheet.tall
        return [replace(x, edge=not foot < x.y < head, low=x.y <= foot) for x in columns.ordered(lines)]
    finally:
        text.close()
        page.close()


def _sheet(page: Any) -> Box:
    """The page as the file has it: a media box that it inherits is not told, and a crop box may be a small part."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    return (min(media[0], crop[0]), min(media[1], crop[1]), max(media[2], crop[2]), max(media[3], crop[3]))


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs of one height on the page, from top to bottom; each row from left to right. A raised figure stands higher
    than the words it is raised from: the larger of two runs says how far apart one row's may be.
    """
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.foot, run.left)):
        if rows and _is_of_row(rows[-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _is_of_row(row: list[Run], run: Run) -> bool:
    """Whether a run stands beside those of a row: at their height, and not above or below one of them."""
    largest = max(row, key=lambda one: one.size)
    near = abs(largest.foot - run.foot) <= max(_SAME_LINE, 0.5 * max(largest.size, run.size))
    return near and not any(_overlap(one, run) for one in row)


def _overlap(one: Run, other: Run) -> bool:
    """Whether two runs of different heights share half of the shorter one's width."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return one.foot != other.foot and shared > 0.5 * min(one.right - one.left, other.right - other.left)


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
    return [_line(page, pieces, size) for pieces in lines]


def _line(page: int, pieces: list[Run], size: float) -> Line:
    """One line, at the height of its largest run. `size`: of the largest of its row."""
    largest = max(pieces, key=lambda run: run.size)
    right = max(run.right for run in pieces)
    return Line(page, pieces[0].left, largest.foot, right, largest.size, _join_runs(pieces, size))


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
