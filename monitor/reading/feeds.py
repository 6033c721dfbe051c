"""RSS, Atom and JSON Feed bytes as rows. feedparser sees only a `BytesIO`: text that is a URL would be fetched."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from hashlib import sha256
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from monitor.core.errors import ParseError
from monitor.core.model import Document
from monitor.core.text import fold, visible
from monitor.reading.dates import instant

_MOST = 5_000
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_JSON_KEYS = (
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified",
)  # fmt: skip
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ENTITY = re.compile(rb"<!ENTITY\s+([A-Za-z_:][\w:.-]*)\s")
_VERSION = re.compile(r"(?:https?://(?:www\.)?jsonfeed\.org/version/|1(?:\.\d)?$)")
# The end of a feed, whole or (as some programs cut it) without its last sign.
_END = re.compile(rb"</(?:rss|feed|rdf:rdf)\s*>", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:rss|feed|rdf:rdf)\s*>?\s*$", re.IGNORECASE)
# Declarations stand before the root element.
_MOST_PROLOGUE = 100_000


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

    @property
    def own_name(self) -> str:
        """A name of an entry that has none of its own: what it is called, with its date."""
        said = f"{fold(self.title or self.html)} {self.published_at or ''}"
        return f"entry:{sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"


def rows(document: Document, zone: tzinfo | None = None) -> tuple[str, list[Row], str]:
    """The feed's language and entries, and what was left out of it, in words. `zone`: of dates without an offset.

    Raises `ParseError` where the bytes are no whole feed.
    """
    if document.body.lstrip(_BLANKS)[:1] == b"{":
        return _json_feed(document, zone)
    return _xml_feed(document, zone)


def guid_form(found: Sequence[Row]) -> tuple[str, ...]:
    """What the ids of a feed's entries look like, for the first contact: addresses may move, other ids last."""
    if not found:
        return ()
    same = sum(row.guid == row.link for row in found)
    other = next((row.guid for row in found if row.guid and row.guid != row.link), "")
    none = sum(not row.guid for row in found)
    parts = (f"{same} are the address" if same else "", f"{none} are missing" if none else "")
    rest = f"{len(found) - same - none} of their own ({other[:80]!r})" if other else ""
    return ("ids: " + ", ".join(filter(None, (*parts, rest))),)


def _told(language: str, entries: Sequence[Any], read: Callable[[Any], Row | None]) -> tuple[str, list[Row], str]:
    """The newest entries, which stand first; those without an address, an id and a title cannot be found again."""
    taken = entries[:_MOST]
    found = [row for entry in taken if (row := read(entry))]
    left, nameless = len(entries) - len(taken), len(taken) - len(found)
    notes = (
        f"{left} of {len(entries)} entries are left out: the first {_MOST} are read" if left else "",
        f"entries without an address, an id and a title: {nameless}" if nameless else "",
    )
    return language, found, "; ".join(filter(None, notes))


def _json_feed(document: Document, zone: tzinfo | None) -> tuple[str, list[Row], str]:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        data = json.loads(document.body)
    except ValueError as error:
        raise ParseError(f"cut or foreign JSON: {error}") from error
    if not _VERSION.match(str(data.get("version", ""))):
        raise ParseError("not a feed: JSON without the version of a JSON Feed")
    entries = data.get("items")
    if not isinstance(entries, list):
        raise ParseError("the JSON Feed has no 'items'")
    return _told(str(data.get("language") or "")[:2].lower(), entries, partial(_json_row, base=document.url, zone=zone))


def _json_row(entry: Any, base: str, zone: tzinfo | None) -> Row | None:
    if not isinstance(entry, dict):
        return None
    said = {key: str(entry[key]) for key in _JSON_KEYS if entry.get(key) is not None}
    link, guid = _beside(base, said.get("url") or said.get("external_url", "")), said.get("id", "")
    if not (link or guid or said.get("title") or said.get("content_text")):
        return None
    full = said.get("content_html") or _paragraphs(said.get("content_text", ""))
    return Row(
        guid=guid,
        link=link,
        title=visible(said.get("title", "")),
        html=full or escape(said.get("summary", "")),
        full=bool(full),
        published_at=_first(zone, said.get("date_published"), said.get("date_modified")),
        stamp=said.get("date_modified"),
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _xml_feed(document: Document, zone: tzinfo | None) -> tuple[str, list[Row], str]:
    import feedparser

    body = _whole(document.body)
    _must_need_no_entities(body)
    headers = {"content-type": document.content_type or "application/xml"}
    if b"xml:base" in body:
        # Without the feed's own address a finished element's base goes on; with it ids are taken for addresses too.
        headers["content-location"] = document.url
    parsed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version"):
        raise ParseError("not a feed: neither RSS nor Atom was recognised")
    trouble = parsed.get("bozo_exception")
    if type(trouble).__name__ == "SAXParseException" and not _ENDS.search(body):
        raise ParseError(f"the feed is cut or broken: {trouble}")
    language = str(parsed.feed.get("language", ""))[:2].lower()
    return _told(language, parsed.entries, partial(_row, base=document.url, zone=zone))


def _whole(body: bytes) -> bytes:
    """The feed up to its end: what a site's software puts behind it (a script, a comment) is no part of it."""
    ends = list(_END.finditer(body))
    return body[: ends[-1].end()] if ends else body


def _must_need_no_entities(body: bytes) -> None:
    """Raises `ParseError` for a feed that needs entities which it declares itself: what they stand for may be of any
    size or come from anywhere, and a reader that skips them takes `&a;` for the text.
    """
    text = body.decode("utf-16", "replace").encode() if body[:2] in _UTF_16 else body
    declared = dict.fromkeys(_ENTITY.findall(text[:_MOST_PROLOGUE]))
    needed = [name.decode("ascii", "replace") for name in declared if b"&" + name + b";" in text]
    if needed:
        raise ParseError(
            f"the feed needs entities that it declares itself ({', '.join(needed[:3])}), which are not read"
        )


def _row(entry: Any, base: str, zone: tzinfo | None) -> Row | None:
    link, guid = str(entry.get("link") or "").strip(), str(entry.get("id") or "").strip()
    if not (link or guid or entry.get("title") or entry.get("summary")):
        return None
    # Where there is no link the library takes the guid for one.
    link = _beside(base, link) if "/" in link or link != guid else ""
    contents = [str(c.get("value") or "") for c in entry.get("content", [])]
    full = max(contents, key=len, default="")
    summary = str(entry.get("summary") or "")
    # `dict.get`: feedparser's own lends the publication date to an entry that has no `updated`.
    raw_updated, raw_published, raw_created = (
        str(dict.get(entry, key) or "") for key in ("updated", "published", "created")
    )
    return Row(
        guid=guid,
        link=link,
        title=visible(_plain(str(entry.get("title") or ""))),
        html=full or summary,
        full=bool(full),
        published_at=_first(zone, raw_published, raw_created, raw_updated),
        stamp=raw_updated or None,
    )


def _first(zone: tzinfo | None, *dates: str | None) -> datetime | None:
    """The first of the dates that is one."""
    return next((when for raw in dates if raw and (when := instant(raw, zone))), None)


def _beside(base: str, link: str) -> str:
    """A link of the feed, which stands at `base`."""
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return link


def _plain(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return markup
    from monitor.reading.html import parse

    body = parse(markup).body
    return body.text() if body else markup
