"""PDFs as other programs make them: turned pages, columns, scaled and doubled letters, forms, small print, heads."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from monitor.reading import pdf

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
    """What is drawn turned, on a page that is shown turned back."""

    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
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
        for index, letter in enumerate("all the offices will meet"):
            for moved in (0, 0.3):
                canvas.drawString(72 + 6 * index + moved, 700, letter)

    assert _drawn(draw) == ["all the offices will meet"]


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
