"""Rijksoverheid.nl as it is since 2 June 2026: search by RSS and by POST, a news sitemap, pages and PDFs.

`/api/rss` answers at most 20 items by relevance, without paging: a full answer means that more may exist,
so its window is halved. Windows end on whole days so that the address repeats and can be asked for
conditionally. `/api/search` lists documents, newest first. `/news/sitemap.xml` is the edit signal for news.
A document page leads to PDFs; their text is the item's text.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.core.address import usable
from monitor.core.assumptions import Assumption
from monitor.core.errors import ParseError
from monitor.core.identity import site_of
from monitor.core.model import TITLE, Block, Document, Entry, Page, PageLine, Request, Snapshot
from monitor.core.settings import Source
from monitor.core.text import visible
from monitor.reading import HTML
from monitor.sources import article, letterfile
from monitor.sources.shape import at_most, says
from monitor.sources.site import Site
from monitor.sources.sited import Sited

if TYPE_CHECKING:
    from monitor.reading.sitemaps import Row

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WINDOW_DAYS, FULL, MOST_PAGES = 14, 20, 100
# So many results a page sister sites give; the site's own pages ask for ten.
PER_PAGE, OWN_PER_PAGE = 100, 10
# News stand under the whole government and under each ministry.
_NEWS, _DOCUMENTS = "/nieuws/", "/documenten/"
_FIRST_KINDS = ("/actueel/nieuws/", _DOCUMENTS)
# The government's own files stand at open.overheid.nl too, each under its uuid.
_OPEN_SITE = "open.overheid.nl"
_OPEN = re.compile(r"/documenten/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/file)?$")
_STAMP_LINE = re.compile(r"^Nieuwsbericht\s+(\d{2})-(\d{2})-(\d{4})\s*\|\s*(\d{2}):(\d{2})$")
_DROP = (
    ".download-list, .documents, #documents, .block-documents, .content-footer, .ministry, .feedback, header, footer, "
    ".article-meta, .document-meta"
)


ASSUMPTIONS = (
    Assumption(
        "rss", "2026-10-09", "/api/rss?query= takes a term and a window of full instants, and answers RSS",
        "several programs that read it", r"GET .*/api/rss\?query=", says(r"<rss\b"),
    ),
    Assumption(
        "rss-twenty", "2026-10-09", "/api/rss answers at most 20 items, without paging", "several programs",
        r"GET .*/api/rss\?query=", at_most(r"<item\b", FULL),
    ),
    Assumption(
        "search", "2026-10-09", "POST /api/search answers results under 'results' or 'rawResponse.rawResults'",
        "a captured request of the site's own pages; sister sites of the same make", r"POST .*/api/search",
        says(r'"(?:results|rawResults)"\s*:'),
    ),
    Assumption(
        "search-hundred", "2026-10-09", "/api/search takes 100 results a page",
        "sister sites are asked so (rdi.nl, nvwa.nl)", r"POST .*/api/search", says(r'"(?:results|rawResults)"\s*:'),
        first=True,
    ),
    Assumption(
        "news-sitemap", "2026-10-09", "/news/sitemap.xml has Google's news form", "an answer that was saved",
        r"GET .*/news/sitemap\.xml", says(r"<news:publication_date>"),
    ),
    Assumption(
        "files", "2026-06-02",
        "a document's files are PDFs below /binaries/ or in the download list, or stand at open.overheid.nl",
        "sister sites; no document page of this site was seen", r"GET .*/documenten/(?!.*/file$)",
        says(r"/binaries/|download-list__link|open\.overheid\.nl/documenten/"),
    ),
)  # fmt: skip


class Rijksoverheid(Sited):
    """Reads Rijksoverheid's news and documents for the source's `terms`."""

    version = f"rijksoverheid-4 {HTML} {letterfile.VERSION}"
    # The second sees news of ministries, questions and answers, topics, agendas and other pages.
    revision = 2
    assumptions = ASSUMPTIONS

    def __init__(self, source: Source) -> None:
        self.source = source
        self.site = Site.of(source, "www.rijksoverheid.nl", "rijksoverheid.nl")

    def element(self) -> tuple[str, str]:
        return "main", _DROP

    def start(self, now: datetime, since: datetime | None = None) -> tuple[Request, ...]:
        today = now.astimezone(AMSTERDAM).date()
        first = today - timedelta(days=WINDOW_DAYS - 1)
        if since is not None:
            first = min(first, since.astimezone(AMSTERDAM).date())
        terms = self.source.terms
        return (
            Request(self.site.at("/news/sitemap.xml"), "list"),
            *(self._rss(term, first, today) for term in terms),
            *(self._search(term, 1, PER_PAGE) for term in terms),
        )

    def read(self, document: Document) -> Page:
        request = document.request
        if request.role == "part":
            return Page(snapshots=(letterfile.part(document, self.version),))
        if request.role == "item":
            return Page(snapshots=(self._page(document),), facts=_marks(document))
        if request.method == "POST":
            return self._results(document)
        return self._sitemap(document) if request.url.endswith(".xml") else self._found(document)

    # --- lists -------------------------------------------------------------------------------------

    def _rss(self, term: str, first: date, last: date) -> Request:
        """A search with free text over whole days. `%20` for blanks, as the working clients send it."""
        window = {"from": _instant(first), "to": _instant(last + timedelta(days=1), before=1), "name": "specificPeriod"}
        query = {
            "filters": [{"field": "sort_date", "values": [window], "type": "all"}],
            "resultSearchTerm": term,
            "pageTitle": "Zoeken",
        }
        text = quote(json.dumps(query, separators=(",", ":"), ensure_ascii=False))
        context = json.dumps([term, first.isoformat(), last.isoformat()])
        return Request(self.site.at(f"/api/rss?query={text}"), "list", context=context, term=term)

    def _search(self, term: str, number: int, size: int) -> Request:
        """The site's own search for documents, in the captured shape, newest first."""
        smaller = self._search(term, 1, OWN_PER_PAGE) if size > OWN_PER_PAGE and number == 1 else None
        kinds = [{"field": "content_type", "values": ["pro:downloadDocument"], "type": "all"}]
        body = {
            "requestState": {
                "current": number, "filters": kinds, "resultsPerPage": size, "searchTerm": term,
                "sortDirection": "", "sortField": "", "sortList": [],
            },
            "queryConfig": {
                "filters": kinds,
                "result_fields": {
                    "url": {"raw": {}}, "page_title": {"raw": {}}, "sort_date": {"raw": {}},
                    "information_type": {"raw": {}},
                    "meta_description": {"raw": {}, "snippet": {"size": 140, "fallback": True}},
                },
                "disjunctiveFacets": ["information_type", "ministry"],
                "facets": {
                    "ministry": {"type": "value", "size": 100},
                    "information_type": {"type": "value", "size": 100},
                },
                "sortList": [{"field": "sort_date", "direction": "desc"}],
            },
        }  # fmt: skip
        return Request(
            self.site.at("/api/search"),
            "list",
            method="POST",
            body=json.dumps(body, separators=(",", ":"), ensure_ascii=False),
            headers=(("Content-Type", "application/json"), ("Accept", "application/json")),
            context=json.dumps([term, number, size]),
            term=term,
            instead=smaller,
        )

    def _found(self, document: Document) -> Page:
        from monitor.reading import feeds

        _, rows, note = feeds.rows(document, AMSTERDAM)
        entries = tuple(
            e
            for row in rows
            if (e := self._entry(row.link, row.title, published=row.published_at, via="rss", guid=row.guid))
        )
        follow = self._halves(document.request.context) if len(rows) >= FULL else ()
        return Page(entries, follow=follow, note=note, facts=feeds.guid_form(rows))

    def _halves(self, context: str) -> tuple[Request, ...]:
        term, first, last = json.loads(context)
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if start >= end:
            return ()
        middle = start + (end - start) // 2
        return (self._rss(term, start, middle), self._rss(term, middle + timedelta(days=1), end))

    def _results(self, document: Document) -> Page:
        term, number, size = json.loads(document.request.context)
        try:
            data = json.loads(document.body)
            rows, more = _rows(data), _is_more(data, number, size)
            entries = tuple(e for row in rows if (e := self._result(row)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ParseError(f"the search answer has another shape: {error!r}") from error
        older = self._search(term, number + 1, size) if more and number < MOST_PAGES else None
        return Page(entries, older=older, facts=_kinds_named(rows))

    def _result(self, row: Any) -> Entry | None:
        raw = {name: (row.get(name) or {}).get("raw") for name in ("url", "page_title", "sort_date")}
        stamp = str(raw["sort_date"]) if raw["sort_date"] else None
        return self._entry(
            str(raw["url"] or ""),
            str(raw["page_title"] or ""),
            published=article.moment(stamp, UTC),
            stamp=stamp,
            via="search",
        )

    def _sitemap(self, document: Document) -> Page:
        from monitor.reading import sitemaps

        rows = sitemaps.read(document.body).rows
        return Page(tuple(e for row in rows if (e := self._sitemap_entry(row))), empty_is_trouble=True)

    def _sitemap_entry(self, row: "Row") -> Entry | None:
        published = article.moment(row.published, UTC)
        return self._entry(row.url, row.title, published=published, stamp=row.modified or None, via="sitemap")

    def _entry(
        self,
        link: str,
        title: str,
        *,
        published: datetime | None,
        via: str,
        stamp: str | None = None,
        guid: str = "",
    ) -> Entry | None:
        """A page of the site: news, a document, a question with its answer, a topic, an agenda. Documents give no
        ministry here.
        """
        absolute = self.site.at(link) if link.startswith("/") else link
        if not link or not self.site.owns(absolute) or self.site.is_front(absolute):
            return None
        return Entry(
            aliases=(self.site.alias(absolute), *([f"guid:{guid}"] if guid else [])),
            url=self.site.public(absolute),
            title=visible(title),
            request=Request(self.site.ask(absolute), "item"),
            published_at=published,
            stamp=stamp if (via == "sitemap") == (_NEWS in absolute) else None,
            via=via,
            came=1 if any(part in absolute for part in _FIRST_KINDS) else 2,
        )

    # --- items -------------------------------------------------------------------------------------

    def _page(self, document: Document) -> Snapshot:
        from monitor.reading import html
        from monitor.reading.charset import decoded

        tree = html.parse(decoded(document.body, document.content_type))
        parts = tuple(self._files(tree, html.base_of(tree, self.site.public(document.url))))
        # The day and hour of publication stand in the site's main element, above the text: no extractor takes them.
        body = "main" if tree.css_first("main") else ""
        base = article.snapshot(
            document, self.site, body=body, title="h1", drop=_DROP, suffix=" | Rijksoverheid.nl", zone=AMSTERDAM,
            bare=bool(parts),
        )  # fmt: skip
        blocks, published = _after_stamp(base.blocks)
        blocks = tuple(b for b in blocks if b.text != base.title)
        if not blocks and not parts:
            raise ParseError("no article text on the page")
        return Snapshot(
            aliases=base.aliases,
            url=base.url,
            title=base.title,
            blocks=blocks,
            reader=self.version,
            links=tuple(u for u in base.links if ".pdf" not in u.lower()),
            related=base.related,
            language=base.language or "nl",
            published_at=published or base.published_at,
            stamp=base.stamp,
            modified_at=base.modified_at,
            references=base.references,
            parts=parts,
            files=tuple(_open_names(tree)),
            lines=tuple(_above(base.lines, {block.text for block in blocks})),
        )

    def _files(self, tree: Any, base: str) -> Iterator[Request]:
        """The PDFs that a page offers, each once, in order."""
        seen: set[str] = set()
        for node in tree.css("a[href]"):
            href = usable((node.attributes.get("href") or "").strip(), base)
            path = href.split("?")[0].lower()
            offered = "/binaries/" in path or "download-list__link" in (node.attributes.get("class") or "")
            here = self.site.owns(href) or site_of(href) == _OPEN_SITE
            opened = here and path.endswith("/file") and _OPEN.search(path) and (offered or _DOCUMENTS in base)
            if opened or (path.endswith(".pdf") and offered and self.site.owns(href)):
                address = href if opened else self.site.ask(href)
                if address not in seen:
                    seen.add(address)
                    yield Request(address, "part")


def _above(lines: Iterable[PageLine], own: Container[str]) -> Iterator[PageLine]:
    """The lines of a page; the day and hour above its text are none of it, and its files are no links."""
    for line in lines:
        is_stamp = line.kept and line.place != TITLE and line.text not in own
        why = "the hour of publication" if is_stamp else line.why
        links = tuple(link for link in line.links if ".pdf" not in link.lower())
        yield replace(line, kept=line.kept and not is_stamp, why=why, links=links)


def _open_names(tree: Any) -> Iterator[str]:
    """What the page's files are called at open.overheid.nl, where it leads there."""
    found = (_OPEN.search(node.attributes.get("href") or "") for node in tree.css("a[href]"))
    yield from dict.fromkeys(f"open.overheid.nl:{match[1]}" for match in found if match)


def _instant(day: date, before: int = 0) -> str:
    """When a day of the Netherlands begins, in UTC, or so many milliseconds before: the site wants full instants."""
    when = datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM).astimezone(UTC) - timedelta(milliseconds=before)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rows(data: Any) -> list[Any]:
    """The results, under either of the names that the sites of this make give them."""
    rows = data.get("results")
    rows = data["rawResponse"]["rawResults"] if rows is None else rows
    if not isinstance(rows, list):
        raise TypeError("the results are no list")
    return rows


def _is_more(data: Any, number: int, size: int) -> bool:
    """Whether there is a next page: as the answer says, else where this one is full."""
    pages = data.get("totalPages")
    return number < pages if isinstance(pages, int) else len(_rows(data)) >= size


def _kinds_named(rows: Sequence[Any]) -> tuple[str, ...]:
    """For the first contact: by what names the search tells documents, news and ministries apart."""
    named = {
        field: sorted({str(row[field]["raw"]) for row in rows if (row.get(field) or {}).get("raw")})
        for field in ("information_type", "ministry")
    }
    return tuple(f"{field}: {', '.join(values)}" for field, values in named.items() if values)


def _marks(document: Document) -> tuple[str, ...]:
    """For the first contact: how the page holds its text and its files."""
    from monitor.reading import html
    from monitor.reading.charset import decoded

    tree = html.parse(decoded(document.body, document.content_type))
    there = "there" if tree.css_first("script#elastic-content") else "not there"
    linked = sum(".pdf" in (node.attributes.get("href") or "").lower() for node in tree.css("a.download-list__link"))
    return (f"script#elastic-content: {there}", f"a.download-list__link: {linked} PDF")


def _after_stamp(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], datetime | None]:
    """The text behind 'Nieuwsbericht DD-MM-JJJJ | UU:MM' and that time, which is Amsterdam's."""
    for index, block in enumerate(blocks):
        found = _STAMP_LINE.match(block.text)
        if found:
            day, month, year, hour, minute = map(int, found.groups())
            when = datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)
            return blocks[index + 1 :], when
    return blocks, None
