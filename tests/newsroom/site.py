"""A plain site: its articles in feeds of every form, in sitemaps of every form, and on a page of links."""

import gzip
import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape, unescape
from pathlib import Path

from monitor.demo.server import Reply, Running, Server

_PATH = re.compile(r'<link rel="canonical" href="https://site\.example(/[^"]+)"')
_TITLE = re.compile(r"<h1>(.*?)</h1>")
_TIME = re.compile(r'article:published_time" content="([^"]+)"')
_BODY = re.compile(r"<h1>.*?</h1>(.*?)</article>", re.DOTALL)
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class Site(Running):
    """Articles by their path."""

    def __init__(self, seeds: Path) -> None:
        self.pages: dict[str, str] = {}
        self.shelf: dict[str, str] = {}
        self.modified: dict[str, datetime] = {}
        self.renamed: dict[str, str] = {}
        for file in sorted(seeds.glob("*.html")):
            html = file.read_text(encoding="utf-8")
            self.pages[_found(_PATH, html)] = html
        self.server = Server(self.answer)
        self.origin = self.server.url

    # --- what editors do ---------------------------------------------------------------------------

    def path_of(self, words: str) -> str:
        found = [p for p in (*self.pages, *self.shelf) if words in p]
        if len(found) != 1:
            raise ValueError(f"{words!r} fits {len(found)} pages")
        return found[0]

    def edit(self, path: str, old: str, new: str, when: datetime | None = None) -> None:
        if old not in self.pages[path]:
            raise ValueError(f"{path} does not say {old!r}")
        self.pages[path] = self.pages[path].replace(old, new)
        if when is not None:
            self.modified[path] = when

    def hold_back(self, path: str) -> None:
        self.shelf[path] = self.pages.pop(path)

    def publish(self, path: str) -> None:
        self.pages[path] = self.shelf.pop(path)

    def rename(self, old: str, new: str) -> None:
        """Another address for an article; the old one redirects."""
        self.pages[new] = self.pages.pop(old).replace(old, new)
        self.renamed[old] = new

    # --- what readers get --------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /private/\n", "text/plain")
        if path in self.renamed:
            return Reply(b"", status=301, headers={"Location": self.renamed[path]})
        if path in self.pages:
            return Reply(self.pages[path].encode())
        made = {
            "/rss.xml": (self._rss, "application/rss+xml"),
            "/atom.xml": (self._atom, "application/atom+xml"),
            "/feed.json": (self._json, "application/feed+json"),
            "/sitemap.xml": (self._sitemap, "application/xml"),
            "/sitemap.xml.gz": (lambda: gzip.compress(self._sitemap(), mtime=0), "application/gzip"),
            "/news-sitemap.xml": (self._news, "application/xml"),
            "/sitemap-index.xml": (self._index, "application/xml"),
            "/news": (self._links, "text/html; charset=utf-8"),
        }.get(path)
        return Reply(made[0](), made[1]) if made else None

    def _rows(self) -> list[tuple[str, str, datetime]]:
        rows = [(path, html, _when(html)) for path, html in list(self.pages.items())]
        return sorted(rows, key=lambda row: row[2], reverse=True)

    def _rss(self) -> bytes:
        items = "".join(
            f"<item><title>{escape(_title(html))}</title><link>{self.origin}{path}</link>"
            f'<guid isPermaLink="false">{path}</guid><pubDate>{format_datetime(when, usegmt=True)}</pubDate>'
            f"<description>{escape(_title(html))}</description></item>"
            for path, html, when in self._rows()
        )
        head = f"<channel><title>The Site</title><link>{self.origin}</link><language>en</language>"
        return f'{_XML}<rss version="2.0">{head}{items}</channel></rss>'.encode()

    def _atom(self) -> bytes:
        items = "".join(
            f'<entry><title>{escape(_title(html))}</title><link href="{self.origin}{path}"/><id>tag:site,{path}</id>'
            f"<published>{when.isoformat()}</published>"
            f"<updated>{self._changed(path, when).isoformat()}</updated></entry>"
            for path, html, when in self._rows()
        )
        head = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Site</title>'
        return f"{_XML}{head}{items}</feed>".encode()

    def _json(self) -> bytes:
        items = [
            {
                "id": path,
                "url": f"{self.origin}{path}",
                "title": _title(html),
                "content_html": _found(_BODY, html),
                "date_published": when.isoformat(),
                "date_modified": self._changed(path, when).isoformat(),
            }
            for path, html, when in self._rows()
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Site", "language": "en", "items": items}
        return json.dumps(feed).encode()

    def _sitemap(self) -> bytes:
        rows = "".join(
            f"<url><loc>{self.origin}{path}</loc><lastmod>{self._changed(path, when).isoformat()}</lastmod></url>"
            for path, _, when in self._rows()
        )
        return f"{_XML}<urlset {_MAPS}><url><loc>{self.origin}/about</loc></url>{rows}</urlset>".encode()

    def _news(self) -> bytes:
        rows = "".join(
            f"<url><loc>{self.origin}{path}</loc><news:news><news:publication><news:name>The Site</news:name>"
            "<news:language>en</news:language></news:publication><news:publication_date>"
            f"{when.isoformat()}</news:publication_date><news:title>{escape(_title(html))}</news:title></news:news></url>"
            for path, html, when in self._rows()
        )
        news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        return f"{_XML}<urlset {_MAPS} {news}>{rows}</urlset>".encode()

    def _index(self) -> bytes:
        rows = "".join(
            f"<sitemap><loc>{self.origin}/{name}</loc></sitemap>" for name in ("news-sitemap.xml", "sitemap.xml.gz")
        )
        return f"{_XML}<sitemapindex {_MAPS}>{rows}</sitemapindex>".encode()

    def _links(self) -> bytes:
        rows = "".join(
            f'<li class="teaser"><a href="{path}"><img src="/t.jpg?s=1"/></a><a href="{path}">{_title(html)}</a></li>'
            for path, html, _ in self._rows()
        )
        head = "<!DOCTYPE html><html lang='en'><head><title>News</title></head>"
        return f'{head}<body><nav><a href="/about">About</a></nav><ul>{rows}</ul></body></html>'.encode()

    def _changed(self, path: str, when: datetime) -> datetime:
        return self.modified.get(path, when)


def _found(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    if found is None:
        raise ValueError(f"the page has no {pattern.pattern}")
    return found[1]


def _title(html: str) -> str:
    return unescape(_found(_TITLE, html))


def _when(html: str) -> datetime:
    return datetime.fromisoformat(_found(_TIME, html)).astimezone(UTC)
