"""A letter in a file, PDF or Word: its text as a part of the item that leads to it. Shared by the Dutch sources."""

from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Snapshot
from monitor.reading import DOCX, LETTER, PDF

VERSION = f"{PDF} {DOCX} {LETTER}"


def part(document: Document, reader: str) -> Snapshot:
    """The file's text. What it is, is told by its first bytes. Raises `ParseError` for anything else."""
    if document.body.startswith(b"%PDF-"):
        paragraphs, small, text = _pdf(document.body)
    elif document.body.startswith(b"PK\x03\x04"):
        paragraphs, small, text = _word(document.body)
    else:
        raise ParseError("the file is neither a PDF nor a Word document")
    return _snapshot(document, reader, paragraphs, small, text)


def _snapshot(
    document: Document, reader: str, paragraphs: tuple[str, ...], small: tuple[str, ...], text: str
) -> Snapshot:
    from monitor.reading import letter

    if letter.is_letter(paragraphs):
        blocks = letter.blocks(paragraphs)
    else:
        blocks = tuple(Block("paragraph", text) for text in paragraphs)
    notes = tuple(Block("footnote", text) for text in small)
    return Snapshot(
        aliases=(),
        url=document.url,
        title=letter.subject(paragraphs),
        blocks=(*blocks, *notes),
        reader=reader,
        language="nl",
        references=references_in(text.replace("\n", " ")),
    )


def _pdf(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    from monitor.reading import pdf

    read = pdf.read(body)
    return tuple(read.paragraphs), tuple(read.small), read.text


def _word(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    from monitor.reading import docx

    found = docx.blocks(body)
    paragraphs = tuple(row.replace(" | ", " ") for b in found for row in b.text.split("\n"))
    return paragraphs, (), "\n".join(paragraphs)
