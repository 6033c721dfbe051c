"""What each kind takes for granted of its site: confirmed where the site is as assumed, contradicted where it is not."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Reply, Server
from monitor.sources.kinds import KINDS, adapter
from tests.conftest import Cli
from tests.newsroom.bekendmakingen import Bekendmakingen
from tests.newsroom.openoverheid import OpenOverheid
from tests.newsroom.presscorner import PressCorner
from tests.newsroom.site import Site
from tests.newsroom.tweedekamer import BASE, TweedeKamer

Change = Callable[[str, Reply | None], Reply | None]
_TERMS = 'terms = ["Taliban", "Afghanistan"]\n'


@dataclass
class Room:
    """Every kind's site, and where its source looks."""

    servers: dict[str, Server]
    paths: dict[str, str]

    def stanza(self, kind: str) -> str:
        more = 'selectors = {links = "li.teaser a", body = "article"}\n' if kind == "page" else ""
        terms = "" if kind in ("feed", "sitemap", "page", "prezly", "euractiv", "presscorner") else _TERMS
        return f'kind = "{kind}"\nurl = "{self.servers[kind].url}{self.paths.get(kind, "")}"\n{terms}{more}'


@pytest.fixture
def room(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    for kind in ("officielebekendmakingen", "tweedekamer", "presscorner"):
        monkeypatch.setattr(f"monitor.sources.{kind}.WINDOW_DAYS", 3650)
    place = seeds.folder()
    letters = place / "rijksoverheid" / "letters"
    with ExitStack() as stack:
        kamer = stack.enter_context(TweedeKamer(place / "tweedekamer", letters))
        site = stack.enter_context(Site(place / "site"))
        sites = {
            "officielebekendmakingen": stack.enter_context(Bekendmakingen(place / "bekendmakingen")).server,
            "openoverheid": stack.enter_context(OpenOverheid(place / "openoverheid", letters)).server,
            "presscorner": stack.enter_context(PressCorner(place / "presscorner")).server,
        }
        yield Room(
            {
                "prezly": newsroom.belga.server, "rijksoverheid": newsroom.rijksoverheid.server,
                "euractiv": newsroom.euractiv.server, "tweedekamer": kamer.server, **sites,
                "feed": site.server, "sitemap": site.server, "page": site.server,
            },
            {"tweedekamer": BASE, "presscorner": "/commission/presscorner", "feed": "/rss.xml",
             "sitemap": "/sitemap.xml", "page": "/news"},
        )  # fmt: skip


def _checked(room: Room, config: Path, cli: Cli, kind: str) -> tuple[int, dict[str, dict[str, Any]]]:
    for path in (config / "sources").glob("*.toml"):
        path.unlink()
    (config / "sources" / "one.toml").write_text(room.stanza(kind), encoding="utf-8")
    code, said = cli("check", "--online", "--json")
    return code, {row["name"]: row for row in json.loads(said)["online"][0]["assumptions"]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_site_that_is_as_assumed_confirms_it(room: Room, config: Path, cli: Cli, kind: str) -> None:
    """Each assumption has a date and its evidence; none is contradicted, and the most are seen."""
    code, found = _checked(room, config, cli, kind)
    assert [row for row in found.values() if row["verdict"] == "contradicted"] == []
    assert code == 0
    seen = [name for name, row in found.items() if row["verdict"] == "confirmed"]
    assert len(seen) >= len(found) - 1
    assert all(row["date"] and row["evidence"] and row["basis"] for row in found.values())


def _text(old: str, new: str) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, body=reply.body.replace(old.encode(), new.encode()))


def _status(status: int) -> Callable[[Reply], Reply]:
    return lambda _: Reply(b'{"error": "Bad Request"}', "application/json", status)


# kind, assumption, in what addresses its site becomes another, and how.
_BROKEN: list[tuple[str, str, str, Callable[[Reply], Reply]]] = [
    ("prezly", "story-list", "/api/stories", _text('"data"', '"items"')),
    ("prezly", "naive-times", ".json", _text('"modified_at": "20', '"modified_at": "T20')),
    ("rijksoverheid", "search", "/api/search", _text("rawResults", "hits")),
    ("rijksoverheid", "search-hundred", "/api/search", _status(400)),
    ("rijksoverheid", "news-sitemap", "/news/sitemap.xml", _text("news:publication_date", "news:date")),
    ("euractiv", "article-path", "/feed/", _text("/news/", "/story/")),
    ("tweedekamer", "file", "/resource", _status(404)),
    ("tweedekamer", "search", "/Zaak?", _status(400)),
    ("tweedekamer", "case", "expand=Zaak", _text('"Termijn"', '"Deadline"')),
    ("officielebekendmakingen", "search", "/sru", _text("numberOfRecords>", "message>")),
    ("officielebekendmakingen", "xml-named", "/sru", _text('manifestation="xml"', 'manifestation="odt"')),
    ("openoverheid", "list", "/zoek?", _status(400)),
    ("openoverheid", "versions", "/zoek/", _text('"hash"', '"sha256"')),
    ("presscorner", "list", "/api/search", _text("totalNumber", "total")),
    ("presscorner", "detail", "/api/documents", _text("htmlContent", "text")),
    ("feed", "feed", "/rss.xml", _text("<rss", "<html")),
    ("sitemap", "sitemap", "/sitemap.xml", _text("urlset", "html")),
    ("page", "page", "/news", _text("teaser", "card")),
]


@pytest.mark.parametrize(("kind", "name", "address", "change"), _BROKEN)
def test_a_site_that_is_another_contradicts_it(
    room: Room, config: Path, cli: Cli, kind: str, name: str, address: str, change: Callable[[Reply], Reply]
) -> None:
    server = room.servers[kind]
    real = server._answer

    def answer(method: str, path: str, body: bytes) -> Reply | None:
        reply = real(method, path, body)
        return change(reply) if reply and address in path and not path.startswith("/robots") else reply

    server._answer = answer
    code, found = _checked(room, config, cli, kind)
    assert (code, found[name]["verdict"]) == (1, "contradicted")
    assert "http://127.0.0.1" in found[name]["evidence"]


def test_a_site_that_is_busy_contradicts_nothing(room: Room, config: Path, cli: Cli) -> None:
    """What was not answered was not seen."""
    room.servers["openoverheid"].fail("/overheid", "503")
    code, found = _checked(room, config, cli, "openoverheid")
    assert {row["verdict"] for row in found.values()} == {"unseen"}
    assert code == 1


def test_every_kind_has_assumptions() -> None:
    bare = [kind for kind in KINDS if not adapter(Source("s", kind, "https://x.example", terms=("t",))).assumptions]
    assert bare == []
