"""Sitemaps (sitemaps.org 0.9, also Google's news form and gzip) as rows, and sitemap indexes as their children."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

from monitor.core.errors import ParseError
from monitor.core.text import visible
from monitor.reading.members import Members

# What a packed sitemap may hold: the protocol's own limit is 50 MB, and a bomb is larger.
_MOST_BYTES = 60_000_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Row:
    """One address of a sitemap; what it does not say is ''. Times as they stand."""

    url: str
    modified: str = ""
    published: str = ""
    title: str = ""
    language: str = ""


@dataclass(slots=True)
class Sitemap:
    """`rows`: pages, in the document's order; `children`: further sitemaps, where it is an index."""

    rows: list[Row] = field(default_factory=list)
    children: list[Row] = field(default_factory=list)


def read(body: bytes) -> Sitemap:
    """Raises `ParseError` where the bytes are no whole sitemap."""
    body = _unpacked(body) if body.startswith(_GZIP) else body
    # Blanks before the declaration are an error to the parser, and stand in many a sitemap.
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    found, root = Sitemap(), ""
    try:
        for event, node in ElementTree.iterparse(BytesIO(body), ("start", "end")):  # noqa: S314 - expat refuses entity bombs
            name = _name(node)
            if not root:
                root = name
                if root not in ("urlset", "sitemapindex"):
                    raise ParseError(f"not a sitemap: the root element is {node.tag!r}")
            elif event == "end" and name in ("url", "sitemap"):
                (found.rows if name == "url" else found.children).append(_row(node))
                node.clear()
    except ElementTree.ParseError as error:
        raise ParseError(f"cut or foreign XML: {error}") from error
    found.rows = [row for row in found.rows if row.url]
    found.children = [row for row in found.children if row.url]
    return found


def _unpacked(body: bytes) -> bytes:
    members, text = Members(), bytearray()
    try:
        for piece in members.unpacked(body):
            text += piece
            if len(text) > _MOST_BYTES:
                raise ParseError(f"the packed sitemap holds more than {_MOST_BYTES // 1_000_000} MB")
    except zlib.error as error:
        raise ParseError(f"broken gzip: {error}") from error
    if not members.whole:
        raise ParseError("the packed sitemap is cut")
    return bytes(text)


def _row(node: ElementTree.Element) -> Row:
    said = dict(_texts(node))
    return Row(
        url=said.get("loc", ""),
        modified=said.get("lastmod", ""),
        published=said.get("publication_date", ""),
        title=visible(said.get("title", "")),
        language=said.get("language", "")[:2].lower(),
    )


def _texts(node: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Names without their namespaces; images and videos of a page have titles of their own."""
    for child in node:
        name = _name(child)
        if name in ("news", "publication"):
            yield from _texts(child)
        elif name not in ("image", "video"):
            yield name, (child.text or "").strip()


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
