"""Officiële bekendmakingen: parliamentary questions (`kv-tk-…`) and answers (`ah-tk-…`) as they are published.

Found through the SRU search of the repository (records `gzd`) by the source's `terms`; read as XML where the record
names it, else from the site's page. What is not there answers by a page with status 200 that says so: that is a miss.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.identity import host_of, references_in
from monitor.core.model import Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.reading import PUBLICATION
from monitor.sources import article, letterfile
from monitor.sources.shape import says, says_once_asked
from monitor.sources.site import Site
from monitor.sources.sited import Sited

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WINDOW_DAYS, PER_PAGE, MOST = 30, 50, 2_000
_HOME, _REPOSITORY = "zoek.officielebekendmakingen.nl", "https://repository.overheid.nl"
_KINDS = ("Kamervragen zonder antwoord", "Kamervragen (Aanhangsel)")
_QUESTION = re.compile(r"kv-tk-(20\d\dZ\d{5})")
_NOT_FOUND = re.compile(r"<title>\s*(?:404\b|(?:pagina|document) niet gevonden)", re.IGNORECASE)
_A_DOCUMENT = re.compile(r'<meta name="DC\.identifier"', re.IGNORECASE)
_VERSION = "officielebekendmakingen-1"
_DROP = "#Header, #Footer, .skiplinks, .breadcrumb, .menu, .publicatie-info, .document-acties"


ASSUMPTIONS = (
    Assumption(
        "search", "2026-11-29",
        "SRU 2.0 at repository.overheid.nl takes quoted CQL with dt.modified and the product area",
        "several programs", r"GET .*/sru\?", says(r"<(?:\w+:)?searchRetrieveResponse"),
    ),
    Assumption(
        "record", "2026-11-29", "a record is gzd, with an identifier and the address of its page",
        "a record that was saved", r"GET .*/sru\?", says_once_asked(r"<(?:\w+:)?record\b", r"<(?:\w+:)?preferredUrl"),
    ),
    Assumption(
        "xml-named", "2026-11-29", "a record names the forms of its publication, XML among them",
        "programs that read it from there", r"GET .*/sru\?",
        says_once_asked(r"<(?:\w+:)?itemUrl", r"manifestation=.xml."),
    ),
    Assumption(
        "xml", "2026-11-29", "a question and an answer as XML are an officiele-publicatie of vraag and antwoord",
        "programs and their tests, which read kamervragen", r"GET .*\.xml$", says(r"<officiele-publicatie"),
    ),
)  # fmt: skip


class OfficieleBekendmakingen(Sited):
    """Reads the questions and answers that hold one of the source's `terms`."""

    version = f"{_VERSION} {article.VERSION}"
    revision = 1
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source, _HOME)
        self.home = _REPOSITORY if host_of(source.url) == _HOME else self.site.origin

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        first = (now - timedelta(days=WINDOW_DAYS)).date()
        if since is not None:
            first = min(first, since.date())
        return tuple(self._search(term, first, 1) for term in self.source.terms)

    def _search(self, term: str, first: date, record: int) -> Request:
        """One term in title and text. The newest are asked for first, and not relied on to come first: every page of
        the window is asked for. The real site's search stands on a host of its own.
        """
        kinds = " or ".join(f'w.publicatienaam=="{kind}"' for kind in _KINDS)
        word = term.replace('"', "")
        query = (
            f'c.product-area=="officielepublicaties" and ({kinds}) and dt.modified>="{first}" '
            f'and cql.textAndIndexes="{word}" sortBy dt.modified/sort.descending'
        )
        address = (
            f"{self.home}/sru?operation=searchRetrieve&version=2.0&query={quote(query)}"
            f"&startRecord={record}&maximumRecords={PER_PAGE}"
        )
        # The search answers in the form that is asked for, and in JSON when it is not told.
        headers = (("Accept", "application/xml"),)
        return Request(address, "list", headers=headers, context=f"{term} {first} {record}", term=term)

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
        said = dict(_texts(root))
        if said.get("message"):
            raise ParseError(f"the search was refused: {said['message']}")
        records = [node for node in root.iter() if _name(node) == "record"]
        entries = tuple(e for node in records if (e := self._entry(node, document.fetched_at)))
        if not entries and (records or (self._is_first(document.request) and said.get("numberOfRecords", "0") != "0")):
            raise ParseError("no record of the search has an identifier")
        last, more = self._reached(document.request, said, len(records))
        follow = (self._after(document.request, last),) if more and last < MOST else ()
        left = len(records) - len(entries)
        notes = (
            f"records without an identifier: {left}" if left else "",
            f"of {said.get('numberOfRecords')} records {last} are asked for" if more and not follow else "",
        )
        return Page(entries, follow=follow, bounded=True, note="; ".join(filter(None, notes)))

    def _is_first(self, request: Request) -> bool:
        return request.context.endswith(" 1")

    def _reached(self, request: Request, said: Mapping[str, str], here: int) -> tuple[int, bool]:
        """The last record of a page, and whether more follow: as the count says, else where the page is full."""
        last, total = int(request.context.rpartition(" ")[2]) + here - 1, said.get("numberOfRecords", "")
        return last, here > 0 and (last < int(total) if total.isdigit() else here >= PER_PAGE)

    def _after(self, request: Request, last: int) -> Request:
        """The page of a search behind a record."""
        term, first, _ = request.context.rsplit(" ", 2)
        return self._search(term, date.fromisoformat(first), last + 1)

    def _entry(self, record: Element, now: datetime) -> Entry | None:
        """What was made available long before the window is there because its data were touched: it is no news."""
        said = dict(_texts(record))
        number = said.get("identifier", "")
        if not number:
            return None
        link = said.get("preferredUrl") or f"/{number}.html"
        link = self.site.at(link) if self.site.owns(self.site.at(link)) else self.site.at(f"/{number}.html")
        title = visible(said.get("title", ""))
        page = Request(self.site.ask(link), "item", context=f"{number}\n{title}")
        published = article.moment(said.get("available") or said.get("modified"), AMSTERDAM)
        return Entry(
            aliases=(f"id:{number}", self.site.alias(link)),
            url=self.site.public(link),
            title=title,
            request=self._request(record, page),
            published_at=published,
            stamp=said.get("modified") or None,
            via="sru",
            old=published is not None and published < now - timedelta(days=WINDOW_DAYS + 1),
        )

    def _request(self, record: Element, page: Request) -> Request:
        """A publication in the best form that its record names: XML, its page, and a PDF where that is all there is."""
        forms = {
            node.get("manifestation", ""): urlsplit((node.text or "").strip()).path
            for node in record.iter()
            if _name(node) == "itemUrl"
        }
        best = next((form for form in ("xml", "html", "pdf") if forms.get(form)), "html")
        form = Request(f"{self.home}{forms.get(best, '')}", "item", context=page.context, instead=page)
        return page if best == "html" else form

    # --- the pages -----------------------------------------------------------------------------------

    def _item(self, document: Document) -> Page:
        from monitor.reading.charset import decoded

        head = decoded(document.body[:4_000], document.content_type)
        if "/errors/" in document.url.lower() or (_NOT_FOUND.search(head) and not _A_DOCUMENT.search(head)):
            return Page(absent="the site shows its page for what it does not have")
        named, _, form = document.request.url.rpartition("/")[2].rpartition(".")
        identifier = document.request.context.partition("\n")[0] or named
        found = {"xml": self._publication, "pdf": self._file}.get(form, self._page)(document)
        number = _QUESTION.search(document.request.url)
        references = (*([number[1]] if number else []), *references_in(found.title), *found.references)
        aliases, numbers = (f"id:{identifier}", *found.aliases), tuple(dict.fromkeys(references))
        return Page(snapshots=(replace(found, aliases=aliases, references=numbers, language="nl"),))

    def _page(self, document: Document) -> Snapshot:
        found = article.snapshot(document, self.site, drop=_DROP, zone=AMSTERDAM)
        return replace(found, reader=self.version)

    def _publication(self, document: Document) -> Snapshot:
        from monitor.reading import publication

        read = publication.read(document.body)
        found = Snapshot((), document.url, read.title, read.blocks, f"{_VERSION}-xml {PUBLICATION}")
        return self._shown(document, replace(found, references=references_in(" ".join(b.text for b in read.blocks))))

    def _file(self, document: Document) -> Snapshot:
        found = letterfile.part(document, f"{_VERSION}-pdf {letterfile.VERSION}")
        return self._shown(document, replace(found, title=_title(document.request) or found.title))

    def _shown(self, document: Document, found: Snapshot) -> Snapshot:
        """A text under the page that a browser opens."""
        page = document.request.instead or document.request
        title = found.title or _title(document.request)
        return replace(found, aliases=(self.site.alias(page.url),), url=self.site.public(page.url), title=title)


def _title(request: Request) -> str:
    """What the record of a search calls a publication."""
    return request.context.partition("\n")[2]


def _texts(node: Element) -> Iterator[tuple[str, str]]:
    """(name without its namespace, text) of every element that has text; the first of a name comes last."""
    found = [(_name(n), (n.text or "").strip()) for n in node.iter() if (n.text or "").strip()]
    return reversed(found)


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]
