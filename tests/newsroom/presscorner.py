"""The Commission's press corner, as strict as the real one: what it does not know is 400, a page has 100 rows at most."""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Running, Server

BASE = "/commission/presscorner"
_DETAIL = frozenset({"language", "reference"})
_SEARCH = frozenset("language documentTypeCodes pagesize pagenumber datefrom dateto text global title".split())
_DAY = re.compile(r"(\d\d)(\d\d)(\d{4})")
_MOST = 100
_ORIGIN = "https://ec.europa.eu"
_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Press releases</title>{}</channel></rss>'
)


class PressCorner(Running):
    """Documents by their reference (`IP/26/1410`)."""

    def __init__(self, seeds: Path) -> None:
        rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(seeds.glob("*.json"))]
        self.documents: dict[str, dict[str, Any]] = {row["refCd"]: row for row in rows}
        self.shelf: dict[str, dict[str, Any]] = {}
        self.prints: dict[str, bytes] = {}
        self.server = Server(self.answer)

    def hold_back(self, code: str) -> None:
        self.shelf[code] = self.documents.pop(code)

    def publish(self, code: str) -> None:
        self.documents[code] = self.shelf.pop(code)

    def edit(self, code: str, old: str, new: str) -> None:
        text = self.documents[code]["docuLanguageResource"]
        if old not in text["htmlContent"]:
            raise ValueError(f"{code} does not say {old!r}")
        text["htmlContent"] = text["htmlContent"].replace(old, new)

    def print_only(self, code: str, body: bytes) -> None:
        """A document whose detail has no text: only the print PDF has it."""
        self.documents[code]["docuLanguageResource"]["htmlContent"] = ""
        slug = code.lower().replace("/", "_")
        self.prints[f"{BASE}/api/files/document/print/en/{slug}/{slug.upper()}_EN.pdf"] = body

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if parts.path in self.prints:
            return Reply(self.prints[parts.path], "application/pdf")
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == f"{BASE}/api/documents":
            return self._document(asked)
        if parts.path == f"{BASE}/api/search":
            return self._list(asked) if _is_right(asked) else _REFUSED
        if parts.path == f"{BASE}/api/rss" and asked.keys() <= {"language", "pagesize"}:
            return Reply(self._feed().encode(), "application/rss+xml;charset=UTF-8")
        return None

    def _document(self, asked: dict[str, str]) -> Reply | None:
        """Details by their reference only: a list was never here."""
        if asked.keys() != _DETAIL:
            return _REFUSED
        found = self.documents.get(asked["reference"])
        return _json(found) if found else None

    def _newest(self) -> list[dict[str, Any]]:
        return sorted(self.documents.copy().values(), key=lambda d: str(d["publishDate"]), reverse=True)

    def _feed(self) -> str:
        """The newest twenty, whatever their type."""
        return _RSS.format("".join(
            f"<item><title>{escape(d['docuLanguageResource']['title'])}</title><link>{_address(d)}</link>"
            f"<guid>{_address(d)}</guid><pubDate>{_moment(d)}</pubDate></item>"
            for d in self._newest()[:20]
        ))  # fmt: skip

    def _list(self, asked: dict[str, str]) -> Reply:
        kinds, size, number = asked["documentTypeCodes"].split(","), int(asked["pagesize"]), int(asked["pagenumber"])
        found = [d for d in self._newest() if d["refCd"].partition("/")[0] in kinds]
        found = [d for d in found if _iso(asked["datefrom"]) <= d["eventDate"] <= _iso(asked["dateto"])]
        rows = [
            {
                "refCode": d["refCd"],
                "eventDate": d["eventDate"],
                "title": d["docuLanguageResource"]["title"],
                "leadText": "",
                "docutype": d["docutypeResource"],
                "languageCode": "EN",
            }
            for d in found[(number - 1) * size : number * size]
        ]
        head = {"totalNumber": len(found), "pageSize": size, "pageNumber": number}
        return _json({**head, "docuLanguageListResources": rows})


_REFUSED = Reply(b'{"error": "Bad Request"}', "application/json", 400)


def _is_right(asked: dict[str, str]) -> bool:
    """Whether the search knows all that it is asked."""
    numbers = all(asked.get(key, "").isdigit() for key in ("pagesize", "pagenumber"))
    days = all(_DAY.fullmatch(asked.get(key, "")) for key in ("datefrom", "dateto"))
    known = asked.keys() <= _SEARCH and bool(asked.get("documentTypeCodes"))
    return known and numbers and days and 1 <= int(asked["pagesize"]) <= _MOST and int(asked["pagenumber"]) >= 1


def _iso(day: str) -> str:
    return _DAY.sub(r"\3-\2-\1", day)


def _address(row: dict[str, Any]) -> str:
    return f"{_ORIGIN}{BASE}/detail/en/{row['refCd'].lower().replace('/', '_')}"


def _moment(row: dict[str, Any]) -> str:
    return format_datetime(datetime.fromisoformat(row["publishDate"]).astimezone(UTC), usegmt=True)


def _json(data: dict[str, Any]) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), "application/json;charset=UTF-8")
