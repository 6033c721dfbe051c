"""A letter in a file, PDF or Word: its text as a part of the item that leads to it. Shared by the Dutch sources."""

from hashlib import sha1

from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Snapshot
from monitor.core.reasons import Reason, because
from monitor.reading import DOCX, LETTER, PDF
from monitor.reading.filetext import FileText, NoText

VERSION = f"{PDF} {DOCX} {LETTER}"


def part(document: Document, reader: str) -> Snapshot:
    """The file's text; of a scan none, and a note that says so. What it is, is told by its first bytes. Raises
    `ParseError` for anything else.
    """
    name = _name(document)
    try:
        return _snapshot(document, reader, _read(document.body))
    except NoText as error:
        said = because("file_unread", name=name, why=str(error))
        return Snapshot((), document.url, "", (_mark(document),), reader, language="nl", note=said)


def _mark(document: Document) -> Block:
    """The file's own name and hash: another one in its place is told, though no word of it can be read."""
    return Block("list", f"{_name(document)} (SHA-1 {sha1(document.body, usedforsecurity=False).hexdigest()})")


def _read(body: bytes) -> FileText:
    if body.startswith(b"%PDF-"):
        return _pdf(body)
    if body.startswith(b"PK\x03\x04"):
        return _word(body)
    raise ParseError("the file is neither a PDF nor a Word document")


def _snapshot(document: Document, reader: str, read: FileText) -> Snapshot:
    from monitor.reading import letter

    if letter.is_letter(read.paragraphs):
        blocks = letter.blocks(read.paragraphs)
    else:
        blocks = tuple(Block("paragraph", text) for text in read.paragraphs)
    notes = tuple(Block("footnote", text) for text in read.small)
    marks = () if read.is_named else (_mark(document),)
    return Snapshot(
        aliases=(),
        url=document.url,
        title=letter.subject(read.paragraphs),
        blocks=(*blocks, *notes, *marks),
        reader=reader,
        language="nl",
        references=references_in(read.text.replace("\n", " ")),
        note=_note(read, _name(document)),
    )


def _note(read: FileText, name: str) -> Reason | None:
    if not read.is_named:
        return because("file_unnamed", name=name)
    return because("file_cut", name=name, n=read.left) if read.left else None


def _name(document: Document) -> str:
    return document.url.partition("?")[0].rpartition("/")[2]


def _pdf(body: bytes) -> FileText:
    from monitor.reading import pdf

    return pdf.read(body)


def _word(body: bytes) -> FileText:
    from monitor.reading import docx

    found = docx.blocks(body)
    paragraphs = tuple(row.replace(" | ", " ") for row in flat(b.text.split("\n") for b in found))
    return FileText(paragraphs, (), "\n".join(paragraphs))
