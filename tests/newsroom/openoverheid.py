"""open.overheid.nl: the list by latest change, details with versions, files by GET only. As strict as the real one: an
unknown parameter, another number of results, a facet that is not encoded twice are 400.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Running, Server

_HOME, _API = "https://open.overheid.nl", "/overheid/openbaarmakingen/api/v0"
_SIZES, _SORTS = {"10", "20", "50"}, {"laatst-gewijzigd", "publicatiedatum"}
_PARAMETERS = {"zoektekst", "start", "aantalResultaten", "sort", "order", "publicatiedatumVan", "publicatiedatumTot"}
_DAY = re.compile(r"\d\d-\d\d-\d{4}")
_ROLE = "https://identifier.overheid.nl/tooi/def/thes/kern/"
_PDF = "application/pdf"


@dataclass
class Kept:
    """A document: what is said of it, each of its versions, and its file."""

    number: str
    titel: str
    omschrijving: str
    soort: str
    datum: str
    file: bytes
    name: str
    mime: str = _PDF
    status: str = "gepubliceerd"
    versies: list[dict[str, Any]] = field(default_factory=list)
    relaties: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed(self) -> str:
        return str(self.versies[-1]["mutatiedatumtijd"])

    def put(self, file: bytes, cause: str, when: datetime) -> None:
        """Another version, with its file."""
        self.file = file
        stamp = when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "713Z")
        entry = {
            "id": f"{_HOME}/documenten/{self.number}/file", "gepubliceerd": True, "mime-type": self.mime,
            "bestandsnaam": self.name, "mutatiedatumtijd": stamp, "grootte": len(file), "paginas": 1,
            "hash": sha1(file, usedforsecurity=False).hexdigest(),
        }  # fmt: skip
        self.versies.append(
            {"nummer": len(self.versies) + 1, "oorzaak": cause, "openbaarmakingsdatum": self.datum,
             "mutatiedatumtijd": stamp, "blokkades": [], "bestanden": [entry]}
        )  # fmt: skip


class OpenOverheid(Running):
    """Documents by their number."""

    def __init__(self, seeds: Path, letters: Path) -> None:
        self.documents: dict[str, Kept] = {}
        self.shelf: dict[str, Kept] = {}
        for path in sorted(seeds.glob("*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))
            name = row.pop("file")
            kept = Kept(path.stem, **row, file=b"", name=name)
            kept.put((letters / name).read_bytes(), "aanlevering", datetime.fromisoformat(f"{row['datum']}T09:22:31Z"))
            self.documents[path.stem] = kept
        self.server = Server(self.answer)

    def number_of(self, words: str) -> str:
        """The number of the one document whose title holds these words."""
        found = [n for n, kept in {**self.documents, **self.shelf}.items() if words in kept.titel]
        if len(found) != 1:
            raise ValueError(f"{words!r} fits {len(found)} documents")
        return found[0]

    def hold_back(self, number: str) -> None:
        self.shelf[number] = self.documents.pop(number)

    def publish(self, number: str) -> None:
        self.documents[number] = self.shelf.pop(number)

    def relate(self, number: str, other: str) -> None:
        """Say that another document is an attachment of this one."""
        self.documents[number].relaties.append(
            {"relation": f"{_HOME}/documenten/{other}", "role": f"{_ROLE}c_05f4a5f3"}
        )

    # --- what readers get ------------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if parts.path == f"{_API}/zoek":
            return self._search({name: values[0] for name, values in parse_qs(parts.query, True).items()})
        if parts.path.startswith(f"{_API}/zoek/"):
            return self._detail(parts.path.rpartition("/")[2])
        file = re.fullmatch(rf"(?:{_API}/documenten/([^/]+)|/documenten/([^/]+)/file)", parts.path)
        kept = self.documents.get(file[1] or file[2]) if file and method == "GET" else None
        return Reply(kept.file, kept.mime) if kept else None

    def _search(self, asked: dict[str, str]) -> Reply:
        days = [asked[name] for name in ("publicatiedatumVan", "publicatiedatumTot") if name in asked]
        right = asked.keys() <= _PARAMETERS and asked.get("sort", "laatst-gewijzigd") in _SORTS
        if not (right and asked.get("aantalResultaten", "10") in _SIZES and all(map(_DAY.fullmatch, days))):
            return Reply(b'{"status": 400, "error": "Bad Request"}', "application/json", 400)
        words = asked.get("zoektekst", "").casefold()
        found = [k for k in self.documents.values() if words in f"{k.titel} {k.omschrijving}".casefold()]
        if "publicatiedatumVan" in asked:
            day = "-".join(reversed(asked["publicatiedatumVan"].split("-")))
            found = [kept for kept in found if kept.datum >= day]
        found.sort(
            key=lambda kept: kept.changed if asked.get("sort") != "publicatiedatum" else kept.datum, reverse=True
        )
        start, size = int(asked.get("start", 0)), int(asked.get("aantalResultaten", 10))
        rows = [_row(kept) for kept in found[start : start + size]]
        return _json({"totaal": len(found), "resultaten": rows})

    def _detail(self, number: str) -> Reply:
        kept = self.documents.get(re.sub(r"_\d+$", "", number))
        if kept is None:
            return Reply(b'{"status": 400, "error": "Bad Request"}', "application/json", 400)
        return _json(
            {
                "document": {
                    "pid": f"{_HOME}/documenten/{kept.number}",
                    "omschrijvingen": [kept.omschrijving],
                    "titelcollectie": {"officieleTitel": kept.titel, "verkorteTitels": [], "alternatieveTitels": []},
                    "classificatiecollectie": {"documentsoorten": [{"id": _ROLE + "c_0", "label": kept.soort}]},
                    "publicatiebestemming": ["rijksoverheid.nl"],
                },
                "plooiIntern": {"sourceLabel": "plooi-api", "publicatiestatus": kept.status},
                "documentrelaties": kept.relaties,
                "versies": kept.versies,
            }
        )


def _row(kept: Kept) -> dict[str, Any]:
    return {
        "document": {
            "id": f"{kept.number}_{len(kept.versies)}",
            "pid": f"{_HOME}/documenten/{kept.number}",
            "titel": kept.titel,
            "omschrijving": kept.omschrijving,
            "openbaarmakingsdatum": kept.datum,
            "aanbieder": "Aanleverloket",
            "mutatiedatumtijd": kept.changed,
        },
        "bestandsType": kept.mime,
    }


def _json(data: Any) -> Reply:
    return Reply(json.dumps(data).encode(), "application/json")
