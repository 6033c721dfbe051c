"""RSS and Atom bytes as rows. feedparser sees only a `BytesIO`: text that is a URL would be fetched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

from monitor.core.errors import ParseError
from monitor.core.text import visible

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a feed. `html` is its fullest text, `stamp` its own modification mark."""

    guid: str
    link: str
    title: str
    html: str
    full: bool
    published_at: datetime | None
    stamp: str | None


def rows(body: bytes, content_type: str) -> tuple[str, list[Row]]:
    """The feed's language and entries. Raises `ParseError` where the bytes are no whole feed."""
    import feedparser

    parsed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": content_type or "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise ParseError("not a feed: neither RSS nor Atom was recognised")
    trouble = parsed.get("bozo_exception")
    if type(trouble).__name__ == "SAXParseException" and not _ends(body):
        raise ParseError(f"the feed is cut or broken: {trouble}")
    language = str(parsed.feed.get("language", ""))[:2].lower()
    return language, [row for e in parsed.entries[:_MOST] if (row := _row(e))]


def _ends(body: bytes) -> bool:
    tail = body[-200:].strip().lower()
    return tail.endswith((b"</rss>", b"</feed>", b"</rdf:rdf>"))


def _row(entry: Any) -> Row | None:
    link, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
    if not (link or guid):
        return None
    contents = [str(c.get("value") or "") for c in entry.get("content", [])]
    full = max(contents, key=len, default="")
    summary = str(entry.get("summary") or "")
    # `dict.get`: feedparser's own lends the publication date to an entry that has no `updated`.
    raw_updated, raw_published = (str(dict.get(entry, key) or "") for key in ("updated", "published"))
    return Row(
        guid=guid,
        link=link,
        title=visible(_plain(str(entry.get("title") or ""))),
        html=full or summary,
        full=bool(full),
        published_at=instant(raw_published) or instant(raw_updated),
        stamp=raw_updated or None,
    )


def _plain(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return markup
    from monitor.reading.html import parse

    body = parse(markup).body
    return body.text() if body else markup


def instant(raw: str) -> datetime | None:
    """A feed's date as UTC; None where it names no zone we can trust (naive, or an abbreviation such as CEST)."""
    raw = raw.strip()
    if not raw:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(raw)
        except (ValueError, TypeError):
            continue
        if when.tzinfo is not None:
            return when.astimezone(UTC)
    return None
