"""Officiële bekendmakingen: parliamentary questions (`kv-tk-…`) and answers (`ah-tk-…`) as they are published.

Found through the SRU search of the repository (records `gzd`), newest first, by the source's `terms`; read from the
site's pages. A page that is not there answers by a redirect to an error page with status 200: that is a miss.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from monitor.core.errors import ParseError
from monitor.core.identity import host_of, references_in
from monitor.core.model import Document, Entry, Page, Request
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.sources import article
from monitor.sources.site import Site

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WINDOW_DAYS, PER_PAGE = 30, 50
_HOME, _REPOSITORY = "zoek.officielebekendmakingen.nl", "https://repository.overheid.nl"
_KINDS = ("Kamervragen zonder antwoord", "Kamervragen (Aanhangsel)")
_QUESTION = re.compile(r"kv-tk-(20\d\dZ\d{5})")
_NOT_FOUND = re.compile(r"<title>\s*(?:404\b|(?:pagina|document) niet gevonden)", re.IGNORECASE)
_A_DOCUMENT = re.compile(r'<meta name="DC\.identifier"', re.IGNORECASE)
_DROP = "#Header, #Footer, .skiplinks, .breadcrumb, .menu, .publicatie-info, .document-acties"


class OfficieleBekendmakingen:
    """Reads the questions and answers that hold one of the source's `terms`."""

    version = f"officielebekendmakingen-1 {article.VERSION}"
    revision = 1

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source, _HOME)

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        first = (now - timedelta(days=WINDOW_DAYS)).date()
        if since is not None:
            first = min(first, since.date())
        return tuple(self._search(term, first, 1) for term in self.source.terms)

    def _search(self, term: str, first: date, record: int) -> Request:
        """One term in title and text, newest first. The real site's search stands on a host of its own."""
        kinds = " or ".join(f'w.publicatienaam=="{kind}"' for kind in _KINDS)
        word = term.replace('"', "")
        query = (
            f'c.product-area=="officielepublicaties" and ({kinds}) and dt.modified>="{first}" '
            f'and cql.textAndIndexes="{word}" sortBy dt.modified/sort.descending'
        )
        home = _REPOSITORY if host_of(self.source.url) == _HOME else self.site.origin
        address = (
            f"{home}/sru?operation=searchRetrieve&version=2.0&query={quote(query)}"
            f"&startRecord={record}&maximumRecords={PER_PAGE}"
        )
        # The search answers in the form that is asked for, and in JSON when it is not told.
        headers = (("Accept", "application/xml"),)
        return Request(address, "list", headers=headers, context=f"{term} {first} {record}")

    def read(self, document: Document) -> Page:
        return self._item(document) if document.request.role == "item" else self._list(document)

    # --- the search ----------------------------------------------------------------------------------

    def _list(self, document: Document) -> Page:
        try:
            root = ElementTree.fromstring(document.body)  # noqa: S314 - expat refuses entity bombs
        except ElementTree.ParseError as error:
            raise ParseError(f"cut or foreign XML: {error}") from error
        if _name(root) != "searchRetrieveResponse":
            raise ParseError(f"no answer of a search: the root element is {root.tag!r}")
        wrong = next((text for name, text in _texts(root) if name == "message"), "")
        if wrong:
            raise ParseError(f"the search was refused: {wrong}")
        records = [node for node in root.iter() if _name(node) == "record"]
        entries = tuple(e for node in records if (e := self._entry(dict(_texts(node)))))
        term, first, record = document.request.context.rsplit(" ", 2)
        following = self._search(term, date.fromisoformat(first), int(record) + PER_PAGE)
        return Page(entries, older=following if len(records) >= PER_PAGE else None, bounded=True)

    def _entry(self, said: dict[str, str]) -> Entry | None:
        number = said.get("identifier", "")
        if not number:
            return None
        link = said.get("preferredUrl") or f"/{number}.html"
        link = self.site.at(link) if self.site.owns(self.site.at(link)) else self.site.at(f"/{number}.html")
        return Entry(
            aliases=(f"id:{number}", self.site.alias(link)),
            url=self.site.public(link),
            title=visible(said.get("title", "")),
            request=Request(self.site.ask(link), "item"),
            published_at=article.moment(said.get("available") or said.get("modified"), AMSTERDAM),
            stamp=said.get("modified") or None,
            via="sru",
        )

    # --- the pages -----------------------------------------------------------------------------------

    def _item(self, document: Document) -> Page:
        from monitor.reading.charset import decoded

        head = decoded(document.body[:4_000], document.content_type)
        if "/errors/" in document.url.lower() or (_NOT_FOUND.search(head) and not _A_DOCUMENT.search(head)):
            return Page(absent="the site shows its page for what it does not have")
        found = article.snapshot(document, self.site, drop=_DROP, zone=AMSTERDAM)
        number = _QUESTION.search(document.request.url)
        references = (*([number[1]] if number else []), *references_in(found.title), *found.references)
        identifier = document.request.url.rpartition("/")[2].removesuffix(".html")
        return Page(
            snapshots=(
                article.known_as(
                    found,
                    aliases=(f"id:{identifier}", *found.aliases),
                    references=tuple(dict.fromkeys(references)),
                    reader=self.version,
                    language="nl",
                ),
            )
        )


def _texts(node: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """(name without its namespace, text) of every element that has text; the first of a name comes last."""
    found = [(_name(n), (n.text or "").strip()) for n in node.iter() if (n.text or "").strip()]
    return reversed(found)


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
