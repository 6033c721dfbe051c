"""A letter in a file, PDF or Word: its text as a part of the item that leads to it. Shared by the Dutch sources."""

from hashlib import sha1

from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Snapshot
from monitor.core.reasons import because
from monitor.reading import DOCX, LETTER, PDF
from monitor.reading.notext import NoText

Words = tuple[tuple[str, ...], tuple[str, ...], str, int]
"""The paragraphs of a file, its footnotes, everything in it, and how many pages of it were not read."""
VERSION = f"{PDF} {DOCX} {LETTER}"


def part(document: Document, reader: str) -> Snapshot:
    """The file's text; of a scan none, and a note that says so. What it is, is told by its first bytes. Raises
    `ParseError` for anything else.
    """
    name = _name(document)
    try:
        return _snapshot(document, reader, *_read(document.body))
    except NoText as error:
        said = because("file_unread", name=name, why=str(error))
        # Another scan in its place is another file, though no word of it can be read.
        mark = Block("list", f"{name} (SHA-1 {sha1(document.body, usedforsecurity=False).hexdigest()})")
        return Snapshot((), document.url, "", (mark,), reader, language="nl", note=said)


def _read(body: bytes) -> Words:
    if body.startswith(b"%PDF-"):
        return _pdf(body)
    if body.startswith(b"PK\x03\x04"):
        return _word(body)
    raise ParseError("the file is neither a PDF nor a Word document")


def _snapshot(
    document: Document, reader: str, paragraphs: tuple[str, ...], small: tuple[str, ...], text: str, left: int
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
        note=because("file_cut", name=_name(document), n=left) if left else None,
    )


def _name(document: Document) -> str:
    return document.url.partition("?")[0].rpartition("/")[2]


def _pdf(body: bytes) -> Words:
    from monitor.reading import pdf

    read = pdf.read(body)
    return read.paragraphs, read.small, read.text, read.left


def _word(body: bytes) -> Words:
    from monitor.reading import docx

    found = docx.blocks(body)
    paragraphs = tuple(row.replace(" | ", " ") for b in found for row in b.text.split("\n"))
    return paragraphs, (), "\n".join(paragraphs), 0
