"""The European Commission's press corner: press releases, statements, questions and answers, the daily news.

Lists and details are JSON (`docuLanguageListResources`, `docuLanguageResource`); where a detail has no text, the print
PDF has it. An item is known by its reference (`IP/25/831`), whatever its language. The site gives no stamp of changes.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.reading import HTML, PDF
from monitor.sources import article
from monitor.sources.data import json_object
from monitor.sources.site import Site

PER_PAGE = 50
DEFAULT_TYPES = ("IP", "STATEMENT", "QANDA", "SPEECH", "MEX")


class PressCorner:
    """Reads the press corner in the source's first language."""

    version = f"presscorner-1 {HTML} {PDF}"
    revision = 1

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source)
        self.base = source.url.rstrip("/")
        self.language = (source.languages or ("en",))[0]

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        return tuple(self._types(kind, 1) for kind in self.source.lists or DEFAULT_TYPES)

    def _types(self, kind: str, number: int) -> Request:
        """One page of the list of one type. The keys must be lower case; anything else is answered 400."""
        query = f"language={self.language}&documenttype={quote(kind)}&pagesize={PER_PAGE}&pagenumber={number}"
        return Request(f"{self.base}/api/documents?{query}", "list", group="types", context=f"{kind} {number}")

    def read(self, document: Document) -> Page:
        role = document.request.role
        if role == "part":
            return Page(snapshots=(self._print(document),))
        data = json_object(document.body)
        return Page(snapshots=(self._detail(document, data),)) if role == "item" else self._list(document, data)

    def _list(self, document: Document, data: dict[str, Any]) -> Page:
        rows = data.get("docuLanguageListResources")
        if not isinstance(rows, list):
            raise ParseError("the list has no 'docuLanguageListResources'")
        kind, number = document.request.context.split(" ")
        entries = tuple(e for row in rows if isinstance(row, dict) and (e := self._entry(row)))
        older = self._types(kind, int(number) + 1) if len(rows) >= PER_PAGE else None
        # Press releases there always are; of the other types a page may be empty.
        return Page(entries, older=older, empty_is_trouble=kind == "IP" and number == "1")

    def _entry(self, row: dict[str, Any]) -> Entry | None:
        code = str(row.get("refCode") or "").strip()
        if not code:
            return None
        address = f"{self.base}/api/documents?reference={quote(code, safe='/')}&language={self.language}"
        return Entry(
            aliases=(f"id:{code}", self.site.alias(self._shown(code))),
            url=self._shown(code),
            title=visible(str(row.get("title") or "")),
            request=Request(address, "item", context=code),
            published_at=article.moment(str(row.get("eventDate") or ""), UTC),
            summary=visible(str(row.get("leadText") or "")),
            via="types",
        )

    def _shown(self, code: str) -> str:
        return f"{self.base}/detail/{self.language}/{_slug(code)}"

    def _detail(self, document: Document, data: dict[str, Any]) -> Snapshot:
        from monitor.reading import html

        found = data.get("docuLanguageResource")
        if not isinstance(found, dict) or not isinstance(found.get("title"), str):
            raise ParseError("the detail has no 'docuLanguageResource' with a title")
        code = str(data.get("refCd") or document.request.context or "")
        text = html.article(str(found.get("htmlContent") or ""), self._shown(code))
        under = visible(str(found.get("subtitle") or ""))
        blocks = (*([Block("paragraph", under)] if under else []), *text.blocks)
        return Snapshot(
            aliases=(f"id:{code}", self.site.alias(self._shown(code))),
            url=self._shown(code),
            title=visible(found["title"]),
            blocks=blocks,
            reader=self.version,
            links=text.links,
            related=text.related,
            language=self.language,
            published_at=article.moment(str(data.get("publishDate") or data.get("eventDate") or ""), UTC),
            references=references_in(" ".join(b.text for b in blocks)),
            parts=() if text.blocks else (Request(self._printed(code), "part"),),
        )

    def _printed(self, code: str) -> str:
        slug, name = _slug(code), _slug(code).upper()
        return f"{self.base}/api/files/document/print/{self.language}/{slug}/{name}_{self.language.upper()}.pdf"

    def _print(self, document: Document) -> Snapshot:
        from monitor.reading import pdf

        read = pdf.read(document.body)
        blocks = tuple(Block("paragraph", text) for text in read.paragraphs)
        return Snapshot((), document.url, "", blocks, self.version, language=self.language)


def _slug(code: str) -> str:
    return code.lower().replace("/", "_")
