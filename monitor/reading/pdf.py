"""A PDF's text by line geometry: running heads and folios go, line-end hyphens and page breaks are healed.

PDFium is not thread-safe: this module runs in the reading child, one document at a time.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from monitor.core.errors import ParseError
from monitor.core.text import visible
from monitor.reading.furniture import FOLIO
from monitor.reading.notext import NoText

_MOST_PAGES = 400
_COLUMN_GAP, _SAME_LINE, _RAISED = 24.0, 3.0, 0.75
_PARAGRAPH_GAP = 1.75
_FOOT, _HEAD = 0.09, 0.86
_DIGITS = re.compile(r"\d+")
_NOTE = re.compile(r"^\[?\d{1,3}\]?\s*\S")
_LABELS = frozenset({"datum", "onze referentie", "ons kenmerk", "kenmerk", "uw referentie", "date", "our reference"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column: its place in points (y from the page's foot) and its font size.

    `edge`: it stands in the head or foot margin of its page.
    """

    page: int
    x: float
    y: float
    height: float
    text: str
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Pdf:
    """`paragraphs` without page furniture; `small` the footnotes; `text` everything, for references.

    Small print that is no footnote is letterhead and is left out.
    """

    paragraphs: tuple[str, ...]
    small: tuple[str, ...]
    text: str


def read(body: bytes) -> Pdf:
    """The text of a PDF. Raises `ParseError` when it is none, is damaged, or has no text layer."""
    lines = _lines(body)
    if not lines:
        raise NoText("the PDF has no text layer (a scan?)")
    kept = _without_furniture(lines)
    size = median(line.height for line in kept) if kept else 0.0
    body_lines = [line for line in kept if line.height >= 0.82 * size]
    notes = [line for line in kept if line.height < 0.82 * size]
    return Pdf(
        tuple(_paragraphs(body_lines)),
        tuple(p for p in _paragraphs(notes) if _NOTE.match(p)),
        "\n".join(line.text for line in lines),
    )


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


def _page_lines(document: Any, number: int) -> list[Line]:
    page = document[number]
    text = page.get_textpage()
    try:
        runs = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ")
            if words.strip():
                foot, size = _set(text, left, bottom, top)
                runs.append((round(foot, 1), left, right, size, words))
        tall = page.get_height()
        lines = [line for row in _rows(runs) for line in _columns(row, number)]
        return [replace(x, edge=not _FOOT * tall < x.y < _HEAD * tall) for x in lines]
    finally:
        text.close()
        page.close()


def _set(text: Any, left: float, bottom: float, top: float) -> tuple[float, float]:
    """The foot and the font size of a run, by its first letter: the run's own box hugs whatever letters it has."""
    from pypdfium2 import raw

    index = text.get_index(left + 0.5, (bottom + top) / 2, 3, 3)
    if index is None or index < 0:
        return bottom, top - bottom
    return text.get_charbox(index, loose=True)[1], float(raw.FPDFText_GetFontSize(text, index)) or top - bottom


Run = tuple[float, float, float, float, str]  # foot, left, right, font size, words


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs of one height on the page, from top to bottom; each row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (-r[0], r[1])):
        if rows and abs(rows[-1][0][0] - run[0]) <= max(_SAME_LINE, 0.5 * rows[-1][0][3]):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda r: r[1]) for row in rows]


def _columns(row: list[Run], page: int) -> list[Line]:
    """A row split where a wide gap parts two columns; raised figures are marked as footnote calls."""
    size = max(run[3] for run in row)
    lines: list[list[Run]] = [[row[0]]]
    for before, run in pairwise(row):
        if run[1] - before[2] > _COLUMN_GAP:
            lines.append([])
        lines[-1].append(run)
    return [
        Line(page, line[0][1], min(r[0] for r in line), max(r[3] for r in line), _join_runs(line, size))
        for line in lines
    ]


def _join_runs(runs: list[Run], size: float) -> str:
    parts: list[str] = []
    for index, run in enumerate(runs):
        words = run[4]
        if index and run[3] < _RAISED * size and words.strip().isdigit():
            parts.append(f"[{words.strip()}]")
            continue
        if index and run[1] - runs[index - 1][2] > 0.15 * size and not parts[-1].endswith(" "):
            parts.append(" ")
        parts.append(words)
    return "".join(parts).strip()


def _without_furniture(lines: list[Line]) -> list[Line]:
    """Drop folios, what stands in the same place of the margin on half the pages, and later pages' label blocks."""
    pages = len({line.page for line in lines})
    seen = Counter(key for page in range(pages) for key in {_place(x) for x in lines if x.page == page})
    repeated = {key for key, count in seen.items() if pages > 1 and count >= max(2, pages / 2)}
    labelled = _label_values(lines)
    return [
        line
        for line in lines
        if not (line.edge and (_place(line) in repeated or FOLIO.match(visible(line.text)))) and line not in labelled
    ]


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
