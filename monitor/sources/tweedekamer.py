"""Tweede Kamer by its open data (OData v4): documents and cases by their subject, the letters as PDF or Word.

An item is a document: the question, its postponement and its answer are three, tied by the case's number as
reference. The question carries the case's term for the answer, which a postponement moves. `GewijzigdOp` is the
stamp and decides nothing: one clean-up re-stamped 25,806 old documents in a day. `Verwijderd` counts at once.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.sources import article, letterfile
from monitor.sources.data import json_object

WINDOW_DAYS, PER_PAGE = 30, 100
QUESTIONS = "Schriftelijke vragen"
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


class TweedeKamer:
    """Reads the open data for the source's `terms`."""

    version = f"tweedekamer-1 {letterfile.VERSION}"
    revision = 1

    def __init__(self, source: Source) -> None:
        self.source = source
        self.base = source.url.rstrip("/")

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        first = (now - timedelta(days=WINDOW_DAYS)).date()
        if since is not None:
            first = min(first, since.date())
        terms = self.source.terms
        return (
            *(self._search("Document", term, first, 0) for term in terms),
            *(self._search("Zaak", term, first, 0) for term in terms),
        )

    def _search(self, kind: str, term: str, first: date, skip: int) -> Request:
        """One entity by its subject; the day of the window stands still, so that the address repeats."""
        word = term.replace("'", "''")
        query = [
            f"$filter=contains(Onderwerp,'{word}') and GewijzigdOp ge {first}T00:00:00Z",
            "$orderby=GewijzigdOp desc",
            f"$top={PER_PAGE}",
            *([f"$skip={skip}"] if skip else []),
            *(["$expand=Document"] if kind == "Zaak" else []),
        ]
        text = quote("&".join(query), safe="$=&'(),:")
        context = json.dumps([kind, term, first.isoformat(), skip], ensure_ascii=False)
        return Request(f"{self.base}/{kind}?{text}", "list", context=context)

    def read(self, document: Document) -> Page:
        role = document.request.role
        if role == "part":
            return Page(snapshots=(letterfile.part(document, self.version),))
        return self._item(document) if role == "item" else self._list(document)

    # --- lists -------------------------------------------------------------------------------------

    def _list(self, document: Document) -> Page:
        rows = json_object(document.body).get("value")
        if not isinstance(rows, list):
            raise ParseError("the OData answer has no 'value'")
        kind, term, first, skip = json.loads(document.request.context)
        documents = rows if kind == "Document" else [d for row in rows for d in _many(row, "Document")]
        horizon = document.fetched_at - timedelta(days=WINDOW_DAYS)
        entries = tuple(e for row in documents if isinstance(row, dict) and (e := self._entry(row, kind, horizon)))
        older = self._search(kind, term, date.fromisoformat(first), skip + PER_PAGE) if len(rows) >= PER_PAGE else None
        return Page(entries, older=older)

    def _entry(self, row: dict[str, Any], kind: str, horizon: datetime) -> Entry | None:
        """What was dated long before the window is there because somebody re-stamped it: it is no news."""
        uuid = str(row.get("Id") or "")
        if not uuid:
            return None
        dated = article.moment(_text(row, "Datum"), UTC)
        return Entry(
            aliases=_aliases(row),
            url=self._file(uuid),
            title=_title(row),
            request=Request(f"{self.base}/Document({uuid})?$expand=Zaak", "item"),
            published_at=dated,
            stamp=_text(row, "GewijzigdOp") or None,
            old=dated is not None and dated < horizon,
            summary=f"deleted: {bool(row.get('Verwijderd'))}",
            via=f"odata {kind}",
        )

    def _file(self, uuid: str) -> str:
        return f"{self.base}/Document({uuid})/Resource"

    # --- documents -----------------------------------------------------------------------------------

    def _item(self, document: Document) -> Page:
        data = json_object(document.body)
        rows = data.get("value")
        row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else data
        if not row.get("Id"):
            raise ParseError("the OData answer has no 'Id': no document")
        if row.get("Verwijderd") is True:
            return Page(absent="the Tweede Kamer marks the document as deleted", deleted=True)
        return Page(snapshots=(self._snapshot(row),))

    def _snapshot(self, row: dict[str, Any]) -> Snapshot:
        uuid, cases = str(row["Id"]), _many(row, "Zaak")
        said = " ".join((_title(row), *(str(c.get("Nummer") or "") for c in cases)))
        parts = (Request(self._file(uuid), "part"),) if row.get("ContentType") or row.get("ContentLength") else ()
        modified = _text(row, "GewijzigdOp")
        return Snapshot(
            aliases=_aliases(row),
            url=self._file(uuid),
            title=_title(row),
            blocks=tuple(_lines(row, cases)),
            reader=self.version,
            language="nl",
            published_at=article.moment(_text(row, "Datum"), UTC),
            stamp=modified or None,
            modified_at=article.moment(modified, UTC),
            references=references_in(said),
            parts=parts,
        )


def _lines(row: dict[str, Any], cases: Sequence[dict[str, Any]]) -> Sequence[Block]:
    """What the data says of the document, as text: its kind, and of a question the term for the answer."""
    kind = _text(row, "Soort")
    found = [f"Soort: {kind}"] if kind else []
    if kind == QUESTIONS:
        found += [f"Termijn voor het antwoord: {day}" for c in cases if (day := _day(_text(c, "Termijn")))]
    return [Block("paragraph", text) for text in found]


def _day(raw: str) -> str:
    """A term's day as the letters write it; it names a day, whatever its zone."""
    try:
        when = date.fromisoformat(raw[:10])
    except ValueError:
        return ""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _title(row: dict[str, Any]) -> str:
    """The subject, behind the title of a dossier that does not hold it ("JBZ-Raad: Verslag")."""
    title, subject = visible(_text(row, "Titel")), visible(_text(row, "Onderwerp"))
    if title and subject and title not in subject and subject not in title:
        return f"{title}: {subject}"
    return max(title, subject, key=len)


def _aliases(row: dict[str, Any]) -> tuple[str, ...]:
    number = _text(row, "DocumentNummer")
    return (*([f"id:{number}"] if number else []), f"uuid:{row['Id']}")


def _many(row: Any, name: str) -> list[dict[str, Any]]:
    found = row.get(name) if isinstance(row, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
