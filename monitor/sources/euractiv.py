"""Euractiv: WordPress feeds of the front page and the sections, articles by JSON-LD and selectors.

The site stands behind a protection that answers some programs with a challenge: that is `blocked` (the
fetcher says so), never a change. `dateModified` is optional. Seen in 2026: articles at `/news/<slug>/`,
the text in `main#main-content article.c-news-detail > div`, titles that end in ' | Euractiv'.
"""

from datetime import datetime

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.model import Document, Request, Snapshot
from monitor.sources import article
from monitor.sources.feed import Feed
from monitor.sources.shape import says

ASSUMPTIONS = (
    Assumption(
        "feeds", "2026-09-30", "/feed/ and the sections' feeds are RSS", "feed lists of 2026", r"GET .*/feed/$",
        says(r"<rss\b"),
    ),
    Assumption(
        "article-path", "2026-09-30", "articles stand at /news/<slug>/", "ten links of 2026", r"GET .*/feed/$",
        says(r"<link>[^<]*/news/[^</]+/?</link>"),
    ),
    Assumption(
        "article", "2026-09-30", "the text stands in 'article.c-news-detail'",
        "a public reading rule; no page of 2026 was seen", r"GET .*/news/[^/]+/?$", says(r"c-news-detail"),
    ),
)  # fmt: skip


class Euractiv(Feed):
    """Reads Euractiv."""

    version = "euractiv-1 " + article.VERSION
    assumptions = ASSUMPTIONS
    homes = ("www.euractiv.com", "euractiv.com")
    default_lists = ("/feed/", "/sections/politics/feed/")
    body = "main#main-content article.c-news-detail > div"
    drop = ".ea-own-embed, .c-news-detail__meta, .c-news-detail__tags"
    suffix = " | Euractiv"

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        lists = self.source.lists or self.default_lists
        return tuple(Request(self.site.at(path), "list", group="feeds") for path in lists)

    def _article(self, document: Document) -> Snapshot:
        try:
            return super()._article(document)
        except ParseError:
            if "body" in self.source.selectors:
                raise
        return article.snapshot(document, self.site, body="article", drop=self.drop, suffix=self.suffix, zone=self.zone)
