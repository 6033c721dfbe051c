"""Belga as a Prezly newsroom: `/api/stories`, `/feed`, `/<slug>.json`, from story documents in that format."""

import json
import re
import uuid
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Server

_SIGNATURE = re.compile(r"([?&]|&amp;)s=[0-9a-f]{32}")
_ORIGIN = "https://www.belganewsagency.eu"
_NAMESPACE = uuid.UUID("6b71e247-a9ba-4732-aaa3-88be14c119db")
# What the list takes, and how many stories it gives at most.
_PARAMETERS, _MOST = frozenset({"limit", "offset", "locale", "category", "tag"}), 1_000


class Belga:
    """The newsroom's stories by slug, newest first in its lists; edited as an editor would."""

    def __init__(self, seeds: Path) -> None:
        self.stories: dict[str, dict[str, Any]] = {}
        self.shelf: dict[str, dict[str, Any]] = {}
        self.lists_missing: set[str] = set()
        self.anything = False
        for path in sorted(seeds.glob("*.json")):
            story = json.loads(path.read_text(encoding="utf-8"))
            self.stories[story["slug"]] = story
        self.server = Server(self.answer)

    # --- what editors do ---------------------------------------------------------------------------

    def hold_back(self, slug: str) -> None:
        """Take a story out before it is published."""
        self.shelf[slug] = self.stories.pop(slug)

    def publish(self, slug: str, when: datetime) -> None:
        story = self.shelf.pop(slug)
        story["published_at"] = f"{when.astimezone(UTC):%Y-%m-%d %H:%M}:00"
        story["modified_at"] = f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        self.stories[slug] = story

    def edit(self, slug: str, old: str, new: str, when: datetime | None = None) -> None:
        """Replace words in a story's body; the stamp moves only when `when` is given."""
        story = self.stories[slug]
        if old not in story["body"]:
            raise ValueError(f"{slug} does not say {old!r}")
        story["body"] = story["body"].replace(old, new, 1)
        self._stamp(story, when)

    def append(self, slug: str, paragraph: str, when: datetime | None = None) -> None:
        story = self.stories[slug]
        place = story["body"].rfind("<p>&nbsp;</p>")
        text = f'<p style="text-align: left">{escape(paragraph)}</p>'
        story["body"] = story["body"][:place] + text + story["body"][place:]
        self._stamp(story, when)

    def retitle(self, slug: str, title: str, when: datetime | None = None) -> None:
        """A new headline under the same slug, and in the live cards of other stories."""
        story = self.stories[slug]
        old = story["title"]
        story["title"] = title
        for other in self.stories.values():
            if other is not story:
                other["body"] = other["body"].replace(escape(old), escape(title))
        self._stamp(story, when)

    def touch(self, slug: str, when: datetime) -> None:
        self._stamp(self.stories[slug], when)

    def resign(self, slug: str, signature: str) -> None:
        """Other signatures in every image address of a story."""
        story = self.stories[slug]
        story["body"] = _SIGNATURE.sub(lambda m: f"{m[1]}s={signature}", story["body"])

    def rename(self, slug: str, new: str) -> None:
        """Another slug for the same story: its old address is gone, its short link stays."""
        story = self.stories.pop(slug)
        story |= {"slug": new, "url": f"{_ORIGIN}/{new}"}
        self.stories[new] = story

    def withdraw(self, slug: str) -> None:
        self.shelf[slug] = self.stories.pop(slug)

    def restore(self, slug: str) -> None:
        self.stories[slug] = self.shelf.pop(slug)

    def _stamp(self, story: dict[str, Any], when: datetime | None) -> None:
        if when is not None:
            story["modified_at"] = f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}"

    # --- what readers get --------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path in self.lists_missing:
            return None
        if method not in ("GET", "HEAD"):
            return Reply(b"", status=405, headers={"Allow": "GET, HEAD"})
        if parts.path.endswith("/") and parts.path != "/":
            return Reply(b"", status=308, headers={"Location": parts.path.rstrip("/")})
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /s/\n", "text/plain")
        if parts.path == "/api/stories":
            return self._api({k: v[0] for k, v in parse_qs(parts.query).items()})
        if parts.path == "/feed":
            return Reply(self._feed().encode(), "application/rss+xml; charset=utf-8")
        if parts.path.startswith("/short/"):
            return self._short(parts.path.removeprefix("/short/"))
        if parts.path.endswith(".json"):
            story = self.stories.get(parts.path[1:].removesuffix(".json"))
            story = story or (self._newest()[0] if self.anything else None)
            return Reply((json.dumps(story, indent=4) + "\n").encode(), "application/json") if story else None
        return None

    def _short(self, code: str) -> Reply | None:
        """A short link leads to the story's address of today."""
        slugs = [slug for slug, s in self.stories.items() if s["short_url"].rpartition("/")[2] == code]
        return Reply(b"", status=301, headers={"Location": f"/{slugs[0]}.json"}) if slugs else None

    def _newest(self) -> list[dict[str, Any]]:
        return sorted(self.stories.copy().values(), key=lambda s: s["published_at"], reverse=True)

    def _api(self, query: dict[str, str]) -> Reply:
        numbers = [query.get("offset", "0"), query.get("limit", "20")]
        if not (query.keys() <= _PARAMETERS and all(map(str.isdigit, numbers))):
            return Reply(b'{"error": "Bad Request"}', "application/json", 400)
        offset, limit = int(numbers[0]), min(int(numbers[1]), _MOST)
        rows = [self._row(story) for story in self._newest()[offset : offset + limit]]
        return Reply(json.dumps({"data": rows, "total": len(self.stories)}).encode(), "application/json")

    def _row(self, story: dict[str, Any]) -> dict[str, Any]:
        published = datetime.fromisoformat(story["published_at"]).replace(tzinfo=UTC)
        return {
            "uuid": str(uuid.uuid5(_NAMESPACE, story["short_url"])),
            "slug": story["slug"],
            "title": story["title"],
            "subtitle": "",
            "published_at": published.isoformat(),
            "categories": [],
            "links": {"newsroom_view": story["url"]},
            "oembed": {"type": "link", "url": story["url"], "title": story["title"], "version": "1.0"},
        }

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(s['title'])}</title><link>{s['url']}</link>"
            f'<guid isPermaLink="true">{s["url"]}</guid><pubDate>{_rfc822(s["published_at"])}</pubDate>'
            f"<description>{escape(_lead(s['body']))}</description></item>"
            for s in self._newest()[:20]
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>Belga News Agency</title><link>{_ORIGIN}</link><language>en</language>{items}</channel></rss>"
        )


def _rfc822(naive: str) -> str:
    return format_datetime(datetime.fromisoformat(naive).replace(tzinfo=UTC), usegmt=True)


def _lead(body: str) -> str:
    return unescape(re.sub("<[^>]+>", "", body.partition("</p>")[0]))
