"""Any RSS, Atom or JSON feed: its entries lead to article pages on the source's own hosts.

An entry that leads elsewhere is read from the feed itself. Selectors are optional: `body`, `title`, `drop`.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.core.address import usable
from monitor.core.identity import references_in
from monitor.core.model import Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.sources import article
from monitor.sources.site import Site

if TYPE_CHECKING:
    from monitor.reading import feeds


class Feed:
    """Reads one feed and the pages it leads to."""

    version = "feed-1 " + article.VERSION
    homes: tuple[str, ...] = ()
    body = ""
    drop = ""
    suffix = ""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source, *self.homes)
        self.zone = ZoneInfo(source.zone)

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        lists = [self.site.at(path) for path in self.source.lists] or [self.source.url]
        return tuple(Request(url, "list", group="feeds") for url in lists)

    def read(self, document: Document) -> Page:
        if document.request.role == "item":
            facts = article.hits(document, self.source.selectors, "body", "title", "drop")
            return Page(snapshots=(self._article(document),), facts=facts)
        from monitor.reading import feeds

        language, rows, note = feeds.rows(document, self.zone)
        entries = tuple(self._entry(row) for row in rows if row.link and self.site.owns(row.link))
        foreign = tuple(self._foreign(row, language) for row in rows if not (row.link and self.site.owns(row.link)))
        return Page(entries, foreign, empty_is_trouble=True, note=note, facts=feeds.guid_form(rows))

    def _entry(self, row: "feeds.Row") -> Entry:
        guid = (f"guid:{row.guid}",) if row.guid and row.guid != row.link else ()
        return Entry(
            aliases=(self.site.alias(row.link), *guid),
            url=self.site.public(row.link),
            title=row.title,
            request=Request(self.site.ask(row.link), "item"),
            published_at=row.published_at,
            stamp=row.stamp,
            via="feed",
        )

    def _foreign(self, row: "feeds.Row", language: str) -> Snapshot:
        from monitor.reading import html

        link = usable(row.link, self.source.url) or self.source.url
        text = html.article(row.html, link)
        return Snapshot(
            aliases=tuple(filter(None, (row.guid and f"guid:{row.guid}", row.link and self.site.alias(row.link)))),
            url=link,
            title=row.title,
            blocks=text.blocks,
            reader=self.version,
            links=text.links,
            related=text.related,
            language=language,
            published_at=row.published_at,
            stamp=row.stamp,
            references=references_in(" ".join(b.text for b in text.blocks)),
            partial=not row.full,
        )

    def _article(self, document: Document) -> Snapshot:
        selectors = self.source.selectors
        return article.snapshot(
            document,
            self.site,
            body=selectors.get("body", self.body),
            title=selectors.get("title", ""),
            drop=", ".join(filter(None, (self.drop, selectors.get("drop", "")))),
            suffix=self.suffix,
            zone=self.zone,
        )
