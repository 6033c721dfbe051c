"""Rijksoverheid.nl since June 2026: search by RSS and by POST, the news sitemap, pages and PDFs."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from monitor.demo.server import Reply, Server

_ORIGIN = "https://www.rijksoverheid.nl"
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_CANONICAL = re.compile(r'<link rel="canonical" href="[^"]*?(/(?:actueel|documenten)/[^"]+)"')
_TITLE = re.compile(r"<h1>(.*?)</h1>")
_NEWS_STAMP = re.compile(r"Nieuwsbericht (\d\d)-(\d\d)-(\d{4}) \| (\d\d):(\d\d)")
_DOCUMENT_DATE = re.compile(r'"publicationDate": "(\d{4}-\d\d-\d\d)"')
_FILE = re.compile(r'href="(/site/binaries/[^"]+\.pdf)"')
_FULL, _NEWS_SHOWN = 20, 13
_STATE = {"current", "filters", "resultsPerPage", "searchTerm", "sortDirection", "sortField", "sortList"}
_CONFIG = {"filters", "result_fields", "disjunctiveFacets", "facets", "sortList"}
_RSS_KEYS = {"filters", "resultSearchTerm", "pageTitle"}


@dataclass
class Page:
    """A page of the site: its path, markup, and the stamps that the lists give it."""

    path: str
    html: str
    published: datetime
    modified: datetime

    @property
    def title(self) -> str:
        found = _TITLE.search(self.html)
        return unescape(found[1]) if found else ""

    @property
    def news(self) -> bool:
        return self.path.startswith("/actueel/nieuws/")


class Rijksoverheid:
    """The site's pages by path, and its files."""

    def __init__(self, seeds: Path) -> None:
        self.pages: dict[str, Page] = {}
        self.files: dict[str, bytes] = {}
        self.shelf: dict[str, Page] = {}
        for path in sorted((*seeds.glob("news/*.html"), *seeds.glob("documents/*.html"))):
            page = _page(path.read_text(encoding="utf-8"))
            self.pages[page.path] = page
            for address in _FILE.findall(page.html):
                self.files[address] = (seeds / "letters" / Path(address).name).read_bytes()
        self.most = 100
        self.server = Server(self.answer)

    # --- what editors do ---------------------------------------------------------------------------

    def path_of(self, words: str) -> str:
        """The path of the one page whose path holds these words."""
        found = [p for p in (*self.pages, *self.shelf) if words in p]
        if len(found) != 1:
            raise ValueError(f"{words!r} fits {len(found)} pages")
        return found[0]

    def edit(self, path: str, old: str, new: str, when: datetime | None = None) -> None:
        page = self.pages[path]
        if old not in page.html:
            raise ValueError(f"{path} does not say {old!r}")
        page.html = page.html.replace(old, new)
        if when is not None:
            page.modified = when

    def touch(self, path: str, when: datetime) -> None:
        self.pages[path].modified = when

    def replace_file(self, path: str, body: bytes) -> None:
        """Another PDF under the same address; no list says so."""
        self.files[_FILE.findall(self.pages[path].html)[0]] = body

    def hold_back(self, path: str) -> None:
        self.shelf[path] = self.pages.pop(path)

    def publish(self, path: str, when: datetime) -> None:
        page = self.shelf.pop(path)
        page.published = page.modified = when
        self.pages[path] = page

    # --- what readers get --------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if parts.path == "/news/sitemap.xml":
            return Reply(self._sitemap().encode(), "application/xml")
        if parts.path == "/api/rss":
            return self._rss(parse_qs(parts.query).get("query", ["{}"])[0])
        if parts.path == "/api/search" and method == "POST":
            return self._search(body)
        if parts.path in self.pages:
            return Reply(self.pages[parts.path].html.encode())
        if parts.path in self.files:
            return Reply(self.files[parts.path], "application/pdf")
        return None

    def _newest(self) -> list[Page]:
        return sorted(self.pages.copy().values(), key=lambda p: p.published, reverse=True)

    def _sitemap(self) -> str:
        rows = "".join(
            f"<url><loc>{_ORIGIN}{p.path}</loc><lastmod>{_millis(p.modified)}</lastmod><news:news><news:publication>"
            "<news:language>nl</news:language><news:name>Rijksoverheid.nl</news:name></news:publication>"
            f"<news:publication_date>{_millis(p.published)}</news:publication_date>"
            f"<news:title>{escape(p.title)}</news:title></news:news></url>"
            for p in [p for p in self._newest() if p.news][:_NEWS_SHOWN]
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
        )

    def _rss(self, query: str) -> Reply:
        """At most 20 hits without paging; a date without a time is an error of the site, as on the real one."""
        asked = json.loads(query)
        if not asked.keys() <= _RSS_KEYS:
            return Reply(b"error", "text/plain", 500)
        found = [p for p in self._newest() if asked.get("resultSearchTerm", "").casefold() in p.html.casefold()]
        for rule in asked.get("filters", []):
            if rule["field"] == "sort_date":
                window = rule["values"][0]
                if "T" not in window["from"] or "T" not in window["to"]:
                    return Reply(b"error", "text/plain", 500)
                start, end = (datetime.fromisoformat(window[k]) for k in ("from", "to"))
                found = [p for p in found if start <= p.published <= end]
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{_ORIGIN}{p.path}</link><description></description>"
            f"<pubDate>{format_datetime(p.published, usegmt=True)}</pubDate>"
            f'<guid isPermaLink="false">doc-{_short(p.path)}</guid></item>'
            for p in found[:_FULL]
        )
        title = escape(asked.get("pageTitle", ""))
        head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">'
        text = f"{head}<channel><title>{title}</title>{items}</channel></rss>"
        return Reply(text.encode(), "application/rss+xml")

    def _is_right(self, body: bytes) -> bool:
        """Whether a search has the shape that the site's own pages send; anything else it refuses."""
        try:
            asked = json.loads(body)
            state, config = asked["requestState"], asked["queryConfig"]
        except (ValueError, KeyError, TypeError):
            return False
        shape = asked.keys() == {"requestState", "queryConfig"} and state.keys() == _STATE and config.keys() <= _CONFIG
        return (
            shape
            and "json" in self.server.headers.get("content-type", "")
            and 1 <= state["resultsPerPage"] <= self.most
        )

    def _search(self, body: bytes) -> Reply:
        """Documents only, newest first, paged."""
        if not self._is_right(body):
            return Reply(b'{"message": "Invalid search request"}', "application/json", 400)
        state = json.loads(body)["requestState"]
        term, size, current = state["searchTerm"].casefold(), state["resultsPerPage"], state["current"]
        found = [p for p in self._newest() if not p.news and term in p.html.casefold()]
        rows = [
            {
                "url": {"raw": p.path},
                "page_title": {"raw": p.title},
                "sort_date": {"raw": _millis(p.published)},
                "information_type": {"raw": "Kamerstuk"},
            }
            for p in found[(current - 1) * size : current * size]
        ]
        return Reply(json.dumps({"rawResponse": {"rawResults": rows}}).encode(), "application/json")


def _page(html: str) -> Page:
    path = _CANONICAL.search(html)
    if path is None:
        raise ValueError("a page of Rijksoverheid needs its canonical address")
    stamp = _NEWS_STAMP.search(html)
    if stamp:
        day, month, year, hour, minute = map(int, stamp.groups())
        when = datetime(year, month, day, hour, minute, tzinfo=_AMSTERDAM).astimezone(UTC)
    else:
        date = _DOCUMENT_DATE.search(html)
        when = datetime.fromisoformat(date[1] if date else "2026-01-01").replace(tzinfo=_AMSTERDAM).astimezone(UTC)
    return Page(path[1], html, when, when)


def _short(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:9]


def _millis(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
