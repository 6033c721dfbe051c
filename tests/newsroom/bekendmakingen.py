"""Officiële bekendmakingen: the SRU search with `gzd` records, the pages, and the error page with status 200."""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from monitor.demo.server import Reply, Running, Server

_META = re.compile(r'<meta name="(DC\.identifier|DC\.title|DC\.type|DCTERMS\.available)" content="([^"]*)"')
_WORDS = re.compile(r'cql\.textAndIndexes="([^"]*)"')
_SINCE = re.compile(r'dt\.modified>="([\d-]+)"')
_ERROR = "<!DOCTYPE html><html><head><title>Pagina niet gevonden</title></head><body><p>404</p></body></html>"
_HOME = "https://zoek.officielebekendmakingen.nl"


class Bekendmakingen(Running):
    """Publications by their identifier."""

    def __init__(self, seeds: Path) -> None:
        self.pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.html"))}
        self.shelf: dict[str, str] = {}
        self.server = Server(self.answer)

    def hold_back(self, name: str) -> None:
        self.shelf[name] = self.pages.pop(name)

    def publish(self, name: str) -> None:
        self.pages[name] = self.shelf.pop(name)

    def edit(self, name: str, old: str, new: str) -> None:
        if old not in self.pages[name]:
            raise ValueError(f"{name} does not say {old!r}")
        self.pages[name] = self.pages[name].replace(old, new)

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow:\n", "text/plain")
        if parts.path == "/sru":
            return self._search({key: values[0] for key, values in parse_qs(parts.query).items()})
        if parts.path == "/Errors/404.htm":
            return Reply(_ERROR.encode())
        name = parts.path.strip("/").removesuffix(".html")
        if name in self.pages:
            return Reply(self.pages[name].encode())
        return Reply(b"", status=302, headers={"Location": "/Errors/404.htm"})

    def _search(self, asked: dict[str, str]) -> Reply:
        query = asked.get("query", "")
        words, since = _WORDS.search(query), _SINCE.search(query)
        found = [dict(_META.findall(page)) | {"text": page} for page in list(self.pages.values())]
        if words:
            found = [one for one in found if words[1].casefold() in one["text"].casefold()]
        if since:
            found = [one for one in found if one["DCTERMS.available"] >= since[1]]
        found.sort(key=lambda one: one["DCTERMS.available"], reverse=True)
        start, most = int(asked.get("startRecord", 1)), int(asked.get("maximumRecords", 10))
        records = "".join(map(_record, found[start - 1 : start - 1 + most]))
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><sru:searchRetrieveResponse '
            'xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse" '
            'xmlns:gzd="http://standaarden.overheid.nl/sru" '
            'xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:overheidwetgeving="http://standaarden.overheid.nl/wetgeving/">'
            f"<sru:version>2.0</sru:version><sru:numberOfRecords>{len(found)}</sru:numberOfRecords>"
            f"<sru:records>{records}</sru:records></sru:searchRetrieveResponse>"
        )
        return Reply(text.encode(), "application/xml")


def _record(one: dict[str, str]) -> str:
    name, date = one["DC.identifier"], one["DCTERMS.available"]
    return (
        "<sru:record><sru:recordData><gzd:gzd><gzd:originalData><overheidwetgeving:meta><overheidwetgeving:owmskern>"
        f"<dcterms:identifier>{name}</dcterms:identifier><dcterms:title>{escape(unescape(one['DC.title']))}</dcterms:title>"
        f"<dcterms:type>{one['DC.type']}</dcterms:type><dcterms:modified>{date}</dcterms:modified>"
        "</overheidwetgeving:owmskern><overheidwetgeving:owmsmantel>"
        f"<dcterms:available>{date}</dcterms:available></overheidwetgeving:owmsmantel></overheidwetgeving:meta>"
        f"</gzd:originalData><gzd:enrichedData><gzd:preferredUrl>{_HOME}/{name}.html</gzd:preferredUrl>"
        "</gzd:enrichedData></gzd:gzd></sru:recordData></sru:record>"
    )
