"""Tweede Kamer's open data (OData v4) over documents and their cases: the few forms of a query that are in use."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from monitor.demo.server import Reply, Running, Server
from tests.newsroom.word import document

BASE = "/OData/v4/2.0"
_HAS = re.compile(r"contains\(Onderwerp,'((?:[^']|'')*)'\)")
_SINCE = re.compile(r"GewijzigdOp ge (\S+)")
_NUMBER = re.compile(r"Nummer eq '([^']+)'")
_ENTITY = re.compile(rf"{re.escape(BASE)}/Document\(([0-9a-f-]+)\)(/Resource)?")
_MOST = 250
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
            return self._search(options, cases=parts.path.endswith("Zaak"))
        return None

    def _entity(self, name: str, *, file: bool, expand: bool) -> Reply | None:
        row = self.documents.get(name)
        if row is None:
            return None
        if file:
            return Reply(self.files[name], str(row["ContentType"])) if not row["Verwijderd"] else None
        return _json(row if expand else _bare(row))

    def _search(self, options: dict[str, str], *, cases: bool) -> Reply:
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
        skip, top = int(options.get("$skip", 0)), min(int(options.get("$top", _MOST)), _MOST)
        return _json(
            {"@odata.context": f"$metadata#{'Zaak' if cases else 'Document'}", "value": rows[skip : skip + top]}
        )

    def _cases(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in list(self.documents.values()):
            for case in row["Zaak"]:
                known = found.setdefault(case["Nummer"], {**case, "GewijzigdOp": row["GewijzigdOp"], "Document": []})
                known["Document"].append(_bare(row))
        return list(found.values())


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "Zaak"}


def _json(data: dict[str, Any]) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), "application/json; odata.metadata=minimal")
