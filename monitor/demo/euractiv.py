"""Euractiv: WordPress feeds of the front page and of sections, article pages with JSON-LD."""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

from monitor.demo.server import Reply, Server

_ORIGIN = "https://www.euractiv.com"
_PUBLISHED = re.compile(r'"datePublished": "([^"]+)"')
_MODIFIED = re.compile(r'"dateModified": "([^"]+)"')
_TITLE = re.compile(r"<h1>(.*?)</h1>")
_SECTION = re.compile(r'<meta property="article:section" content="([^"]+)">')
_LEAD = re.compile(r"</div><p>(.*?)</p>")
_SHOWN = 10


class Euractiv:
    """The site's articles by slug."""

    def __init__(self, seeds: Path) -> None:
        self.articles: dict[str, str] = {}
        self.shelf: dict[str, str] = {}
        for path in sorted(seeds.glob("*.html")):
            html = path.read_text(encoding="utf-8")
            found = re.search(r'<link rel="canonical" href="[^"]*/news/([^"/]+)/"', html)
            if found is None:
                raise ValueError(f"{path}: an article needs its canonical address")
            self.articles[found[1]] = html
        self.server = Server(self.answer)

    # --- what editors do ---------------------------------------------------------------------------

    def hold_back(self, slug: str) -> None:
        self.shelf[slug] = self.articles.pop(slug)

    def publish(self, slug: str, when: datetime) -> None:
        html = _PUBLISHED.sub(f'"datePublished": "{when.isoformat(timespec="seconds")}"', self.shelf.pop(slug))
        self.articles[slug] = _MODIFIED.sub(f'"dateModified": "{when.isoformat(timespec="seconds")}"', html)

    def edit(self, slug: str, old: str, new: str, when: datetime | None = None) -> None:
        html = self.articles[slug]
        if old not in html:
            raise ValueError(f"{slug} does not say {old!r}")
        html = html.replace(old, new)
        if when is not None:
            html = _MODIFIED.sub(f'"dateModified": "{when.isoformat(timespec="seconds")}"', html)
        self.articles[slug] = html

    def withdraw(self, slug: str) -> None:
        self.shelf[slug] = self.articles.pop(slug)

    # --- what readers get --------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = [p for p in urlsplit(path).path.split("/") if p]
        if parts == ["robots.txt"]:
            return Reply(b"User-agent: *\nDisallow: /wp-admin/\n", "text/plain")
        if parts and not urlsplit(path).path.endswith("/"):
            return Reply(b"", status=301, headers={"Location": f"/{'/'.join(parts)}/"})
        if parts == ["feed"]:
            return self._feed("")
        if len(parts) == 3 and parts[0] == "sections" and parts[2] == "feed":
            return self._feed(parts[1])
        if len(parts) == 2 and parts[0] == "news" and parts[1] in self.articles:
            return Reply(self.articles[parts[1]].encode())
        return None

    def _feed(self, section: str) -> Reply:
        rows = [(slug, html) for slug, html in list(self.articles.items()) if not section or _section(html) == section]
        rows.sort(key=lambda row: _published(row[1]), reverse=True)
        items = "".join(_item(slug, html) for slug, html in rows[:_SHOWN])
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Euractiv</title>'
            f"<link>{_ORIGIN}</link><language>en-GB</language>{items}</channel></rss>"
        )
        return Reply(text.encode(), "application/rss+xml; charset=UTF-8")


def _item(slug: str, html: str) -> str:
    title, lead = _TITLE.search(html), _LEAD.search(html)
    return (
        f"<item><title>{escape(unescape(title[1] if title else ''))}</title><link>{_ORIGIN}/news/{slug}/</link>"
        f'<pubDate>{format_datetime(_published(html), usegmt=True)}</pubDate><guid isPermaLink="false">'
        f"{_ORIGIN}/news/{slug}/</guid><description>{escape(unescape(lead[1] if lead else ''))}</description></item>"
    )


def _published(html: str) -> datetime:
    found = _PUBLISHED.search(html)
    return datetime.fromisoformat(json.loads(f'"{found[1]}"') if found else "2026-01-01T00:00:00+00:00").astimezone(UTC)


def _section(html: str) -> str:
    found = _SECTION.search(html)
    return found[1].lower() if found else ""
