"""A DOCX letter as blocks: paragraphs, tables and text boxes in order, then its foot- and endnotes.

Names are compared without their namespace: the strict form of Open XML (ISO/IEC 29500) has others than the usual one.
"""

import posixpath
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.core.model import Block
from monitor.core.text import visible
from monitor.reading.filetext import NoText

_MOST_BYTES, _STEP = 20_000_000, 65_536
_USUAL = "word/document.xml"
# What holds paragraphs and tables without being one: content controls, tracked insertions, custom markup.
_HOLDERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body", "txbxContent"})
# What is not shown: text that was moved away, the copy of a drawing for older programs, properties of a control.
_HIDDEN = frozenset({"moveFrom", "del", "Fallback", "sdtPr", "pPr", "rPr", "tblPr", "txbxContent", "tbl"})
Numbers = Mapping[tuple[str, str], int]
"""Of a note, by its kind and id, the number that stands in the text."""
_NOTES = (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote"))


def blocks(body: bytes) -> tuple[Block, ...]:
    """The letter's text. Raises `ParseError` when the bytes are no Word document, or one without text."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            name = _main(archive)
            main = _child(_parsed(archive, name), "body")
            numbers = _numbered(main) if main is not None else {}
            paths = [(posixpath.join(name, "..", part), kind) for part, kind in _NOTES]
            notes = list(flat(_notes(archive, path, kind, numbers) for path, kind in paths))
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError, NotImplementedError) as error:
        raise ParseError(f"not a readable Word document: {error}") from error
    found = (*_blocks(main, numbers), *notes) if main is not None else ()
    if not found:
        raise NoText("the Word document has no text")
    return found


def _main(archive: ZipFile) -> str:
    """The part that holds the text, by the package's own word."""
    try:
        rels = _parsed(archive, "_rels/.rels")
    except KeyError:
        return _USUAL
    targets = (r.get("Target", "") for r in rels if r.get("Type", "").endswith("/officeDocument"))
    return next(targets, _USUAL).lstrip("/")


def _parsed(archive: ZipFile, name: str) -> Element:
    return ElementTree.fromstring(_member(archive, name))  # noqa: S314 - expat refuses bombs


def _member(archive: ZipFile, name: str) -> bytes:
    """A file of the archive, unpacked in steps: what the directory says of its size may be a lie."""
    found = bytearray()
    with archive.open(name) as packed:
        while more := packed.read(_STEP):
            found += more
            if len(found) > _MOST_BYTES:
                raise ParseError(f"the document's text is larger than {_MOST_BYTES} bytes")
    return bytes(found)


def _numbered(main: Element) -> Numbers:
    """The calls of notes, with the numbers that a reader sees: they are counted as they come."""
    calls = [node for node in main.iter() if _name(node) in ("footnoteReference", "endnoteReference")]
    return {(_name(call).removesuffix("Reference"), _attribute(call, "id")): n for n, call in enumerate(calls, 1)}


def _notes(archive: ZipFile, path: str, kind: str, numbers: Numbers) -> Iterator[Block]:
    """The notes of a kind that the text calls, each under its number."""
    name = posixpath.normpath(path)
    if name not in archive.namelist():
        return
    for note in _parsed(archive, name):
        number = numbers.get((kind, _attribute(note, "id")))
        text = visible(" ".join(b.text for b in _blocks(note, {})))
        if number and _name(note) == kind and text:
            yield Block("footnote", f"[{number}] {text}")


def _blocks(holder: Element, numbers: Numbers) -> Iterator[Block]:
    for element in holder:
        name = _name(element)
        if name == "p":
            if text := visible("".join(_text(element, numbers))):
                yield Block("heading" if _heading(element) else "paragraph", text)
            yield from flat(_blocks(box, numbers) for box in _boxes(element))
        elif name == "tbl":
            rows = (" | ".join(_cell(cell, numbers) for cell in _parts(row, "tc")) for row in _parts(element, "tr"))
            if kept := [row for row in rows if row.strip(" |")]:
                yield Block("table", "\n".join(kept))
        elif name in _HOLDERS:
            yield from _blocks(element, numbers)


def _parts(holder: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in content controls; not those of a table within."""
    for element in holder:
        if _name(element) == name:
            yield element
        elif _name(element) in _HOLDERS:
            yield from _parts(element, name)


def _cell(cell: Element, numbers: Numbers) -> str:
    """A cell's paragraphs, and those of a table in it, with a blank between them."""
    return visible(" ".join(block.text.replace("\n", " ").replace(" | ", " ") for block in _blocks(cell, numbers)))


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph."""
    for element in paragraph:
        if _name(element) == "txbxContent":
            yield element
        elif _name(element) != "Fallback":
            yield from _boxes(element)


def _text(element: Element, numbers: Numbers) -> Iterator[str]:
    for node in element:
        name = _name(node)
        if name == "t":
            yield node.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name in ("footnoteReference", "endnoteReference"):
            yield f"[{numbers[name.removesuffix('Reference'), _attribute(node, 'id')]}]" if numbers else ""
        elif name not in _HIDDEN:
            yield from _text(node, numbers)


def _heading(paragraph: Element) -> bool:
    properties = _child(paragraph, "pPr")
    style = _child(properties, "pStyle") if properties is not None else None
    return style is not None and _attribute(style, "val").lower().startswith(("heading", "kop"))


def _child(holder: Element, name: str) -> Element | None:
    return next((element for element in holder if _name(element) == name), None)


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
