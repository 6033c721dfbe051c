"""Draws ministry letters as PDFs in the real layout: letterhead, reference column, repeated heads, folios.

`python -m tests.letters` draws the PDFs of `seeds/rijksoverheid/{letters,revised}/` anew from their texts.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

SEEDS = Path(__file__).parent.parent / "seeds" / "rijksoverheid" / "letters"
REVISED = SEEDS.parent / "revised"
_LEFT, _TOP, _BOTTOM, _COLUMN = 76.0, 700.0, 110.0, 440.0
_SIZE, _LEADING, _GAP = 9.0, 13.0, 26.0


@dataclass
class _Pen:
    """Where the next line goes. Every page but the first gets the reference column at its head."""

    canvas: Canvas
    letter: dict[str, Any]
    width: float
    page: int = 1
    y: float = _TOP
    pages: list[int] = field(default_factory=list)

    def head(self) -> None:
        self._column([("Datum", self.letter["date"]), ("Onze referentie", self.letter["our_reference"])], 770)

    def _column(self, rows: list[tuple[str, str]], y: float) -> None:
        for label, value in rows:
            self.canvas.setFont("Helvetica-Bold", 6.5)
            self.canvas.drawString(_COLUMN, y, label)
            self.canvas.setFont("Helvetica", 6.5)
            self.canvas.drawString(_COLUMN, y - 9, value)
            y -= 24

    def letterhead(self) -> None:
        self.canvas.setFont("Helvetica", 6.5)
        self.canvas.drawString(_LEFT, 790, "> Retouradres Postbus 20301 2500 EH Den Haag")
        self.canvas.setFont("Helvetica", _SIZE)
        for index, line in enumerate(("Aan de Voorzitter van de Tweede Kamer", "der Staten-Generaal", "Postbus 20018")):
            self.canvas.drawString(_LEFT, 770 - index * _LEADING, line)
        rows = [("Onze referentie", self.letter["our_reference"])]
        if self.letter["your_reference"]:
            rows.append(("Uw referentie", self.letter["your_reference"]))
        self._column(rows, 690)

    def paragraph(self, text: str, *, bold: bool = False, gap: float = _GAP) -> None:
        font = "Helvetica-Bold" if bold else "Helvetica"
        for line in simpleSplit(text, font, _SIZE, self.width):
            if self.y < _BOTTOM:
                self.turn()
            self.canvas.setFont(font, _SIZE)
            self.canvas.drawString(_LEFT, self.y, line)
            self.y -= _LEADING
        self.y -= gap - _LEADING

    def note(self, text: str) -> None:
        self.canvas.setFont("Helvetica", 6)
        self.canvas.drawString(_LEFT, 70, text)

    def turn(self) -> None:
        self.folio()
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP
        self.head()

    def folio(self) -> None:
        self.canvas.setFont("Helvetica", 6.5)
        self.canvas.drawString(_COLUMN, 30, f"Pagina {self.page} van {self.letter.get('pages', 3)}")


def draw(letter: dict[str, Any], *, width: float = 340.0, turn_after: int = 0) -> bytes:
    """The letter as a PDF. `width`: of the text in points; `turn_after`: start a page behind that unit."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    pen = _Pen(canvas, letter, width)
    pen.letterhead()
    pen.paragraph(f"Datum {letter['date']}", gap=_LEADING)
    pen.paragraph(f"Betreft {letter['subject']}")
    for text in (*letter["opening"], *letter["signed"]):
        pen.paragraph(text)
    if letter["heading"]:
        pen.turn()
        pen.paragraph(letter["heading"], bold=True)
    for index, unit in enumerate(letter.get("units", []), 1):
        for number, question in zip(unit["numbers"], unit["questions"], strict=True):
            pen.paragraph(f"Vraag {number}", bold=True, gap=_LEADING)
            pen.paragraph(question, bold=True)
        pen.paragraph(f"Antwoord op vraag {' en '.join(map(str, unit['numbers']))}", bold=True, gap=_LEADING)
        for text in unit["answer"]:
            pen.paragraph(text)
        if index == turn_after:
            pen.turn()
    for text in letter["notes"]:
        pen.note(text)
    pen.folio()
    canvas.save()
    return buffer.getvalue()


def units_as_read(letter: dict[str, Any]) -> Iterator[str]:
    """The blocks of questions and answers that a reader must find in the letter."""
    for unit in letter.get("units", []):
        for number, question in zip(unit["numbers"], unit["questions"], strict=True):
            yield f"Vraag {number} {question}"
        yield f"Antwoord op vraag {' en '.join(map(str, unit['numbers']))} {' '.join(unit['answer'])}"


def load(name: str, folder: Path = SEEDS) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    for path in sorted((*SEEDS.glob("*.toml"), *REVISED.glob("*.toml"))):
        path.with_suffix(".pdf").write_bytes(draw(load(path.stem, path.parent)))
