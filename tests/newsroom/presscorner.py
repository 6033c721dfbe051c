"""The Commission's press corner: lists by type (lower-case keys, else 400), details, and print PDFs."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Running, Server

BASE = "/commission/presscorner"
_KEYS = frozenset({"language", "documenttype", "pagesize", "pagenumber", "reference"})


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
        if parts.path != f"{BASE}/api/documents":
            return None
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if not asked.keys() <= _KEYS:
            return Reply(b'{"error": "Bad Request"}', "application/json", 400)
        if "reference" in asked:
            found = self.documents.get(asked["reference"])
            return _json(found) if found else None
        return self._list(asked)

    def _list(self, asked: dict[str, str]) -> Reply:
        kind, size, number = asked.get("documenttype", ""), int(asked["pagesize"]), int(asked["pagenumber"])
        found = [d for d in self.documents.copy().values() if not kind or d["refCd"].startswith(f"{kind}/")]
        found.sort(key=lambda d: str(d["publishDate"]), reverse=True)
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


def _json(data: dict[str, Any]) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), "application/json;charset=UTF-8")
