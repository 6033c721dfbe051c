"""Tweede Kamer by its open data (OData v4): documents and cases by their subject, the letters as PDF or Word.

An item is a document: the question, its postponement and its answer are three, tied by the case's number as
reference. The question carries the case's term for the answer, which a postponement moves. `GewijzigdOp` is the
stamp and decides nothing: one clean-up re-stamped 25,806 old documents in a day. `Verwijderd` counts at once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.core.identity import host_of, references_in, site_of
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import fold, visible
from monitor.sources import article, letterfile
from monitor.sources.data import json_object
from monitor.sources.shape import has, says
from monitor.sources.site import Site
from monitor.sources.sited import Sited

WINDOW_DAYS = 30
# Kinds that carry the case's term for the answer: the question as it is sent and as it is printed, its postponement.
_QUESTIONS = frozenset(
    {"Schriftelijke vragen", "Vragen gesteld door de leden der Kamer", "Mededeling (uitstel antwoord)"}
)
# A notice of the House that ends a question without an answer.
_NOTICE, _WITHDRAWN = "Mededeling", re.compile(r"\b(?:ingetrokken|intrekken|intrekking)\b", re.IGNORECASE)
# The page of a document that a browser shows, by its number: the number stands twice in it.
_SITE, _DATA = "https://www.tweedekamer.nl", "gegevensmagazijn.tweedekamer.nl"
_PAGE = "https://www.tweedekamer.nl/kamerstukken/detail?id={number}&did={number}"
_SAME_SUBJECT = 0.8
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


ASSUMPTIONS = (
    Assumption(
        "search", "2026-09-30", "Document and Zaak take $filter by contains(Onderwerp) and GewijzigdOp, and $orderby",
        "programs in use; answers that were saved", r"GET .*/(?:Document|Zaak)\?", has("value"),
    ),
    Assumption(
        "fields", "2026-09-30", "a document has Soort, GewijzigdOp and Verwijderd", "answers that were saved",
        r"GET .*/Document\([^/]+$", has("Soort", "GewijzigdOp", "Verwijderd"),
    ),
    Assumption(
        "case", "2026-09-30", "$expand=Zaak brings the cases with Nummer and Termijn", "answers that were saved",
        r"GET .*/Document\(.*expand=Zaak", has("Zaak.*.Nummer", "Zaak.*.Termijn"),
    ),
    Assumption(
        "file", "2026-11-29", "the file stands at …/resource, in small letters (OData is case-sensitive)",
        "twelve of twelve programs", r"GET .*/resource$", says(r"\A(?:%PDF-|PK)"),
    ),
)  # fmt: skip


class TweedeKamer(Sited):
    """Reads the open data for the source's `terms`."""

    version = f"tweedekamer-2 {letterfile.VERSION}"
    revision = 1
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.base = source.url.rstrip("/")
        # The data stand on a host of their own; a copy of them has its pages beside them.
        self.site = Site(_SITE if host_of(self.base) == _DATA else self.base, frozenset(), frozenset({site_of(_SITE)}))

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        first = (now - timedelta(days=WINDOW_DAYS)).date()
        if since is not None:
            first = min(first, since.date())
        terms = self.source.terms
        return (
            *(self._search("Document", term, first) for term in terms),
            *(self._search("Zaak", term, first) for term in terms),
        )

    def _search(self, kind: str, term: str, first: date) -> Request:
        """One entity by its subject; the day of the window stands still, so that the address repeats. The server
        decides how many rows make a page.
        """
        word = term.replace("'", "''")
        query = [
            f"$filter=contains(Onderwerp,'{word}') and GewijzigdOp ge {first}T00:00:00Z",
            "$orderby=GewijzigdOp desc",
            *(["$expand=Document"] if kind == "Zaak" else []),
        ]
        text = quote("&".join(query), safe="$=&'(),:")
        return Request(f"{self.base}/{kind}?{text}", "list", context=f"{kind} {term}", term=term)

    def read(self, document: Document) -> Page:
        role = document.request.role
        if role == "part":
            return Page(snapshots=(letterfile.part(document, self.version),))
        return self._item(document) if role == "item" else self._list(document)

    # --- lists -------------------------------------------------------------------------------------

    def _list(self, document: Document) -> Page:
        data = json_object(document.body)
        rows, following = data.get("value"), data.get("@odata.nextLink")
        if not isinstance(rows, list):
            raise ParseError("the OData answer has no 'value'")
        kind = document.request.context.partition(" ")[0]
        documents = rows if kind == "Document" else list(flat(_many(row, "Document") for row in rows))
        horizon = document.fetched_at - timedelta(days=WINDOW_DAYS)
        entries = tuple(e for row in documents if isinstance(row, dict) and (e := self._entry(row, kind, horizon)))
        older = self._following(document, following) if isinstance(following, str) and rows else None
        # The filter ends the list: a page may hold documents of any age that were stamped anew.
        return Page(entries, older=older, bounded=True)

    def _following(self, document: Document, link: str) -> Request:
        """The next page, as the server itself words it; asked for at `url` like everything else."""
        query = urlsplit(urljoin(document.url, link)).query
        return replace(document.request, url=f"{document.request.url.partition('?')[0]}?{query}")

    def _entry(self, row: dict[str, Any], kind: str, horizon: datetime) -> Entry | None:
        """What was dated long before the window is there because somebody re-stamped it: it is no news."""
        uuid = str(row.get("Id") or "")
        if not uuid:
            return None
        dated = article.moment(_text(row, "Datum"), UTC)
        return Entry(
            aliases=_aliases(row),
            url=self._shown(row),
            title=_title(row),
            request=Request(f"{self.base}/Document({uuid})?$expand=Zaak", "item"),
            published_at=dated,
            stamp=_text(row, "GewijzigdOp") or None,
            old=dated is not None and dated < horizon,
            summary=f"deleted: {bool(row.get('Verwijderd'))}",
            via=f"odata {kind}",
        )

    def _file(self, uuid: str) -> str:
        """The file of a document. OData is case-sensitive (OData 4.01, 4.1)."""
        return f"{self.base}/Document({uuid})/resource"

    def _shown(self, row: dict[str, Any]) -> str:
        """The page of a document; its file where it has no number yet."""
        number = _text(row, "DocumentNummer")
        return _PAGE.format(number=number) if number else self._file(str(row["Id"]))

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
            url=self._shown(row),
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
    """What the data says of the document, as text: its kind, of a question the term for the answer, of a notice that
    the question was withdrawn.
    """
    kind = _text(row, "Soort")
    found = [f"Soort: {kind}"] if kind else []
    if kind == _NOTICE and _WITHDRAWN.search(_text(row, "Onderwerp")):
        found += ["De vragen zijn ingetrokken."]
    if kind in _QUESTIONS:
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
    """The subject, behind the title of a dossier that does not say it already ("JBZ-Raad: Verslag")."""
    title, subject = visible(_text(row, "Titel")), visible(_text(row, "Onderwerp"))
    short, long = sorted((set(fold(title).split()), set(fold(subject).split())), key=len)
    if not short or len(short & long) >= _SAME_SUBJECT * len(short):
        return max(title, subject, key=len)
    return f"{title}: {subject}"


def _aliases(row: dict[str, Any]) -> tuple[str, ...]:
    number = _text(row, "DocumentNummer")
    return (*([f"id:{number}"] if number else []), f"uuid:{row['Id']}")


def _many(row: Any, name: str) -> list[dict[str, Any]]:
    found = row.get(name) if isinstance(row, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
