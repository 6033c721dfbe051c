"""Officiële bekendmakingen: the SRU search with `gzd` records, publications as pages and as XML, and the error page with
status 200. As strict as the real one: an index or a parameter that it does not know is a diagnostic.
"""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Running, Server

_META = re.compile(r'<meta name="(DC\.identifier|DC\.title|DC\.type|DCTERMS\.available)" content="([^"]*)"')
_WORDS = re.compile(r'cql\.textAndIndexes="([^"]*)"')
_SINCE = re.compile(r'dt\.modified>="([\d-]+)"')
_INDEX = re.compile(r"\b([a-z]+\.\w+)\s*(?:==|>=|<=|=)")
_ERROR = "<!DOCTYPE html><html><head><title>Pagina niet gevonden</title></head><body><p>404</p></body></html>"
_HOME, _FRBR = "https://zoek.officielebekendmakingen.nl", "/frbr/officielepublicaties/"
_PARAMETERS = frozenset({"operation", "version", "query", "startRecord", "maximumRecords", "httpAccept"})
_INDEXES = frozenset({"c.product-area", "w.publicatienaam", "dt.modified", "dt.available", "cql.textAndIndexes"})
_ATTRIBUTES = (
    'xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse" xmlns:gzd="http://standaarden.overheid.nl/sru" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:overheidwetgeving="http://standaarden.overheid.nl/wetgeving/"'
)
Found = dict[str, str]


class Bekendmakingen(Running):
    """Publications by their identifier: each a page, some also XML. `newest_first`: whether the search keeps an order."""

    def __init__(self, seeds: Path) -> None:
        self.pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.html"))}
        self.forms = {path.stem: path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.xml"))}
        self.shelf: dict[str, str] = {}
        self.newest_first = True
        self.touched: dict[str, str] = {}
        self.listed_as_xml = {*self.forms}
        self.server = Server(self.answer)

    def hold_back(self, name: str) -> None:
        self.shelf[name] = self.pages.pop(name)

    def publish(self, name: str) -> None:
        self.pages[name] = self.shelf.pop(name)

    def edit(self, name: str, old: str, new: str) -> None:
        """In every form that says it."""
        said = [texts for texts in (self.pages, self.forms) if old in texts.get(name, "")]
        if not said:
            raise ValueError(f"{name} does not say {old!r}")
        for texts in said:
            texts[name] = texts[name].replace(old, new)

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if parts.path == "/sru":
            return self._search({key: values[0] for key, values in parse_qs(parts.query).items()})
        if parts.path == "/Errors/404.htm":
            return Reply(_ERROR.encode())
        return self._publication(parts.path)

    def _publication(self, path: str) -> Reply:
        name, _, form = path.rpartition("/")[2].rpartition(".")
        if name in self.pages and form == "xml" and name in self.forms and path.startswith(_FRBR):
            return Reply(self.forms[name].encode(), "text/xml")
        if name in self.pages and form == "html":
            return Reply(self.pages[name].encode())
        return Reply(b"", status=302, headers={"Location": "/Errors/404.htm"})

    def _search(self, asked: Found) -> Reply:
        wrong = _refusal(asked)
        if wrong:
            text = f"<diagnostics><diagnostic><details>{escape(wrong)}</details><message>Unsupported</message></diagnostic></diagnostics>"
            return Reply(_response(text), "application/xml")
        if "xml" not in self.server.headers.get("accept", "") and "xml" not in asked.get("httpAccept", ""):
            return Reply(b'{"searchRetrieveResponse": {}}', "application/json")
        found = self._found(asked["query"])
        start, most = int(asked.get("startRecord", 1)), int(asked.get("maximumRecords", 10))
        records = "".join(
            _record(one, xml=one["DC.identifier"] in self.listed_as_xml) for one in found[start - 1 :][:most]
        )
        count = f"<sru:numberOfRecords>{len(found)}</sru:numberOfRecords>"
        return Reply(_response(f"{count}<sru:records>{records}</sru:records>"), "application/xml")

    def _found(self, query: str) -> list[Found]:
        words, since = _WORDS.search(query), _SINCE.search(query)
        found = [dict(_META.findall(page)) | {"text": page} for page in list(self.pages.values())]
        if words:
            whole = re.compile(rf"\b{re.escape(words[1])}\b", re.IGNORECASE)
            found = [one for one in found if whole.search(one["text"])]
        if since:
            found = [one for one in found if self._modified(one) >= since[1]]
        return sorted(found, key=self._modified, reverse=self.newest_first)

    def _modified(self, one: Found) -> str:
        return self.touched.get(one["DC.identifier"], one["DCTERMS.available"])


def _refusal(asked: Found) -> str:
    """What the search does not know of a question; empty where it knows everything."""
    if asked.get("operation") != "searchRetrieve" or asked.get("version") != "2.0" or "query" not in asked:
        return "operation"
    outside = re.sub(r'"[^"]*"', '""', asked["query"])
    return next(iter(sorted({*asked} - _PARAMETERS | {*_INDEX.findall(outside)} - _INDEXES)), "")


def _response(inside: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    response = f"<sru:searchRetrieveResponse {_ATTRIBUTES}><sru:version>2.0</sru:version>{inside}"
    return f"{head}{response}</sru:searchRetrieveResponse>".encode()


def _record(one: Found, *, xml: bool) -> str:
    name, date = one["DC.identifier"], one["DCTERMS.available"]
    place = f"https://repository.overheid.nl{_FRBR}{name}/1"
    forms = {"metadata": f"{place}/metadata.xml", "html": f"{place}/html/{name}.html"}
    forms |= {"xml": f"{place}/xml/{name}.xml"} if xml else {}
    urls = "".join(f'<gzd:itemUrl manifestation="{form}">{url}</gzd:itemUrl>' for form, url in forms.items())
    return (
        "<sru:record><sru:recordData><gzd:gzd><gzd:originalData><overheidwetgeving:meta><overheidwetgeving:owmskern>"
        f"<dcterms:identifier>{name}</dcterms:identifier><dcterms:title>{escape(unescape(one['DC.title']))}</dcterms:title>"
        f"<dcterms:type>{one['DC.type']}</dcterms:type><dcterms:modified>{date}</dcterms:modified>"
        "</overheidwetgeving:owmskern><overheidwetgeving:owmsmantel>"
        f"<dcterms:available>{date}</dcterms:available></overheidwetgeving:owmsmantel></overheidwetgeving:meta>"
        f"</gzd:originalData><gzd:enrichedData><gzd:preferredUrl>{_HOME}/{name}.html</gzd:preferredUrl>"
        f"{urls}</gzd:enrichedData></gzd:gzd></sru:recordData></sru:record>"
    )
