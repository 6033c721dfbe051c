"""open.overheid.nl: what ministries made public, with every version of it. Listed by the latest change.

One list tells of new documents and of replaced files: a document's stamp moves with each of its versions. The detail
names the versions, what caused each, and the hash of each file. Files are asked for by GET: a HEAD is answered 404.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.sources import article, letterfile
from monitor.sources.data import json_object
from monitor.sources.shape import has, says
from monitor.sources.site import Site
from monitor.sources.sited import Sited

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The site gives 10, 20 or 50.
PER_PAGE = 50
_HOME, _API = "open.overheid.nl", "/overheid/openbaarmakingen/api/v0"
_VERSION = re.compile(r"_\d+$")
# A document that is not there answers 400 as well as 404.
_NOT_THERE = (400,)
_PUBLISHED, _TAKEN_BACK = "gepubliceerd", ("ingetrokken", "verwijderd", "gedepubliceerd")
_FRESH = timedelta(days=2)
# TOOI: that a document has an attachment, and that it is one.
_HAS, _IS = "c_05f4a5f3", "c_4d1ea9ba"
_READ = {"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


ASSUMPTIONS = (
    Assumption(
        "list", "2026-11-29",
        "zoek takes a text, 50 results and sort=laatst-gewijzigd, and answers totaal and resultaten",
        "answers of March 2026 that were saved; a second program", r"GET .*/zoek\?", has("totaal", "resultaten"),
    ),
    Assumption(
        "stamp", "2026-11-29", "each result has its id and the moment of its latest change", "the same answers",
        r"GET .*/zoek\?", has("resultaten.*.document.id", "resultaten.*.document.mutatiedatumtijd"),
    ),
    Assumption(
        "versions", "2026-11-29", "the detail has the versions, what caused each, and the hash of each file",
        "the same answers", r"GET .*/zoek/[^/?]+$",
        has("versies.*.nummer", "versies.*.oorzaak", "versies.*.bestanden.*.hash"),
    ),
    Assumption(
        "file", "2026-11-29", "the file is had by GET", "a program that reads it; a HEAD is answered 404",
        r"GET .*/(?:documenten/[^/]+|[^/]+/file)$", says(r"\A(?:%PDF-|PK)"),
    ),
)  # fmt: skip


class OpenOverheid(Sited):
    """Reads the documents in which one of the source's `terms` is found."""

    version = f"openoverheid-1 {letterfile.VERSION}"
    revision = 1
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source, _HOME)

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        return tuple(self._search(term, 0, since) for term in self.source.terms)

    def _search(self, term: str, start: int, since: datetime | None) -> Request:
        """One term, the latest change first. Going back in time it is the day of publication that counts."""
        query = {"zoektekst": term, "start": start, "aantalResultaten": PER_PAGE, "sort": "laatst-gewijzigd"}
        if since is not None:
            query |= {"sort": "publicatiedatum", "publicatiedatumVan": f"{since.astimezone(AMSTERDAM):%d-%m-%Y}"}
        context = f"{start} {since.isoformat() if since else '-'}"
        return Request(self.site.at(f"{_API}/zoek?{urlencode(query)}"), "list", context=context, term=term)

    def read(self, document: Document) -> Page:
        role = document.request.role
        if role == "part":
            return Page(snapshots=(letterfile.part(document, self.version),))
        return self._item(document) if role == "item" else self._list(document)

    # --- the list ------------------------------------------------------------------------------------

    def _list(self, document: Document) -> Page:
        data = json_object(document.body)
        rows, total = data.get("resultaten"), data.get("totaal")
        if not isinstance(rows, list) or not isinstance(total, int):
            raise ParseError("the answer of the search has no 'resultaten' with their 'totaal'")
        found = (row.get("document") for row in rows if isinstance(row, dict))
        entries = tuple(e for row in found if isinstance(row, dict) and (e := self._entry(row, document.fetched_at)))
        if rows and not entries:
            raise ParseError("no result of the search has a document with an 'id'")
        left = len(rows) - len(entries)
        start, _, since = document.request.context.partition(" ")
        back = None if since == "-" else datetime.fromisoformat(since)
        more = rows and int(start) + len(rows) < total
        older = self._search(document.request.term, int(start) + len(rows), back) if more else None
        # Going back, the search itself ends at the day that was asked for.
        note = f"results without a document with an id: {left}" if left else ""
        return Page(entries, older=older, bounded=True, note=note)

    def _entry(self, row: Mapping[str, Any], now: datetime) -> Entry | None:
        """A later version of what was made public days ago is there because it changed: seen for the first time it is
        no news. A first version is, however it is dated.
        """
        named = _text(row.get("id"))
        number = _VERSION.sub("", named)
        if not number:
            return None
        published = article.moment(_text(row.get("openbaarmakingsdatum")), AMSTERDAM)
        return Entry(
            aliases=(f"id:{number}",),
            url=_text(row.get("pid")) or self._shown(number),
            title=visible(_text(row.get("titel"))),
            request=Request(self.site.at(f"{_API}/zoek/{number}"), "item", misses=_NOT_THERE),
            published_at=published,
            stamp=_text(row.get("mutatiedatumtijd")) or None,
            summary=visible(_text(row.get("omschrijving"))),
            via="zoek",
            old=published is not None and published < now - _FRESH and named != f"{number}_1",
        )

    def _shown(self, number: str) -> str:
        return f"https://{_HOME}/documenten/{number}"

    # --- a document ----------------------------------------------------------------------------------

    def _item(self, document: Document) -> Page:
        data = json_object(document.body)
        about, intern = data.get("document"), _mapping(data.get("plooiIntern"))
        if not isinstance(about, dict):
            raise ParseError("the answer has no 'document'")
        status = _text(intern.get("publicatiestatus")).casefold() or _PUBLISHED
        if status in _TAKEN_BACK:
            return Page(absent=f"open.overheid.nl marks the document as {status}", deleted=True)
        if status != _PUBLISHED:
            raise ParseError(f"the document has a status of another kind: {status!r}")
        number = document.request.url.rpartition("/")[2]
        versions = [version for version in _many(data.get("versies")) if isinstance(version, dict)]
        if not versions or not isinstance(about.get("omschrijvingen", []), list):
            raise ParseError("the document has no list of 'versies' or of 'omschrijvingen'")
        return Page(snapshots=(self._snapshot(number, about, versions, _many(data.get("documentrelaties"))),))

    def _snapshot(
        self, number: str, about: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], relations: Sequence[Any]
    ) -> Snapshot:
        ordered = sorted(versions, key=_order)
        newest = ordered[-1]
        # A version of the data alone names no file: those of the one before stand.
        named = (_many(version.get("bestanden")) for version in reversed(ordered))
        files = [file for file in next(filter(None, named), ()) if isinstance(file, dict)]
        title = visible(_text(_mapping(about.get("titelcollectie")).get("officieleTitel")))
        blocks = tuple(_lines(title, about, ordered, files))
        stamp = _text(newest.get("mutatiedatumtijd"))
        hashes = (f"sha1:{_text(file.get('hash')).lower()}" for file in files if file.get("hash"))
        return Snapshot(
            aliases=(f"id:{number}",),
            url=_text(about.get("pid")) or self._shown(number),
            title=title,
            blocks=blocks,
            reader=self.version,
            links=tuple(_related(relations, _HAS)),
            related=tuple(_related(relations, _IS)),
            language="nl",
            published_at=article.moment(_text(newest.get("openbaarmakingsdatum")), AMSTERDAM),
            stamp=stamp or None,
            modified_at=article.moment(stamp, UTC),
            references=references_in(" ".join((title, *(b.text for b in blocks)))),
            parts=tuple(dict.fromkeys(Request(self._file(number, file), "part") for file in files if _is_read(file))),
            files=(f"open.overheid.nl:{number}", *hashes),
        )

    def _file(self, number: str, file: Mapping[str, Any]) -> str:
        named = _text(file.get("id"))
        own = named.startswith("https://") and self.site.owns(named)
        return self.site.ask(named) if own else self.site.at(f"{_API}/documenten/{number}")


def _lines(
    title: str, about: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]]
) -> Iterator[Block]:
    """What the data say of the document, as text: what it is about, its versions, and files that are not read."""
    said = (visible(_text(words)) for words in _many(about.get("omschrijvingen")))
    yield from (Block("paragraph", words) for words in said if words and words != title)
    yield from (Block("list", _version_line(version)) for version in _with_new_files(versions))
    yield from (Block("list", f"Bestand: {_text(file.get('bestandsnaam'))}") for file in files if not _is_read(file))


def _with_new_files(versions: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The versions that brought files, or others than before: a version of the data alone changes no text."""
    before: list[str] = []
    for version in versions:
        hashes = [_text(file.get("hash")) for file in _many(version.get("bestanden")) if isinstance(file, dict)]
        if hashes and hashes != before:
            yield version
        before = hashes or before


def _version_line(version: Mapping[str, Any]) -> str:
    """'Versie 2 van 2026-07-12: herpublicatie'."""
    when = article.moment(_text(version.get("mutatiedatumtijd")), UTC)
    day = f" van {when.astimezone(AMSTERDAM):%Y-%m-%d}" if when else ""
    held = " (geblokkeerd)" if version.get("blokkades") else ""
    return f"Versie {_number(version)}{day}: {_text(version.get('oorzaak'))}{held}"


def _order(version: Mapping[str, Any]) -> tuple[int, str]:
    return _number(version), _text(version.get("mutatiedatumtijd"))


def _number(version: Mapping[str, Any]) -> int:
    """The number of a version, however it is written; 0 where it has none."""
    said = str(version.get("nummer")).removesuffix(".0")
    return int(said) if said.isdecimal() else 0


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_read(file: Mapping[str, Any]) -> bool:
    return file.get("gepubliceerd") is not False and _text(file.get("mime-type")) in _READ


def _related(relations: Sequence[Any], role: str) -> Iterator[str]:
    """The documents of a relation. Both sides were plain addresses, and are objects with an `id` at times."""
    rows = [row for row in relations if isinstance(row, dict) and _named(row.get("role")).endswith(role)]
    yield from filter(None, (_named(row.get("relation")) for row in rows))


def _named(value: Any) -> str:
    return _text(value.get("id") or value.get("pid")) if isinstance(value, dict) else _text(value)


def _many(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
