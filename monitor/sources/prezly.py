"""Prezly newsrooms (belganewsagency.eu): stories as JSON at `<story address>.json`.

Discovery through `/api/stories` (newest first, ISO times) and `/feed`; either may be missing. The story's
own times are naive and stand in the source's `zone`. Its only stable key is the short link. Cards of both
kinds (stored bookmarks, live story bookmarks) are cut by the HTML reader, their targets kept as related.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.identity import references_in, url_alias
from monitor.core.model import Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.reading import HTML
from monitor.sources.article import titled
from monitor.sources.data import json_object
from monitor.sources.shape import has, says
from monitor.sources.site import Site
from monitor.sources.sited import Sited

_LIMIT, _OLDEST = 20, 5_000


ASSUMPTIONS = (
    Assumption(
        "story-list", "2026-10-09", "/api/stories lists stories under 'data', newest first, with their addresses",
        "the platform's open theme kit; requests of other Prezly newsrooms", r"GET .*/api/stories\?",
        has("data.*.title"),
    ),
    Assumption(
        "feed", "2026-10-09", "/feed is RSS of the newest stories", "feed lists that name it", r"GET .*/feed$",
        says(r"<rss\b"),
    ),
    Assumption(
        "story-json", "2026-10-09", "an address with .json answers the story: title, body, times, short link",
        "stories of this newsroom as they were saved", r"GET .*\.json$",
        has("title", "body", "modified_at", "published_at", "short_url"),
    ),
    Assumption(
        "naive-times", "2026-10-09", "a story's times have no offset, and stand in the source's `zone`",
        "stories of this newsroom: 'modified_at': '2026-04-23 08:18:41' beside a feed in UTC", r"GET .*\.json$",
        says(r'"modified_at":\s*"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"'),
    ),
)  # fmt: skip


class Prezly(Sited):
    """Reads one Prezly newsroom."""

    version = f"prezly-1 {HTML}"
    revision = 1
    assumptions = ASSUMPTIONS
    default_lists = (f"/api/stories?limit={_LIMIT}&offset=0", "/feed")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source)
        self.zone = ZoneInfo(source.zone)

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        lists = self.source.lists or self.default_lists
        return tuple(Request(self.site.at(path), "list", group="stories") for path in lists)

    def read(self, document: Document) -> Page:
        if document.request.role == "item":
            return Page(snapshots=(self._story(document),))
        if "/api/stories" in document.request.url:
            return self._listing(document)
        return self._feed(document)

    def _listing(self, document: Document) -> Page:
        data = json_object(document.body)
        rows = data.get("data")
        if not isinstance(rows, list):
            raise ParseError("the story list has no 'data'")
        entries = tuple(e for row in rows if isinstance(row, dict) and (e := self._entry(row)))
        return Page(entries, older=self._older(document.request.url, data.get("total")), empty_is_trouble=True)

    def _older(self, url: str, total: object) -> Request | None:
        head, _, rest = url.partition("offset=")
        offset = rest.split("&")[0]
        if not offset.isdigit():
            return None
        following = int(offset) + _LIMIT
        if following >= _OLDEST or (isinstance(total, int) and following >= total):
            return None
        return Request(f"{head}offset={following}{rest[len(offset) :]}", "list", group="stories")

    def _entry(self, row: dict[str, Any]) -> Entry | None:
        links = row.get("links") if isinstance(row.get("links"), dict) else {}
        slug = str(row.get("slug") or "")
        link = str((links or {}).get("newsroom_view") or (f"/{slug}" if slug else ""))
        if not link:
            return None
        uuid = str(row.get("uuid") or "")
        return Entry(
            aliases=(self._path(link), *([f"uuid:{uuid}"] if uuid else [])),
            url=self.site.public(link),
            title=visible(str(row.get("title") or "")),
            request=self._story_request(link),
            published_at=_iso(row.get("published_at")),
            summary=visible(str(row.get("subtitle") or "")),
            via="api",
        )

    def _feed(self, document: Document) -> Page:
        from monitor.reading import feeds

        _, rows, note = feeds.rows(document, self.zone)
        entries = tuple(
            Entry(
                aliases=(self._path(row.link),),
                url=self.site.public(row.link),
                title=row.title,
                request=self._story_request(row.link),
                published_at=row.published_at,
                via="feed",
            )
            for row in rows
            if row.link
        )
        return Page(entries, empty_is_trouble=True, note=note, facts=feeds.guid_form(rows))

    def _story_request(self, link: str) -> Request:
        return Request(self.site.ask(urlsplit(link).path.rstrip("/") + ".json"), "item")

    def _path(self, link: str) -> str:
        """A newsroom's stories are known by their path on whichever of its hosts."""
        return "path:" + urlsplit(link).path.rstrip("/")

    def _story(self, document: Document) -> Snapshot:
        from monitor.reading import html

        data = json_object(document.body)
        title, body = data.get("title"), data.get("body")
        if not isinstance(title, str) or not isinstance(body, str):
            raise ParseError("the story has no 'title' or no 'body'")
        link = str(data.get("url") or document.url.removesuffix(".json"))
        article = html.article(body, link)
        if not title.strip() and not article.blocks:
            raise ParseError("the story is empty")
        short = str(data.get("short_url") or "")
        text = " ".join(b.text for b in article.blocks)
        return Snapshot(
            aliases=(*([url_alias(short)] if short else []), self._path(link)),
            url=self.site.public(link),
            title=visible(title),
            blocks=article.blocks,
            reader=self.version,
            links=tuple(map(self.site.shown, article.links)),
            related=tuple(map(self.site.shown, article.related)),
            language=str(data.get("language") or data.get("culture") or "")[:2].lower(),
            published_at=self._time(data.get("published_at")),
            stamp=str(data["modified_at"]) if data.get("modified_at") else None,
            modified_at=self._time(data.get("modified_at")),
            references=references_in(text),
            lines=titled(article.lines, visible(title), self.site),
        )

    def _time(self, raw: object) -> datetime | None:
        """A naive time of the source's zone, or an ISO time with offset, as UTC."""
        try:
            when = datetime.fromisoformat(str(raw))
        except ValueError:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)


def _iso(raw: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(raw))
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else None
