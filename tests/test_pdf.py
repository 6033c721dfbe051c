"""PDFs as other programs make them: turned pages, columns, scaled and doubled letters, forms, small print, heads."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from monitor.core.model import Document, Request
from monitor.reading import letter, pdf
from monitor.render.views import sentences
from monitor.sources import letterfile

_LINES = [
    "The ministers spoke of returns in Brussels on Monday.",
    "Nobody said when the first flight to Kabul would leave.",
    "A second letter of the commissioner is due in the autumn.",
    "It names the offices that will look at every single case.",
    "Five of the member states have asked for more time for it.",
]
_OTHER = [
    "Aid in kind is paid at the airport, as it was before 2021.",
    "The agency of the Union counted 2,635 returns in two years.",
    "Lawyers asked the court to hear the three appeals together.",
    "Their hearing is planned for the second week of September.",
    "Until then nobody is to be put on a plane, the court said.",
]


def _drawn(*pages: Callable[[Any], None], size: tuple[float, float] = (595, 842)) -> list[str]:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return list(pdf.read(buffer.getvalue()).paragraphs)


def _column(lines: list[str], x: float, top: float = 700, leading: float = 14) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for index, line in enumerate(lines):
            canvas.drawString(x, top - index * leading, line)

    return draw


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_an_upright_one(turn: int) -> None:
    """What is drawn turned, on a page that is shown turned back, and whose sides are exchanged in the file."""

    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 595)}[turn])
        canvas.rotate({90: 90, 180: 180, 270: 270}[turn])
        _column(_LINES, 72, 500)(canvas)

    assert _drawn(draw) == _drawn(_column(_LINES, 72)) == [" ".join(_LINES)]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_letters_are_read_in_their_own_direction(turn: int) -> None:
    """On a page that is not turned: upside down, or along its side."""

    def draw(canvas: Any) -> None:
        canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
        canvas.rotate(turn)
        _column(_LINES, 72, 500)(canvas)

    assert _drawn(draw) == [" ".join(_LINES)]


@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(by_rows: bool) -> None:
    """Drawn column by column, or row by row; a title above them stays above."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 760, "A title that spans both of the columns of this page, and some more words besides")
        places = [(x, 700 - 14 * n, line) for x, lines in ((40, _LINES), (322, _OTHER)) for n, line in enumerate(lines)]
        for x, y, line in sorted(places, key=lambda p: -p[1]) if by_rows else places:
            canvas.drawString(x, y, line)

    assert _drawn(draw)[1:] == [" ".join(_LINES), " ".join(_OTHER)]


def test_rows_of_a_table_stay_rows() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for index, (year, count) in enumerate(
            [("2021", "31"), ("2022", "44"), ("2023", "58"), ("2024", "67"), ("2025", "70")]
        ):
            canvas.drawString(72, 700 - 40 * index, year)
            canvas.drawString(200, 700 - 40 * index, count)

    assert _drawn(draw) == ["2021", "31", "2022", "44", "2023", "58", "2024", "67", "2025", "70"]


def test_letters_are_as_large_as_they_are_drawn() -> None:
    """A font of size 1 on a page that is scaled: no small print, and no raised figure."""

    def draw(canvas: Any) -> None:
        canvas.scale(10, 10)
        canvas.setFont("Helvetica", 1)
        for index, line in enumerate(_LINES):
            canvas.drawString(7.2, 70 - 1.4 * index, line)

    assert _drawn(draw) == [" ".join(_LINES)]


def test_letters_that_are_drawn_twice_are_read_once() -> None:
    """Bold by a second drawing of each letter, a little to the right; doubled letters of a word stay two."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Courier", 10)
        for index, sign in enumerate("all the offices will meet"):
            for moved in (0, 0.3):
                canvas.drawString(72 + 6 * index + moved, 700, sign)

    assert _drawn(draw) == ["all the offices will meet"]


def test_a_shadow_of_the_letters_is_read_once() -> None:
    """Each letter drawn again, a point to the right and down, as on maps: narrow letters too, and doubled ones of a word
    stay two.
    """

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for row, word in enumerate(("Illmitz", "Millstätter")):
            for index, sign in enumerate(word):
                x = 72 + canvas.stringWidth(word[:index], "Helvetica", 10)
                for moved in (0, 1):
                    canvas.drawString(x + moved, 700 - moved - 60 * row, sign)

    assert _drawn(draw) == ["Illmitz", "Millstätter"]


@pytest.mark.parametrize("angle", [-30, 12, 37, 45, 90])
def test_words_that_are_turned_on_an_upright_page_stay_whole(angle: int) -> None:
    """A watermark, a stamp, the title of a map: drawn letter by letter, blanks left out."""

    def draw(canvas: Any) -> None:
        _column(_LINES, 72)(canvas)
        canvas.translate(300, 200)
        canvas.rotate(angle)
        canvas.setFont("Helvetica", 20)
        x = 0.0
        for sign in "Zones of return 25b":
            if sign != " ":
                canvas.drawString(x, 0, sign)
            x += canvas.stringWidth(sign, "Helvetica", 20)

    assert _drawn(draw)[-1] == "Zones of return 25b"


def _mapped(line: str, codes: dict[str, str]) -> bytes:
    """A page with one line, in a font that says of each of these letters that it is another."""
    told = "".join(f"<{ord(a):02X}> <{b.encode('utf-16-be').hex()}>\n" for a, b in codes.items())
    names = f"1 begincodespacerange <00> <FF> endcodespacerange {len(codes)} beginbfchar\n{told}endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {names} endcmap end"
    drawn = f"BT /F1 12 Tf 72 700 Td ({line}) Tj ET"
    streams = [f"<</Length {len(x)}>> stream\n{x}\nendstream" for x in (drawn, cmap)]
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 6 0 R>>>>>>",
        *streams,
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R>>",
    ]
    body = "".join(f"{n} 0 obj {one} endobj\n" for n, one in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer <</Root 1 0 R>>".encode("latin-1")


def test_letters_beyond_the_first_plane_are_letters() -> None:
    """Mathematical letters, which PDFium gives in two halves."""
    assert pdf.read(_mapped("the share p of returns", {"p": "\U0001d45d"})).paragraphs == (
        "the share \U0001d45d of returns",
    )


def _part(body: bytes, name: str = "letter.pdf") -> Any:
    request = Request(f"https://x.example/{name}", "part")
    return letterfile.part(Document(request, request.url, "", body, datetime.now(UTC)), "r")


def test_a_file_whose_signs_are_no_letters_says_so_and_is_known_by_its_bytes() -> None:
    """A font that does not say what its signs are: no word can be looked for, yet another file is told as one."""
    codes = {"a": "\x04", "e": "\x05", "n": "\x06", "t": "\x07"}
    read, other = (_part(_mapped(f"seven members went on {day}", codes)) for day in ("Monday", "Tuesday"))
    assert sentences([read.note]) == [
        "the file letter.pdf has no text that can be read: its fonts do not name its signs"
    ]
    assert read.blocks[-1].text != other.blocks[-1].text
    assert _part(_mapped("seven members went", {"v": "\x04"})).note is None, "one sign in a dozen is an ornament"


def test_small_print_in_the_text_is_content_and_beside_it_a_letterhead() -> None:
    def draw(canvas: Any) -> None:
        _column([line for _ in range(4) for line in _LINES], 72)(canvas)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72, 400, "Table 3. Returns by country, in small print, as a caption.")
        canvas.drawString(470, 640, "Postbus 20301")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 370, "The text goes on below it.")

    said = " ".join(_drawn(draw))
    assert "Table 3. Returns by country" in said
    assert "Postbus" not in said


def test_what_stands_in_a_form_is_text() -> None:
    def draw(canvas: Any) -> None:
        _column(_LINES, 72)(canvas)
        canvas.acroForm.textfield(name="n", x=72, y=500, width=300, height=20, value="Filled in by the desk")

    assert "Filled in by the desk" in _drawn(draw)


def _sheet(lines: list[str], *, folio: str) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 800, "Ministry of Asylum and Migration")
        _column(lines, 72)(canvas)
        canvas.drawString(72, 50, "Directorate for migration policy")
        canvas.drawString(500, 50, folio)

    return draw


def test_a_letter_exported_again_with_more_pages_reads_the_same() -> None:
    """Heads and feet that one page has are had once of several."""
    one = _drawn(_sheet(_LINES, folio="Page 1 of 1"))
    two = _drawn(_sheet(_LINES[:2], folio="Page 1 of 2"), _sheet(_LINES[2:], folio="Page 2 of 2"))
    three = _drawn(*(_sheet(part, folio=f"{n}/3") for n, part in enumerate((_LINES[:1], _LINES[1:3], _LINES[3:]), 1)))
    words = [" ".join(read).split() for read in (one, two, three)]
    assert words[0] == words[1] == words[2]


def _text(
    words: str, width: int, *, size: float = 10, leading: float = 14, gap: float = 8, depth: int = 40
) -> list[str]:
    """A text of paragraphs as a program would set it: in lines of so many points, and pages of so many lines. `^n` is a
    raised call of a note.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    y, lines = 700.0, 0
    for paragraph in words.split("\n"):
        for line in _set(canvas, paragraph, width, size):
            if lines == depth:
                canvas.showPage()
                y, lines = 700.0, 0
            _put(canvas, line, y, size)
            y, lines = y - leading, lines + 1
        y -= gap
    canvas.save()
    return list(pdf.read(buffer.getvalue()).paragraphs)


def _set(canvas: Any, paragraph: str, width: int, size: float) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        longer = f"{lines[-1]} {word}".strip()
        if canvas.stringWidth(longer, "Helvetica", size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _put(canvas: Any, line: str, y: float, size: float) -> None:
    x = 72.0
    for piece in re.split(r"(\^\d+)", line):
        raised = piece.startswith("^")
        drawn, points = piece.lstrip("^"), 0.65 * size if raised else size
        canvas.setFont("Helvetica", points)
        canvas.drawString(x, y + (0.33 * size if raised else 0), drawn)
        x += canvas.stringWidth(drawn, "Helvetica", points)


_LETTER = (
    "De Kamer vroeg in mei^12 naar de besluiten die in Brussel zijn genomen^13 en naar wat daarvan bekend is gemaakt.\n"
    "In het asiel- en migratiebeleid telt wat de EU-lidstaten daarover afspreken. De brief noemt 2.635 gevallen in totaal, "
    "begeleid door de Koninklijke Marechaussee en door mevrouw Van Dijk, tussen 2024-2025 en het einde van het jaar.\n"
    "Over re-admission is niets besloten. Het kabinet blijft bij wat de minister eerder aan de Kamer heeft geschreven."
)


@pytest.mark.parametrize("size", [9, 10, 11, 12])
def test_a_letter_in_other_lines_and_pages_reads_the_same(size: int) -> None:
    """Raised calls, the words' own hyphens at a line end, paragraphs by the document's own distances, page breaks within
    a sentence before a capital or a figure.
    """
    wanted = [re.sub(r"\^(\d+)", r"[\1]", paragraph) for paragraph in _LETTER.split("\n")]
    for width in range(230, 430, 20):
        assert _text(_LETTER, width, size=size, leading=1.2 * size, gap=0.5 * size) == wanted
        assert _text(_LETTER, width, size=size, leading=1.8 * size, gap=size) == wanted


@pytest.mark.parametrize("width", [260, 300, 340, 380])
def test_a_page_break_within_a_sentence_is_healed(width: int) -> None:
    words = _LETTER.replace("^12", "").replace("^13", "")
    for depth in range(4, 9):
        assert _text(words, width, depth=depth) == words.split("\n")


def test_the_figures_of_a_table_are_text_wherever_they_stand() -> None:
    """A table that begins at the top of a page and goes down to its foot: no figure in it is a folio, or a head."""

    def page(first: int) -> Callable[[Any], None]:
        def draw(canvas: Any) -> None:
            canvas.setFont("Helvetica", 10)
            for n in range(50):
                for x, value in ((72, f"Land {first + n}"), (220, str(100 + first + n)), (320, f"{first + n},5%")):
                    canvas.drawString(x, 790 - 15 * n, value)

        return draw

    read = " ".join(_drawn(page(0), page(50))).split()
    assert [n for n in range(100) if str(100 + n) not in read or f"{n},5%" not in read] == []


def test_the_cells_of_a_small_table_are_content() -> None:
    def annex(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "Bijlage 1")
        canvas.setFont("Helvetica", 7)
        for n in range(10):
            canvas.drawString(72, 680 - 10 * n, f"Land {n}")
            canvas.drawString(330, 680 - 10 * n, str(412 + n))
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 560, "Hoogachtend,")

    said = " ".join(_drawn(_column([line for _ in range(6) for line in _LINES], 72), annex)).split()
    assert [n for n in range(10) if str(412 + n) not in said] == []


def test_a_column_headed_by_a_date_is_no_letterhead() -> None:
    def timeline(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for x, y, words in (
            (72, 700, "Datum"),
            (200, 700, "Gebeurtenis"),
            (72, 686, "12 mei 2026"),
            (200, 686, "Gesprek"),
        ):
            canvas.drawString(x, y, words)

    said = _drawn(_column(_LINES, 72), timeline)
    assert "12 mei 2026" in " ".join(said)


def test_pages_beyond_the_measure_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not read is said with the item."""
    monkeypatch.setattr("monitor.reading.pdf._MOST_PAGES", 2)
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for line in _LINES:
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    read = _part(buffer.getvalue(), "long.pdf")
    assert sentences([read.note]) == ["the last 3 pages of the file long.pdf are not read"]


def test_a_sentence_that_begins_as_a_subject_does_is_none() -> None:
    """Behind the first question 'Betreft het …' is text."""
    letter_ = [
        "Vraag 1",
        "Hoeveel zijn het er?",
        "Antwoord 1",
        "412.",
        "Vraag 2",
        "Betreft het hier ook minderjarigen?",
    ]
    said = " ".join(block.text for block in letter.blocks(letter_))
    assert "412." in said
    assert letter.subject(letter_) == ""


def test_a_table_beside_the_text_is_content() -> None:
    """Figures in small print in a column of their own, as a press release has them."""

    def draw(canvas: Any) -> None:
        _column([line for _ in range(4) for line in _LINES], 40)(canvas)
        canvas.setFont("Helvetica", 7)
        for n, year in enumerate(("2023", "2024", "2025")):
            canvas.drawString(400, 690 - 12 * n, f"Returns {year}")
            canvas.drawString(500, 690 - 12 * n, str(412 + n))

    said = " ".join(_drawn(draw))
    assert [n for n in range(3) if str(412 + n) not in said] == []


def test_lines_that_stand_close_under_each_other_are_two() -> None:
    """A timetable's small rows: neither is raised from the other."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 8)
        for n in range(6):
            canvas.drawString(72, 700 - 4 * n, f"11:{10 + n}")

    assert " ".join(_drawn(draw)).split() == [f"11:{10 + n}" for n in range(6)]


@pytest.mark.parametrize("size", [6.5, 8, 9])
def test_a_side_column_is_no_part_of_the_sentences_beside_it(size: float) -> None:
    """The addresses of a letter, in short lines at heights of their own, whatever their size."""
    words = ["Directie Terugkeer", "Turfmarkt 147", "2511 DP Den Haag", "Postbus 20301", "Contactpersoon", "J. de Boer"]

    def draw(canvas: Any) -> None:
        _column([line for _ in range(3) for line in _LINES], 72, leading=13)(canvas)
        canvas.setFont("Helvetica", size)
        for n, line in enumerate(words):
            canvas.drawString(430, 696 - 10.5 * n, line)

    assert _drawn(draw)[0] == " ".join(line for _ in range(3) for line in _LINES)


@pytest.mark.parametrize("offset", [0, 3, 6, 9])
def test_columns_on_other_heights_are_columns(offset: int) -> None:
    def draw(canvas: Any) -> None:
        _column(_LINES, 40, leading=13)(canvas)
        _column(_OTHER, 322, 700 - offset, leading=13)(canvas)

    assert _drawn(draw) == [" ".join(_LINES), " ".join(_OTHER)]


def test_what_lies_outside_of_the_page_is_not_read() -> None:
    """A sheet that is cut out of a larger one: nobody sees the rest."""

    def draw(canvas: Any) -> None:
        _column(_LINES, 72, 280)(canvas)
        canvas.drawString(72, -100, "Left over from another page")
        canvas.drawString(700, 200, "Beside it")

    assert _drawn(draw, size=(595, 342)) == [" ".join(_LINES)]


def test_a_sheet_with_nothing_but_folios_has_no_paragraphs() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(300, 820, "1")
        canvas.drawString(300, 20, "1 / 2")

    assert _drawn(draw, draw) == []
