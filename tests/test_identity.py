"""What an item is: ids and addresses that are nobody's, session ids, hosts and bases, canonical links."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from monitor.core.identity import path_alias, site_of
from monitor.core.model import Entry
from monitor.core.settings import Source
from monitor.demo.server import Reply, Running, Server
from monitor.pipeline.polling.sessions import Sessions
from monitor.reading import html
from monitor.sources.site import Site
from tests.conftest import Monitor, Polled, TurnedClock, kinds_of

_STORY = (
    "<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1><p>{title}, "
    "said the minister for asylum and migration, who had met the Taliban.</p><p>{text}</p></main></body></html>"
)
_TITLES = (
    "Afghans return to Kabul by charter", "Court halts deportation of an Afghan family",
    "Brussels invites Taliban officials", "Reception of Afghan nationals costs twice as much",
)  # fmt: skip
_TEXTS = (
    "The flight left from Leipzig in the night with twenty-eight men on board.",
    "Judges in Arnhem want to know what became of those who went before.",
    "Two diplomats were given visas for three days; nothing was signed.",
    "Municipalities ask for four hundred million euros next year.",
)


class Newsroom(Running):
    """A site whose feed and pages a test makes. `link(n)`: where story n stands, as the feed says."""

    def __init__(self) -> None:
        self.shown = [0, 1, 2]
        self.link: Callable[[int], str] = lambda n: f"{self.server.url}/news/{n}"
        self.guid: Callable[[int], str] = lambda n: f"id-{n}"
        self.head: Callable[[int], str] = lambda n: ""
        self.base, self.full = "", False
        self.titles, self.texts = list(_TITLES), list(_TEXTS)
        self.server = Server(self._answer, validators=False)

    def number(self, path: str) -> int | None:
        """The story at a path: `id=` in its query, else the last digit of what stands before that."""
        named = re.search(r"[?&]id=(\d)", path) or re.search(r"(\d)[^\d]*$", path.partition("?")[0].partition(";")[0])
        return int(named[1]) if named else None

    def _answer(self, method: str, path: str, body: bytes) -> Reply | None:
        if path.startswith("/feed"):
            return Reply(self._feed(), "application/rss+xml")
        number = self.number(path)
        if path == "/robots.txt" or number is None:
            return None
        return Reply(_STORY.format(title=self.titles[number], text=self.texts[number], head=self.head(number)).encode())

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{self.titles[n]}</title><link>{self.link(n).replace('&', '&amp;')}</link>"
            f"<guid isPermaLink='false'>{self.guid(n)}</guid><pubDate>Wed, {n + 1:02} Jul 2026 08:00:00 GMT</pubDate>"
            f"<description>{self.titles[n]}. {self.texts[n]}</description></item>"
            for n in self.shown
        )
        return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


def _stanza(room: Newsroom, more: str = "") -> str:
    return f'kind = "feed"\nurl = "{room.server.url}/feed/all.xml"\n{more}'


def _all_is_told_once(room: Newsroom, monitor: Monitor, clock: TurnedClock) -> None:
    """Two polls of the same are quiet; a new story is one, an edit is one, and they are told once."""
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == []
    room.shown = [3, 0, 1, 2]
    assert kinds_of(monitor, clock) == ["published"]
    assert kinds_of(monitor, clock) == []
    room.texts[1] = room.texts[1].replace("Arnhem", "Utrecht")
    assert kinds_of(monitor, clock) == ["updated"]
    assert kinds_of(monitor, clock) == []
    assert len(monitor.app.reads.items(limit=9)) == 4


# --- nobody's --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    ["/", "/?", "/newsletter#{n}", "/newsletter", "https://elsewhere.example/", "https://elsewhere.example/list"],
)
@pytest.mark.parametrize("guid", ["id-{n}", "same"])
def test_an_address_that_several_share_is_nobodys(
    link: str, guid: str, room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    """Then the next name counts: the guid, and where that is shared too the title with its date."""
    room.link = lambda n: (room.server.url if link.startswith("/") else "") + link.format(n=n)
    room.guid = lambda n: guid.format(n=n)
    monitor = watching(_stanza(room))
    assert len(monitor.app.reads.items(limit=9)) == 3
    _all_is_told_once(room, monitor, clock)


def test_an_entry_without_any_name_is_known_by_its_title_and_date(
    room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    room.link = room.guid = lambda n: ""
    _all_is_told_once(room, watching(_stanza(room)), clock)


def test_an_id_that_is_made_anew_says_nothing_where_the_address_stays(
    room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    made = count()
    room.guid = lambda n: f"build-{next(made)}"
    _all_is_told_once(room, watching(_stanza(room)), clock)


# --- canonical links -------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["/article", "/article/", "https://www.site.example/article", "/", "/news"])
def test_a_canonical_link_that_tells_no_pages_apart_is_not_believed(
    given: str, room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    """It drops the query, or is one and the same on every page."""
    room.link = lambda n: f"{room.server.url}/article?id={n}"
    room.head = lambda n: f'<link rel="canonical" href="{given}">'
    _all_is_told_once(room, watching(_stanza(room, 'hosts = ["site.example"]\n')), clock)


@pytest.mark.parametrize("given", ["/story/{n}", "/article?id={n}", "/article?id={n}&utm_source=x"])
def test_a_canonical_link_that_does_is_believed(
    given: str, room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    room.link = lambda n: f"{room.server.url}/article?id={n}&ref=home"
    room.head = lambda n: f'<link rel="canonical" href="{given.format(n=n)}">'
    monitor = watching(_stanza(room))
    assert len(monitor.app.reads.find(path_alias(f"http://x{given.format(n=1)}"))) == 1
    _all_is_told_once(room, monitor, clock)


# --- session ids -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "session",
    [
        ";jsessionid={s}", "?PHPSESSID=a1{s}f2", "?sid=0123456789abcdef{s}", "?s={s}", "?id={n}&sitzung={s}",
        "?ASPSESSIONIDQCSB=0a{s}bcdef",
    ],
)  # fmt: skip
def test_a_session_id_is_no_part_of_an_address(
    session: str, room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    """Known by its form, or because it is another at each fetch of the list while the rest stands."""
    room.link = lambda n: f"{room.server.url}/news/{n}{session.format(n=n, s=_session(clock))}"
    _all_is_told_once(room, watching(_stanza(room)), clock)


def _session(clock: TurnedClock) -> str:
    return f"{clock.now:%d%H%M}00000001"


def test_a_parameter_that_tells_lists_apart_is_no_session_id() -> None:
    """`?issue=41` becomes `?issue=42` with other stories; nothing is taken for nothing."""
    sessions = Sessions({})
    site = Site.of(Source("s", "feed", "https://site.example"))

    def listed(issue: int, numbers: range) -> list[str]:
        links = [f"https://site.example/a{n}?issue={issue}" for n in numbers]
        entries = [Entry((site.alias(link),), link, "t", None) for link in links]
        return [e.url for e in sessions.entries("list", entries, lambda names: {})]

    assert listed(41, range(3)) == [f"https://site.example/a{n}?issue=41" for n in range(3)]
    assert listed(42, range(3, 6)) == [f"https://site.example/a{n}?issue=42" for n in range(3, 6)]
    assert sessions.names == frozenset()


# --- hosts and bases -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.site.example/a", "https://site.example/b"),
        ("https://SITE.example/a", "https://site.example:443/b"),
        ("http://site.example:80/a", "https://site.example./b"),
        ("https://réfugiés.example/a", "https://xn--rfugis-bvae.example/b"),
    ],
)
def test_hosts_are_compared_as_hosts(one: str, other: str) -> None:
    assert site_of(one) == site_of(other) != ""
    site = Site.of(Source("s", "feed", one))
    assert site.owns(other)
    assert site.alias(other) == "path:/b"


@pytest.mark.parametrize("link", ["https://site.example:8443/a", "https://news.site.example/a", "https://site.test/a"])
def test_other_hosts_are_others(link: str) -> None:
    assert not Site.of(Source("s", "feed", "https://site.example")).owns(link)


def test_what_was_known_by_another_spelling_of_its_host_stays_the_item() -> None:
    site = Site.of(Source("s", "feed", "https://site.example"))
    assert site.former("https://www.site.example/a") == ("url:www.site.example/a",)
    assert site.former("https://site.example/a") == ()


def test_links_are_resolved_where_they_stand(room: Newsroom, watching: Polled, clock: TurnedClock) -> None:
    """A feed's beside the feed, a page's beside the page or its `base`."""
    room.link = lambda n: f"../story/{n}"
    monitor = watching(_stanza(room))
    assert len(monitor.app.reads.find("/story/1")) == 1
    _all_is_told_once(room, monitor, clock)


@pytest.mark.parametrize(
    ("head", "link"),
    [("", "https://site.example/news/b"), ('<base href="/deep/">', "https://site.example/deep/b"),
     ('<base target="_blank">', "https://site.example/news/b")],
)  # fmt: skip
def test_the_links_of_an_article_stand_beside_its_base(head: str, link: str) -> None:
    markup = f"<html><head>{head}</head><body><main><p>Read <a href='b'>this</a> story.</p></main></body></html>"
    assert html.page(markup, "https://site.example/news/a").links == (link,)


def test_a_page_of_links_resolves_them_and_leaves_out_the_front_page(
    room: Newsroom, watching: Polled, clock: TurnedClock
) -> None:
    answer = room._answer

    def with_list(method: str, path: str, body: bytes) -> Reply | None:
        if path != "/en/list.html":
            return answer(method, path, body)
        links = "".join(f"<a href='news/{n}'>{room.titles[n]}</a>" for n in room.shown)
        return Reply(f"<html><head><base href='/deep/'></head><body><a href='/'>Home</a>{links}</body></html>".encode())

    room.server._answer = with_list
    monitor = watching(f'kind = "page"\nurl = "{room.server.url}/en/list.html"\nselectors = {{ links = "a" }}\n')
    assert len(monitor.app.reads.find("/deep/news/1")) == 1
    _all_is_told_once(room, monitor, clock)
