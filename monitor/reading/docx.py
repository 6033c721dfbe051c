"""A DOCX letter as blocks: its paragraphs and tables in order."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from monitor.core.errors import ParseError
from monitor.core.model import Block
from monitor.core.text import visible

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_BYTES, _STEP = 20_000_000, 65_536


def blocks(body: bytes) -> tuple[Block, ...]:
    """The letter's text. Raises `ParseError` when the bytes are no Word document."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            root = ElementTree.fromstring(_member(archive, "word/document.xml"))  # noqa: S314 - expat refuses bombs
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError, NotImplementedError) as error:
        raise ParseError(f"not a readable Word document: {error}") from error
    main = root.find(f"{_W}body")
    return tuple(_blocks(main)) if main is not None else ()


def _member(archive: ZipFile, name: str) -> bytes:
    """A file of the archive, unpacked in steps: what the directory says of its size may be a lie."""
    found = bytearray()
    with archive.open(name) as packed:
        while more := packed.read(_STEP):
            found += more
            if len(found) > _MOST_BYTES:
                raise ParseError(f"the document's text is larger than {_MOST_BYTES} bytes")
    return bytes(found)


def _blocks(main: ElementTree.Element) -> Iterator[Block]:
    for element in main:
        if element.tag == f"{_W}p":
            text = _text(element)
            if text:
                yield Block("heading" if _heading(element) else "paragraph", text)
        elif element.tag == f"{_W}tbl":
            rows = (" | ".join(_cell(c) for c in row.iter(f"{_W}tc")) for row in element.iter(f"{_W}tr"))
            yield Block("table", "\n".join(r for r in rows if r.strip(" |")))


def _cell(cell: ElementTree.Element) -> str:
    """A cell's paragraphs with a blank between them."""
    return visible(" ".join(_text(p) for p in cell.iter(f"{_W}p")))


def _text(element: ElementTree.Element) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
    return visible("".join(parts))


def _heading(paragraph: ElementTree.Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val", "").lower().startswith(("heading", "kop"))
