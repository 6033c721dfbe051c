"""Any sitemap, plain or in Google's news form, packed or not, and indexes of them: its addresses are article pages.

`terms`: words of which an address must hold one. `selectors` (`body`, `title`, `drop`) are optional. A sitemap may
name everything a site ever published: the newest addresses are taken, and how many were left out is said.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.core.assumptions import Assumption
from monitor.core.model import Document, Entry, Page, Request
from monitor.core.settings import Source
from monitor.sources import article
from monitor.sources.site import Site
from monitor.sources.sited import Sited

if TYPE_CHECKING:
    from monitor.reading.sitemaps import Row

MOST_ENTRIES, MOST_CHILDREN = 500, 20
_CHILD = "of an index"
_OLD = datetime.min.replace(tzinfo=UTC)


ASSUMPTIONS = (
    Assumption("sitemap", "2026-11-29", "the address is a sitemap, or an index of them", "the stanza", r"GET "),
)


class Sitemap(Sited):
    """Reads one sitemap and the pages it names."""

    version = "sitemap-1 " + article.VERSION
    # The second sees the end of a long sitemap that is undated or has the oldest first.
    revision = 2
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source)
        self.zone = ZoneInfo(source.zone)

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        lists = [self.site.at(path) for path in self.source.lists] or [self._whole(self.source.url)]
        return tuple(Request(url, "list") for url in lists)

    def _whole(self, url: str) -> str:
        """The address as it is given; of a bare site the sitemap where every site has it."""
        parts = urlsplit(url)
        return url if parts.path.strip("/") or parts.query else self.site.at("/sitemap.xml")

    def element(self) -> tuple[str, str]:
        return article.element(self.source)

    def read(self, document: Document) -> Page:
        if document.request.role == "item":
            return article.page(document, self.site, self.source, zone=self.zone)
        from monitor.reading import sitemaps

        found = sitemaps.read(document.body)
        if found.children:
            return self._index(found.children)
        rows = [row for row in found.rows if self._wanted(row.url)]
        newest = self._newest(rows, MOST_ENTRIES)
        left = len(rows) - len(newest)
        note = f"{left} of {len(rows)} addresses are left out: the newest {MOST_ENTRIES} are watched" if left else ""
        came = 1 if len(rows) <= MOST_ENTRIES or any(self._when(row) != _OLD for row in rows) else 2
        # A sitemap may rightly be empty where terms choose from it, and where it is one of many.
        rightly = bool(self.source.terms) or document.request.context == _CHILD
        entries = tuple(self._entry(row, came) for row in newest)
        return Page(entries, empty_is_trouble=not rightly, note=note)

    def _index(self, children: "list[Row]") -> Page:
        """The newest of the sitemaps that an index names, on the source's own hosts."""
        own = [row for row in children if self.site.owns(row.url)]
        newest = self._newest(own, MOST_CHILDREN)
        left = len(children) - len(newest)
        note = f"{left} of {len(children)} sitemaps of the index are left out" if left else ""
        follow = tuple(Request(self.site.ask(row.url), "list", context=_CHILD) for row in newest)
        return Page(follow=follow, note=note, empty_is_trouble=not follow)

    def _newest(self, rows: "list[Row]", most: int) -> "list[Row]":
        """The newest by their dates. Rows without one stand in the order of the site: the last are the newest where it
        has no dates at all, or the oldest date first.
        """
        dated = [when for row in rows if (when := self._when(row)) != _OLD]
        backwards = not dated or dated[0] < dated[-1]
        ordered = rows[::-1] if backwards else rows
        return sorted(ordered, key=self._when, reverse=True)[:most]

    def _wanted(self, url: str) -> bool:
        if self.site.is_front(url):
            return False
        return self.site.owns(url) and (not self.source.terms or any(term in url for term in self.source.terms))

    def _when(self, row: "Row") -> datetime:
        return article.moment(row.published or row.modified, self.zone) or _OLD

    def _entry(self, row: "Row", came: int) -> Entry:
        return Entry(
            aliases=(self.site.alias(row.url), *self.site.former(row.url)),
            url=self.site.public(row.url),
            title=row.title,
            request=Request(self.site.ask(row.url), "item"),
            published_at=article.moment(row.published, self.zone),
            stamp=row.modified or None,
            via="sitemap",
            came=came,
        )
