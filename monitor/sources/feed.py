"""Any RSS, Atom or JSON feed: its entries lead to article pages on the source's own hosts.

An entry that leads elsewhere is read from the feed itself. Selectors are optional: `body`, `title`, `drop`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.core.address import usable
from monitor.core.assumptions import Assumption
from monitor.core.identity import references_in
from monitor.core.model import Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import fold
from monitor.sources import article
from monitor.sources.site import Site
from monitor.sources.sited import Sited

if TYPE_CHECKING:
    from monitor.reading import feeds


# Titles that have so much of their words in common may be one story's.
_ALIKE = 0.5
# The second sees entries without a link of their own.
REVISION = 2


ASSUMPTIONS = (Assumption("feed", "2026-11-29", "the address is a feed with entries", "the stanza", r"GET "),)


class Feed(Sited):
    """Reads one feed and the pages it leads to."""

    version = "feed-2 " + article.VERSION
    revision = REVISION
    assumptions: Sequence[Assumption] = ASSUMPTIONS
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
        shared = self._shared(rows)
        paged = [self._has_page(row) and self.site.alias(row.link) not in shared for row in rows]
        entries = tuple(self._entry(row) for row, own in zip(rows, paged, strict=True) if own)
        foreign = tuple(self._foreign(row, language, shared) for row, own in zip(rows, paged, strict=True) if not own)
        return Page(entries, foreign, empty_is_trouble=True, note=note, facts=feeds.guid_form(rows))

    def _has_page(self, row: "feeds.Row") -> bool:
        """Whether an entry leads to a page of its own on this site: the front page is nobody's."""
        return bool(row.link) and self.site.owns(row.link) and not self.site.is_front(row.link)

    def _shared(self, rows: "Sequence[feeds.Row]") -> frozenset[str]:
        """The links of several stories: such a page is nobody's own, and what is told of it stands in the feed. Two
        titles that are nearly one are one story that is named twice.
        """
        titles = defaultdict[str, dict[str, None]](dict)
        for row in rows:
            titles[self.site.alias(row.link)][fold(row.title)] = None
        return frozenset(alias for alias, told in titles.items() if len(told) > 1 and not _are_one(list(told)))

    def _entry(self, row: "feeds.Row") -> Entry:
        guid = (f"guid:{row.guid}",) if row.guid and row.guid != row.link else ()
        return Entry(
            aliases=(self.site.alias(row.link), *guid, *self.site.former(row.link)),
            url=self.site.public(row.link),
            title=row.title,
            request=Request(self.site.ask(row.link), "item"),
            published_at=row.published_at,
            stamp=row.stamp,
            via="feed",
        )

    def _foreign(self, row: "feeds.Row", language: str, shared: frozenset[str]) -> Snapshot:
        from monitor.reading import html

        link, alias = usable(row.link, self.source.url) or self.source.url, self.site.alias(row.link)
        is_own = bool(row.link) and not self.site.is_front(row.link) and alias not in shared
        own = tuple(filter(None, (row.guid and f"guid:{row.guid}", alias if is_own else "")))
        text = html.article(row.html, link)
        return Snapshot(
            aliases=own or (row.own_name,),
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
            came=1 if is_own else REVISION,
        )

    def _article(self, document: Document) -> Snapshot:
        body, drop = self.element()
        return article.snapshot(
            document,
            self.site,
            body=body,
            title=self.source.selectors.get("title", ""),
            drop=drop,
            suffix=self.suffix,
            zone=self.zone,
        )

    def element(self) -> tuple[str, str]:
        body, drop = article.element(self.source)
        return body or self.body, ", ".join(filter(None, (self.drop, drop)))


def _are_one(titles: Sequence[str]) -> bool:
    """Whether two titles are nearly one."""
    first, *others = (set(title.split()) for title in titles)
    return len(others) == 1 and len(first & others[0]) >= _ALIKE * len(first | others[0])
