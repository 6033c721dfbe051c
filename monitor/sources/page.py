"""Any web page: with `selectors.links` a list of links to article pages, without it the one page itself.

`selectors`: `links` finds the links of a list, `body`, `title` and `drop` read a page; without `body` the reader finds
the article by itself. The one page is looked at at every poll.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.core.address import usable
from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.model import Document, Entry, Page, Request
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.sources import article
from monitor.sources.site import Site
from monitor.sources.sited import Sited

_MOST_LINKS = 200


ASSUMPTIONS = (Assumption("page", "2026-11-29", "the selectors find what they are for", "the stanza", r"GET "),)


class WebPage(Sited):
    """Reads one page, or the pages that one leads to."""

    version = "page-1 " + article.VERSION
    revision = 1
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source)
        self.zone = ZoneInfo(source.zone)
        self.links = source.selectors.get("links", "")

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        pages = [self.site.at(path) for path in self.source.lists] or [self.source.url]
        return tuple(Request(url, "list", web=True) if self.links else Request(url, "item") for url in pages)

    def read(self, document: Document) -> Page:
        if document.request.role == "item":
            return article.page(document, self.site, self.source, zone=self.zone)
        return self._list(document)

    def element(self) -> tuple[str, str]:
        return article.element(self.source)

    def _list(self, document: Document) -> Page:
        from monitor.reading import html
        from monitor.reading.charset import decoded

        found: dict[str, str] = {}
        tree = html.parse(decoded(document.body, document.content_type))
        base = html.base_of(tree, self.site.public(document.url))
        for node in tree.css(self.links):
            href = (node.attributes.get("href") or "").strip()
            link = usable(href, base) if href and not href.startswith("#") else ""
            if link and self.site.owns(link) and not self.site.is_front(link):
                # The link with the most words names the page: a picture beside it has none.
                found[link] = max(found.get(link, ""), visible(node.text()), key=len)
        if not found:
            raise ParseError(f"no link is found where the selector {self.links!r} looks")
        left = max(len(found) - _MOST_LINKS, 0)
        entries = tuple(self._entry(href, title) for href, title in list(found.items())[:_MOST_LINKS])
        note = f"{left} links are left out" if left else ""
        facts = article.hits(document, self.source.selectors, "links")
        return Page(entries, empty_is_trouble=True, note=note, facts=facts)

    def _entry(self, href: str, title: str) -> Entry:
        return Entry(
            aliases=(self.site.alias(href), *self.site.former(href)),
            url=self.site.public(href),
            title=title,
            request=Request(self.site.ask(href), "item"),
            via="page",
        )
