"""The European Commission's press corner: press releases, statements, questions and answers, the daily news.

Lists are JSON (`/api/search`, several types in one call) and RSS, details JSON (`docuLanguageResource`); where a detail
has no text, the print PDF has it. An item is known by its reference (`IP/25/831`), whatever its language. The site
gives no stamp of changes; some texts say "Updated on dd/mm/yyyy": that is its announcement.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.reading import HTML, PDF
from monitor.sources import article
from monitor.sources.data import json_object
from monitor.sources.shape import has, says
from monitor.sources.site import Site
from monitor.sources.sited import Sited

BRUSSELS = ZoneInfo("Europe/Brussels")
# The site refuses more than 100 rows a page.
PER_PAGE, WINDOW_DAYS = 100, 30
_FIRST_TYPES = ("IP", "STATEMENT", "QANDA", "SPEECH", "MEX")
DEFAULT_TYPES = (*_FIRST_TYPES, "READ", "AC", "FS", "INF")
_REFERENCE = re.compile(r"/detail/[a-z]{2}/([a-z]+)_(\d{2})_(\d+)", re.IGNORECASE)
_UPDATED = re.compile(r"^\W*updated on (\d{2})/(\d{2})/(\d{4})\W*$", re.IGNORECASE)


ASSUMPTIONS = (
    Assumption(
        "list", "2026-07-01", "/api/search takes several documentTypeCodes, 100 a page and days as ddmmyyyy",
        "a program that verified it in July 2026, and ten others", r"GET .*/api/search\?",
        has("totalNumber", "docuLanguageListResources"),
    ),
    Assumption(
        "detail", "2026-07-01", "/api/documents?reference= answers the text as docuLanguageResource.htmlContent",
        "the same programs", r"GET .*/api/documents\?reference=",
        has("docuLanguageResource.title", "docuLanguageResource.htmlContent"),
    ),
    Assumption(
        "feed", "2026-07-01", "/api/rss?language= is RSS of the newest", "several programs", r"GET .*/api/rss\?",
        says(r"<rss\b"),
    ),
)  # fmt: skip


class PressCorner(Sited):
    """Reads the press corner in the source's first language."""

    version = f"presscorner-2 {HTML} {PDF}"
    # The second sees four more types.
    revision = 2
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source)
        self.base = source.url.rstrip("/")
        self.language = (source.languages or ("en",))[0]
        self.types = tuple(source.lists) or DEFAULT_TYPES

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        today = now.astimezone(BRUSSELS).date()
        first = today - timedelta(days=WINDOW_DAYS)
        if since is not None:
            first = min(first, since.astimezone(BRUSSELS).date())
        feed = Request(f"{self.base}/api/rss?language={self.language}", "list", group="lists", context="rss")
        return (self._search(first, today, 1), feed)

    def _search(self, first: date, last: date, number: int) -> Request:
        """One page of the list of all types, from day to day."""
        query = (
            f"language={self.language}&documentTypeCodes={','.join(map(quote, self.types))}&pagesize={PER_PAGE}"
            f"&pagenumber={number}&datefrom={first:%d%m%Y}&dateto={last:%d%m%Y}"
        )
        context = json.dumps([first.isoformat(), last.isoformat(), number])
        return Request(f"{self.base}/api/search?{query}", "list", group="lists", context=context)

    def read(self, document: Document) -> Page:
        role = document.request.role
        if role == "part":
            return Page(snapshots=(self._print(document),))
        if role == "list" and document.request.context == "rss":
            return self._feed(document)
        data = json_object(document.body)
        return Page(snapshots=(self._detail(document, data),)) if role == "item" else self._list(document, data)

    # --- lists -------------------------------------------------------------------------------------

    def _list(self, document: Document, data: dict[str, Any]) -> Page:
        rows, total = data.get("docuLanguageListResources"), data.get("totalNumber")
        if not isinstance(rows, list):
            raise ParseError("the list has no 'docuLanguageListResources'")
        first, last, number = json.loads(document.request.context)
        seen = (number - 1) * PER_PAGE + len(rows)
        if not rows and isinstance(total, int) and total > seen:
            raise ParseError(f"the list is empty and says that there are {total}")
        entries = tuple(e for row in rows if isinstance(row, dict) and (e := self._entry(row)))
        more = len(rows) >= PER_PAGE or (isinstance(total, int) and total > seen)
        older = self._search(date.fromisoformat(first), date.fromisoformat(last), number + 1) if more else None
        # Press releases there always are; of the other types there may be none.
        return Page(entries, older=older, bounded=True, empty_is_trouble="IP" in self.types and number == 1)

    def _feed(self, document: Document) -> Page:
        from monitor.reading import feeds

        _, rows, note = feeds.rows(document, BRUSSELS)
        named = ((_code(row.link) or _code(row.guid), row) for row in rows)
        entries = tuple(
            self._listed(code, row.title, row.published_at, "", "rss") for code, row in named if self._is_wanted(code)
        )
        return Page(entries, note=note, facts=feeds.guid_form(rows))

    def _entry(self, row: dict[str, Any]) -> Entry | None:
        code = str(row.get("refCode") or row.get("refCd") or "").strip()
        if not code:
            return None
        published = article.moment(str(row.get("eventDate") or ""), UTC)
        return self._listed(code, str(row.get("title") or ""), published, str(row.get("leadText") or ""), "types")

    def _listed(self, code: str, title: str, published: datetime | None, lead: str, via: str) -> Entry:
        address = f"{self.base}/api/documents?reference={quote(code, safe='/')}&language={self.language}"
        return Entry(
            aliases=(f"id:{code}", self.site.alias(self._shown(code))),
            url=self._shown(code),
            title=visible(title),
            request=Request(address, "item", context=code),
            published_at=published,
            summary=visible(lead),
            via=via,
            came=1 if code.partition("/")[0] in _FIRST_TYPES else 2,
        )

    def _is_wanted(self, code: str) -> bool:
        return code.partition("/")[0] in self.types

    def _shown(self, code: str) -> str:
        return f"{self.base}/detail/{self.language}/{_slug(code)}"

    # --- details -----------------------------------------------------------------------------------

    def _detail(self, document: Document, data: dict[str, Any]) -> Snapshot:
        from monitor.reading import html

        found = data.get("docuLanguageResource")
        if not isinstance(found, dict) or not isinstance(found.get("title"), str):
            raise ParseError("the detail has no 'docuLanguageResource' with a title")
        code = str(data.get("refCd") or document.request.context or "")
        text = html.article(str(found.get("htmlContent") or ""), self._shown(code))
        under = visible(str(found.get("subtitle") or ""))
        # The reader takes such a line for furniture where it knows its form.
        blocks, updated = _without_announcement(text.blocks, text.furniture)
        blocks = (*([Block("paragraph", under)] if under else []), *blocks)
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
            stamp=updated.isoformat() if updated else None,
            modified_at=article.moment(updated.isoformat(), BRUSSELS) if updated else None,
            announces=True,
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


def _without_announcement(blocks: Sequence[Block], furniture: Sequence[str]) -> tuple[tuple[Block, ...], date | None]:
    """The text without the lines that say when it was edited, and the last of these days."""
    said = (m for line in (*(b.text for b in blocks), *furniture) if (m := _UPDATED.match(line)))
    days = [day for m in said if (day := _day(*map(int, m.groups())))]
    return tuple(b for b in blocks if not _UPDATED.match(b.text)), max(days, default=None)


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _code(link: str) -> str:
    """The reference that an address stands for."""
    found = _REFERENCE.search(link)
    return f"{found[1].upper()}/{found[2]}/{found[3]}" if found else ""


def _slug(code: str) -> str:
    return code.lower().replace("/", "_")
