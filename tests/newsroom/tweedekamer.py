"""Tweede Kamer's open data (OData v4) over documents and their cases, as strict as the real one: what it does not know is
400, a path in other letters is nothing, and a page ends where the server says.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from monitor.demo.server import Reply, Running, Server
from tests.newsroom.word import document

BASE = "/OData/v4/2.0"
_HAS = re.compile(r"contains\(Onderwerp,'((?:[^']|'')*)'\)")
_SINCE = re.compile(r"GewijzigdOp ge (\S+)")
_NUMBER = re.compile(r"Nummer eq '([^']+)'")
# Paths and options are case-sensitive: anything else is no resource.
_ENTITY = re.compile(rf"{re.escape(BASE)}/Document\(([0-9a-f-]+)\)(/resource)?")
_MOST = 250
_OPTIONS = frozenset({"$filter", "$orderby", "$top", "$skip", "$expand", "$select", "$count", "$skiptoken"})
_FILTER = re.compile(
    r"(?:contains\(Onderwerp,'(?:[^']|'')*'\)|GewijzigdOp ge \d{4}-\d\d-\d\dT[\d:.]+Z|Nummer eq '[^']+')"
    r"(?: and (?!$)|$)"
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TweedeKamer(Running):
    """Documents by their id, each with its file; the cases stand in them."""

    def __init__(self, seeds: Path, letters: Path) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.shelf: dict[str, dict[str, Any]] = {}
        for path in sorted(seeds.glob("*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))
            text, file = row.pop("text", None), row.pop("file", None)
            self.documents[row["Id"]] = row
            self.files[row["Id"]] = document(text) if text else (letters / str(file)).read_bytes()
        self.page: int = _MOST
        self.server = Server(self.answer)

    # --- what the clerks do --------------------------------------------------------------------------

    def id_of(self, words: str) -> str:
        """The id of the one document whose subject or kind holds these words."""
        rows = {**self.documents, **self.shelf}
        found = [i for i, row in rows.items() if words in row["Onderwerp"] or words == row["Soort"]]
        if len(found) != 1:
            raise ValueError(f"{words!r} fits {len(found)} documents")
        return found[0]

    def hold_back(self, name: str) -> None:
        self.shelf[name] = self.documents.pop(name)

    def publish(self, name: str, when: datetime) -> None:
        row = self.shelf.pop(name)
        row["Datum"], row["GewijzigdOp"] = when.isoformat(), when.isoformat()
        self.documents[name] = row

    def restamp(self, when: datetime) -> None:
        """A clean-up that touches every document and changes none."""
        for row in self.documents.values():
            row["GewijzigdOp"] = when.isoformat()

    def postpone(self, number: str, term: str, when: datetime) -> None:
        """Move a case's term for the answer."""
        for row in self.documents.values():
            for case in row["Zaak"]:
                if case["Nummer"] == number:
                    case["Termijn"] = term
                    row["GewijzigdOp"] = when.isoformat()

    def delete(self, name: str, when: datetime) -> None:
        self.documents[name] |= {"Verwijderd": True, "GewijzigdOp": when.isoformat()}

    def undelete(self, name: str, when: datetime) -> None:
        self.documents[name] |= {"Verwijderd": False, "GewijzigdOp": when.isoformat()}

    # --- what readers get ----------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(unquote(path))
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if entity := _ENTITY.fullmatch(parts.path):
            return self._entity(entity[1], file=entity[2] is not None, expand="$expand=Zaak" in parts.query)
        if parts.path in (f"{BASE}/Document", f"{BASE}/Zaak"):
            options = dict(part.split("=", 1) for part in parts.query.split("&") if "=" in part)
            if wrong := _wrong(options):
                return _refused(wrong)
            return self._search(options, parts.path)
        return None

    def _entity(self, name: str, *, file: bool, expand: bool) -> Reply | None:
        row = self.documents.get(name)
        if row is None:
            return None
        if file:
            return Reply(self.files[name], str(row["ContentType"])) if not row["Verwijderd"] else None
        return _json(row if expand else _bare(row))

    def _search(self, options: dict[str, str], path: str) -> Reply:
        cases = path.endswith("Zaak")
        rows = self._cases() if cases else [_bare(row) for row in self.documents.values()]
        asked = options.get("$filter", "")
        if has := _HAS.search(asked):
            word = has[1].replace("''", "'").casefold()
            rows = [row for row in rows if word in str(row["Onderwerp"]).casefold()]
        if number := _NUMBER.search(asked):
            rows = [row for row in rows if row.get("Nummer") == number[1]]
        if since := _SINCE.search(asked):
            start = datetime.fromisoformat(since[1])
            rows = [row for row in rows if datetime.fromisoformat(row["GewijzigdOp"]) >= start]
        rows.sort(key=lambda row: datetime.fromisoformat(row["GewijzigdOp"]), reverse=True)
        skip, most = int(options.get("$skip", 0)), int(options.get("$top", self.page))
        shown = rows[skip : skip + min(most, self.page)]
        answer: dict[str, Any] = {"@odata.context": f"$metadata#{'Zaak' if cases else 'Document'}", "value": shown}
        wants_more = "$top" not in options or most > self.page
        if wants_more and len(rows) > skip + self.page:
            following = {**options, "$skip": str(skip + self.page)}
            query = "&".join(f"{name}={quote(value, safe='')}" for name, value in following.items())
            answer["@odata.nextLink"] = f"https://gegevensmagazijn.tweedekamer.nl{path}?{query}"
        return _json(answer)

    def _cases(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in list(self.documents.values()):
            for case in row["Zaak"]:
                known = found.setdefault(case["Nummer"], {**case, "GewijzigdOp": row["GewijzigdOp"], "Document": []})
                known["Document"].append(_bare(row))
        return list(found.values())


def _wrong(options: dict[str, str]) -> str:
    """What of a query the server does not know; empty where it knows all."""
    unknown = [name for name in options if name not in _OPTIONS]
    if unknown:
        return f"The query parameter '{unknown[0]}' is not supported."
    asked = options.get("$filter", "")
    if "".join(m[0] for m in _FILTER.finditer(asked)) != asked:
        return f"Syntax error in '{asked}'."
    return ""


def _refused(words: str) -> Reply:
    body = json.dumps({"error": {"code": "", "message": words}}).encode()
    return Reply(body, "application/json; odata.metadata=minimal", 400)


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "Zaak"}


def _json(data: dict[str, Any]) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), "application/json; odata.metadata=minimal")
