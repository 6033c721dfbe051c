"""The sites of the silent upgrade: every kind, texts in many character sets, and answers to what older programs ask."""

import json
import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Self
from urllib.parse import parse_qs, urlsplit

from monitor.demo import seeds
from monitor.demo.newsroom import Newsroom, write_config
from monitor.demo.server import Answer, Reply, Running, Server
from tests.newsroom.bekendmakingen import Bekendmakingen
from tests.newsroom.openoverheid import OpenOverheid
from tests.newsroom.presscorner import BASE as PRESS
from tests.newsroom.presscorner import PressCorner
from tests.newsroom.site import Site
from tests.newsroom.tweedekamer import BASE as ODATA
from tests.newsroom.tweedekamer import TweedeKamer
from trials.themes.editing import edit
from trials.themes.site import ThemeSite
from trials.themes.theme import Theme
from trials.themes.words import PLACES

_WORDS = "<p>Le ministre l’a dit « à l’Élysée » – 2 635 personnes, cœur, Œuvre, façade, naïve, 30 € par nuit.</p>"
# In what bytes a page comes, and how it says so, or does not.
_SETS = [
    ("windows-1252", "text/html; charset=ISO-8859-1", ""),
    ("windows-1252", "text/html", '<meta charset="iso-8859-1"/>'),
    ("utf-16", "text/html", ""),
    ("utf-8-sig", "text/html; charset=utf-8", ""),
    ("windows-1252", "text/html", ""),
]
# What stands behind a document's end changes its bytes, and no word of it.
_ENDS = {"html": b"\n<!-- 2 -->", "xml": b"\n<!-- 2 -->", "rss": b"\n<!-- 2 -->", "json": b"\n", "pdf": b"\n%2\n"}
_RECHECK = 'recheck = [{every = "0s", until = "3650d"}]\n'
_FILE = "/documenten/7d0e5f0a-2b61-4f0e-9c57-3a1f6f1e2451/file"


class Foreign(Running):
    """A plain site whose pages come in many character sets."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder)
        for path, html in self.site.pages.items():
            self.site.pages[path] = html.replace("</article>", f"{_WORDS}</article>")
        self.server = Server(self.answer)
        self.site.origin = self.server.url

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        reply = self.site.answer(method, path, body)
        pages = sorted(self.site.pages)
        if reply is None or path not in pages:
            return reply
        encoding, said, meta = _SETS[pages.index(path) % len(_SETS)]
        html = reply.body.decode().replace('<meta charset="utf-8"/>', meta)
        return Reply(html.encode(encoding, "xmlcharrefreplace"), said)


# All that the generated sites write about.
_PLACES = f"""version = 1
title = "Places"

[concepts.place]
any = {json.dumps([place.casefold() for place in PLACES])}

[[rules]]
when = "place"
in = "paragraph"
score = 0.9
"""


class Sites:
    """Every kind's site. What lies before the searches' windows is dated newly."""

    def __init__(self) -> None:
        place = seeds.folder()
        letters = place / "rijksoverheid" / "letters"
        self.newsroom = Newsroom()
        self.kamer, self.press = TweedeKamer(place / "tweedekamer", letters), PressCorner(place / "presscorner")
        self.published, self.opened = (
            Bekendmakingen(place / "bekendmakingen"),
            OpenOverheid(place / "openoverheid", letters),
        )
        self.plain, self.foreign = Site(place / "site"), Foreign(place / "site")
        # Of unknown make, and moving at each request.
        self.themes = {f"theme-{n}": ThemeSite(Theme(n, "none", n)) for n in (4, 9, 24)}
        self._dated()
        self._as_it_was()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for site in (self.newsroom, self.kamer, self.press, self.published, self.opened, self.plain, self.foreign):
            self._stack.enter_context(site)
        for themed in self.themes.values():
            self._stack.enter_context(themed)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _dated(self) -> None:
        when = datetime.now(UTC) - timedelta(days=3)
        for row in self.kamer.documents.values():
            row["Datum"] = row["GewijzigdOp"] = when.isoformat()
        for row in self.press.documents.values():
            row["eventDate"], row["publishDate"] = f"{when:%Y-%m-%d}", when.isoformat()
        for name, page in self.published.pages.items():
            available = f'name="DCTERMS.available" content="{when:%Y-%m-%d}"'
            self.published.pages[name] = re.sub(r'name="DCTERMS\.available" content="[^"]*"', available, page)

    def _as_it_was(self) -> None:
        """What older programs asked wrongly is answered; a file stands where older programs did not look."""
        kamer, press, rijk = self.kamer.answer, self.press.answer, self.newsroom.rijksoverheid
        self.kamer.server._answer = lambda m, p, b: kamer(m, p.replace("/Resource", "/resource"), b)
        self.press.server._answer = lambda m, p, b: press(m, _searched(p), b)
        page = rijk.pages[rijk.path_of("kamerbrief-landgebonden")]
        page.html = page.html.replace("</main>", f'<a href="{_FILE}">Bijlage</a></main>')
        rijk.files[_FILE] = rijk.files[next(name for name in rijk.files if "elektronisch" in name)]

    def _servers(self) -> list[Server]:
        others = (self.kamer, self.press, self.published, self.opened, self.plain, self.foreign)
        return [*self.newsroom.servers, *(site.server for site in others)]

    def export_again(self) -> None:
        """The same words in other bytes at every address: each document is read, and held against the stored one."""
        for server in self._servers():
            real = server._answer
            server._answer = partial(_exported, real)

    def edit(self) -> None:
        """One edit at each site."""
        self.newsroom.belga.edit(
            "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans", "2,635", "2,815"
        )
        self.press.edit("STATEMENT/26/1388", "fifteen Member States", "sixteen Member States")
        self.published.edit("ah-tk-20252026-2451", "<p>Antwoord 11. Nee.</p>", "<p>Antwoord 11. Ja.</p>")
        for themed in self.themes.values():
            themed.theme.next_look()
            edit(themed.theme, themed.theme.pages[0], "digit", Random(1))
        for site in (self.plain, self.foreign.site):
            site.edit(site.path_of("missions"), "by a quarter", "by a third")

    def write(self, folder: Path, database: str, topic: str, channels: str) -> Path:
        config = write_config(folder, self.newsroom, topic, channels)
        file = config / "monitor.toml"
        file.write_text(f'database = "{database}"\n{file.read_text().partition(chr(10))[2]}')
        terms = 'terms = ["Taliban", "Afghanistan"]\n'
        stanzas = {
            "tweedekamer": f'kind = "tweedekamer"\nurl = "{self.kamer.server.url}{ODATA}"\n{terms}',
            "officielebekendmakingen": f'kind = "officielebekendmakingen"\nurl = "{self.published.server.url}"\n{terms}',
            "presscorner": f'kind = "presscorner"\nurl = "{self.press.server.url}{PRESS}"\n',
            **{f"plain-{n}": f'kind = "feed"\nurl = "{self.plain.server.url}/{n}"\n' for n in ("rss.xml", "feed.json")},
            "map": f'kind = "sitemap"\nurl = "{self.plain.server.url}/sitemap.xml"\n',
            "foreign": f'kind = "feed"\nurl = "{self.foreign.server.url}/rss.xml"\n',
            "page": f'kind = "page"\nurl = "{self.foreign.server.url}/news"\n'
            'selectors = {links = "li.teaser a", body = "article"}\n',
            **{
                name: f'kind = "sitemap"\nurl = "{site.server.url}/sitemap.xml"\ntopics = ["places"]\n'
                for name, site in self.themes.items()
            },
        }
        (config / "topics" / "places.toml").write_text(_PLACES, encoding="utf-8")
        for name, text in stanzas.items():
            (config / "sources" / f"{name.replace('.', '-')}.toml").write_text(text + _RECHECK, encoding="utf-8")
        return config


def _exported(real: Answer, method: str, path: str, body: bytes) -> Reply | None:
    reply = real(method, path, body)
    if reply is None or reply.status != 200 or path == "/robots.txt":
        return reply
    more = next((end for kind, end in _ENDS.items() if kind in reply.content_type), b"")
    return replace(reply, body=reply.body + more)


def _searched(path: str) -> str:
    """A list as it was asked for once, by type, as a search."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    if "documenttype" not in asked:
        return path
    today = datetime.now(UTC)
    days = f"datefrom={today - timedelta(days=30):%d%m%Y}&dateto={today:%d%m%Y}"
    kept = "&".join(f"{name}={asked[name]}" for name in ("language", "pagesize", "pagenumber"))
    return f"{PRESS}/api/search?{kept}&documentTypeCodes={asked['documenttype']}&{days}"
