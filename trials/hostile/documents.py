"""Documents that mean no good: bombs, depths, lengths. The readers stay within their bounds, and read the next one."""

import io
import json
import random
import string
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import psutil

from monitor.core.errors import SourceError
from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.demo.seeds import folder
from monitor.sources.reader import Readers
from trials.growth import resident
from trials.hostile import stage
from trials.hostile.case import Case, Seen

MOST_TREE, MOST_GROWTH, MOST_SECONDS = 250_000_000, 60_000_000, 75.0
_NOW = datetime(2026, 7, 12, tzinfo=UTC)
_chance = random.Random(2)
_ARTICLE = next(p for p in sorted((folder() / "site").glob("*.html")) if "missions" in p.name).read_bytes()
_PDF_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
)
Made = tuple[str, bytes]
"""The kind of document (list, item, pdf, docx) and its bytes."""


def _feed(items: str, before: str = "") -> Made:
    return (
        "list",
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode(),
    )


def _item(title: str = "t", text: str = "text", n: int = 0) -> str:
    return f"<item><title>{title}</title><link>http://h.example/{n}</link><description>{text}</description></item>"


def _page(inside: str) -> Made:
    return "item", f"<!DOCTYPE html><html><body><article><h1>Title</h1>{inside}</article></body></html>".encode()


def _laughs() -> Made:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _feed(_item("&l9;"), f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>')


def _quadratic() -> Made:
    return _feed(_item("&a;" * 50_000), f'<!DOCTYPE x [<!ENTITY a "{"b" * 50_000}">]>')


def _external() -> Made:
    return _feed(_item("&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def _docx(text: bytes, *, lies: bool = False) -> Made:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", text)
    data = made.getvalue()
    if lies:
        size = len(text).to_bytes(4, "little")
        data = data.replace(size, (100).to_bytes(4, "little"))
    return "docx", data


_W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def _pdf(stream: bytes, pages: int = 1, picture: bytes = b"") -> Made:
    packed = zlib.compress(stream, 9)
    kids = " ".join(f"{n + 4} 0 R" for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        *[_PDF_PAGE] * pages,
        b"<</Length %d>>stream\n%s\nendstream" % (len(picture), picture),
    ]
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return "pdf", bytes(found)


def _large_letter() -> Made:
    """A scan with a text layer: a picture of nearly 20 MB in the file."""
    return _pdf(b"BT /F 9 Tf 40 700 Td (A letter with a picture) Tj ET", picture=_chance.randbytes(19_500_000))


def _words(count: int) -> str:
    return " ".join("".join(_chance.choices(string.ascii_lowercase, k=6)) for _ in range(count))


def _documents() -> dict[str, Callable[[], Made]]:
    lines = b"BT /F 9 Tf 40 700 Td " + b"(Some words in a line of a letter) Tj 0 -1 Td " * 300_000 + b"ET"
    return {
        "a billion laughs": _laughs,
        "a quadratic entity": _quadratic,
        "an external entity": _external,
        "100,000 entries": lambda: _feed("".join(_item(n=n) for n in range(100_000))),
        "2,000 entries of 9 kB": lambda: _feed("".join(_item("t", _words(1_300), n) for n in range(2_000))),
        "one entry of 15 MB": lambda: _feed(_item("t", "word " * 3_000_000)),
        "a title of 5 MB": lambda: _feed(_item("word " * 1_000_000)),
        "an attribute of 60 kB in a feed": lambda: _feed(f'<item x="{"a" * 60_000}">' + _item()[6:]),
        "half a character in an id": lambda: ("json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
            {"id": "2\ud800", "url": "http://h.example/\ud800", "title": "t\udfff", "content_text": "x"}]}).encode()),
        "JSON nested 100,000 deep": lambda: ("json", b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000),
        "a feed cut in a tag": lambda: ("list", _feed(_item())[1][:-40]),
        "UTF-16 without a mark": lambda: ("list", _feed(_item())[1].decode().encode("utf-16-le")),
        "an encoding that does not exist": lambda: ("list", _feed(_item())[1].replace(b"?>", b' encoding="x-none"?>', 1)),
        "a page of a million line breaks": lambda: _page("<br>" * 1_000_000),
        "a page 300,000 deep": lambda: _page("<div>" * 300_000 + "deep"),
        "300,000 figures": lambda: _page("<p>" + " ".join(map(str, range(300_000))) + "</p>"),
        "100,000 links": lambda: _page("".join(f'<a href="/{n}">link {n}</a> ' for n in range(100_000))),
        "50,000 paragraphs": lambda: _page("".join(f"<p>Paragraph {n} of many.</p>" for n in range(50_000))),
        "one word of 9 MB": lambda: _page("<p>" + "a" * 9_000_000 + "</p>"),
        "a table of 200,000 cells": lambda: _page("<table>" + "<tr><td>1</td><td>2</td></tr>" * 100_000 + "</table>"),
        "an attribute of 5 MB": lambda: _page(f'<p title="{"x" * 5_000_000}">text</p>'),
        "100,000 attributes": lambda: _page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">text</p>"),
        "nested tables": lambda: _page("<table><tr><td>" * 5_000 + "x"),
        "4 MB of apostrophes": lambda: _page("<p>" + "' " * 2_000_000 + "</p>"),
        "JSON-LD 50,000 deep": lambda: _page('<script type="application/ld+json">' + "[" * 50_000 + "</script><p>x</p>"),
        "a PDF of 300,000 lines": lambda: _pdf(lines),
        "a PDF of 2,000 pages": lambda: _pdf(b"BT /F 9 Tf 40 700 Td (Some words) Tj ET", 2_000),
        "a PDF bomb": lambda: _pdf(b" " * 400_000_000),
        "a PDF of garbage": lambda: ("pdf", b"%PDF-1.7\n" + _chance.randbytes(2_000_000)),
        "a PDF that ends at once": lambda: ("pdf", b"%PDF-1.7\n%%EOF"),
        "380,000 short paragraphs in 54 kB": lambda: _docx(_W % (b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 380_000)),
        "a DOCX bomb": lambda: _docx(_W % (b" " * 300_000_000)),
        "a DOCX that lies about its size": lambda: _docx(_W % (b" " * 200_000_000), lies=True),
        "a DOCX that is no archive": lambda: ("docx", b"PK\x03\x04" + _chance.randbytes(50_000)),
        "an honest letter of 20 MB": _large_letter,
        "an honest feed of 5,000 entries": lambda: _feed("".join(_item(_words(8), _words(60), n) for n in range(5_000))),
        "an honest page of 2 MB": lambda: _page("".join(f"<p>{_words(60)}.</p>" for _ in range(4_500))),
        "zeros": lambda: ("item", b"\0" * 5_000_000),
        "noise": lambda: ("item", _chance.randbytes(5_000_000)),
    }  # fmt: skip


def _document(kind: str, body: bytes) -> tuple[Source, Document]:
    """What the readers get of a kind."""
    if kind in ("pdf", "docx"):
        source = Source("hostile", "rijksoverheid", "http://h.example", terms=("x",))
        request = Request(f"http://h.example/letter.{kind}", "part")
    else:
        source = Source("hostile", "feed", "http://h.example/feed")
        request = Request("http://h.example/x", "item" if kind == "item" else "list")
    return source, Document(request, request.url, "", body, _NOW)


class _Watch:
    """The memory of the reading children while a document is read, all together."""

    def __init__(self) -> None:
        self.most, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.02):
            total = 0
            for child in me.children(recursive=True):
                try:
                    total += child.memory_info().rss if "child" in " ".join(child.cmdline()) else 0
                except psutil.Error:
                    continue
            self.most = max(self.most, total)


def _read(make: Callable[[], Made], honest: bool) -> Seen:
    """The hostile document, and then a good one of another source."""
    source, document = _document(*make())
    # The readers of other cases in this process would be counted with these.
    stage.shared_readers.close()
    readers = Readers()
    try:
        good = Document(Request("http://h.example/m", "item"), "http://h.example/m", "", _ARTICLE, _NOW)
        healthy = Source("healthy", "feed", "http://h.example/feed")
        readers.read(healthy, good)
        before, began = resident(), time.monotonic()
        with _Watch() as watch:
            try:
                page = readers.read(source, document)
                blocks = sum(len(s.blocks) for s in page.snapshots)
                words = f"{len(page.entries)} entries, {blocks} blocks{', ' + page.note if page.note else ''}"
            except SourceError as error:
                words = str(error)[:70]
        seconds, grown = time.monotonic() - began, resident() - before
        wrong = _wrong(seconds, grown, watch.most)
        if honest and " blocks" not in words:
            wrong = f"it was not read: {words}"
        if not wrong and not readers.read(healthy, good).snapshots:
            wrong = "the next document was not read"
        return Seen(f"{seconds:.1f} s, readers {watch.most / 1e6:.0f} MB, main {grown / 1e6:+.0f} MB: {words}", wrong)
    finally:
        readers.close()


def _wrong(seconds: float, grown: int, tree: int) -> str:
    if seconds > MOST_SECONDS:
        return f"it took {seconds:.0f} s"
    if tree > MOST_TREE:
        return f"the readers had {tree / 1e6:.0f} MB"
    return f"the process grew by {grown / 1e6:.0f} MB" if grown > MOST_GROWTH else ""


def cases() -> Iterator[Case]:
    for name, make in _documents().items():
        yield Case(
            "parsing",
            name,
            "read or refused, readers below 250 MB, the next is read",
            partial(_read, make, "honest" in name),
        )
