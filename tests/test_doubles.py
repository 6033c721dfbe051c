"""Entries of one list that share an id or an address are never told as edits of one another, and none of them is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load
from monitor.core.errors import ParseError
from monitor.core.model import Document, Request
from monitor.demo.desk import Desk
from monitor.demo.server import Reply, Server
from monitor.pipeline.polling.report import PollOptions
from monitor.reading import feeds
from tests.conftest import TurnedClock
from trials.hostile.stage import config

TEXT = "<p>The Taliban and the European Union spoke in {place} about the return of Afghans without a right to stay.</p>"
PLACES = ("Kabul", "Brussels", "Doha", "Geneva", "Ankara", "Vienna")
Entry = dict[str, str]


def entry(number: int, **more: str) -> Entry:
    place = PLACES[number % len(PLACES)]
    return {"title": f"Talks on Afghan returns in {place}", "guid": f"id-{number}", "link": f"/news/{number}",
            "text": TEXT.format(place=place), "at": "Wed, 01 Jul 2026 08:00:00 GMT", **more}  # fmt: skip


def rss(url: str, entries: list[Entry]) -> bytes:
    items = "".join(
        f"<item><title>{e['title']}</title><guid isPermaLink='false'>{e['guid']}</guid><link>{url}{e['link']}</link>"
        f"<pubDate>{e['at']}</pubDate>"
        f"<content:encoded><![CDATA[{e['text']}]]></content:encoded></item>"
        for e in entries
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel><title>T</title>{items}</channel></rss>'.encode()


class Feed:
    """A feed whose entries a test sets, and the program on it. `full`: they lead elsewhere, and are read in the feed;
    else each leads to its page.
    """

    def __init__(self, place: Path, desk: Desk, clock: TurnedClock, *, full: bool) -> None:
        self.entries: list[Entry] = []
        self.clock = clock
        self.server = Server(self._answer)
        self.server.start()
        self.base = "https://elsewhere.example" if full else self.server.url
        self.pages: dict[str, bytes] = {}
        channels = f'[[channels]]\nname = "m"\nurl = "event://{desk.http}/m"\npace = "0s"\n'
        made = config(place, {"feed": f"{self.server.url}/rss.xml"}, channels)
        self.app = App(load(made, {}), clock=clock, steady=lambda: clock.steady)
        self.app.prepare()

    def _answer(self, method: str, path: str, body: bytes) -> Reply | None:
        if path == "/rss.xml":
            return Reply(rss(self.base, self.entries), "application/rss+xml")
        return Reply(self.pages[path]) if path in self.pages else None

    def poll(self, entries: list[Entry]) -> list[str]:
        """The kinds of what was told of items in two polls of these entries."""
        self.entries, kinds = entries, list[str]()
        for e in reversed(entries):
            page = f"<html><title>{e['title']}</title><main><h1>{e['title']}</h1>{e['text'] * 3}</main>"
            self.pages[e["link"]] = page.encode()
        for _ in range(2):
            self.clock.turn(minutes=10)
            report = self.app.poll((), PollOptions(wait=0), send=True, progress=lambda *_: None)
            assert [s.run.error for s in report.sources] == [None]
            kinds += [e.kind for e in report.events if e.item_id is not None and not e.baseline]
        return kinds


@pytest.fixture
def feed(tmp_path: Path, desk: Desk, clock: TurnedClock) -> Iterator[Callable[..., Feed]]:
    made: list[Feed] = []

    def make(*, full: bool = False) -> Feed:
        made.append(Feed(tmp_path / f"c{len(made)}", desk, clock, full=full))
        return made[-1]

    yield make
    for one in made:
        one.app.close()
        one.server.stop()


@pytest.mark.parametrize(
    ("shared", "full"),
    [
        ({"guid": "same"}, True),
        ({"guid": "same"}, False),
        ({"link": "/news"}, True),
        ({"guid": "same", "link": "/news"}, True),
    ],
)
def test_what_entries_share_names_none_of_them(feed: Callable[..., Feed], shared: Entry, full: bool) -> None:
    """A new one is told as new, once, and nothing as an edit; what comes later is told as well."""
    running = feed(full=full)
    assert running.poll([entry(n, **shared) for n in range(3)]) == []
    assert running.poll([entry(n, **shared) for n in range(4)]) == ["published"]
    assert running.poll([entry(n, **shared) for n in range(1, 5)]) == ["published"]


def test_one_page_that_a_list_names_twice_is_one_item(feed: Callable[..., Feed]) -> None:
    running = feed()
    assert running.poll([entry(0, link="/news"), entry(1, link="/news")]) == []
    assert len(running.app.reads.items(limit=9)) == 1


def test_an_entry_that_stands_twice_is_one_item(feed: Callable[..., Feed]) -> None:
    """All names and the title agree: the first stays, and an edit of it is told as one."""
    running = feed(full=True)
    assert running.poll([entry(0), entry(0)]) == []
    edited = entry(0, text=entry(0)["text"].replace("spoke", "did not speak"))
    assert running.poll([edited]) == ["updated"]


def test_what_joins_one_that_was_alone_is_news_where_it_is_new(feed: Callable[..., Feed]) -> None:
    """It shares all names with it, and came after it was last looked at. Alone later, it is still itself."""
    running = feed(full=True)
    first, second = (entry(n, guid="same", link="/news") for n in range(2))
    assert running.poll([first]) == []
    second["at"] = format_datetime(running.clock.now + timedelta(minutes=5), usegmt=True)
    assert running.poll([second, first]) == ["published"]
    assert running.poll([second, first]) == []


def test_a_story_that_moves_while_it_is_edited_is_one_story(feed: Callable[..., Feed]) -> None:
    """Two addresses under one id, of which one is known, with titles that are nearly one."""
    running = feed()
    old = entry(0)
    assert running.poll([old, entry(1)]) == []
    new = {
        **old,
        "link": "/news/0-moved",
        "title": f"{old['title']} again",
        "text": old["text"].replace("spoke", "met"),
    }
    told = running.poll([new, old, entry(1)])
    assert "published" not in told
    assert "updated" in told


def test_a_store_that_held_them_as_one_tells_nothing_when_they_are_told_apart(feed: Callable[..., Feed]) -> None:
    """The upgrade: the items are new to us and no news. One that comes afterwards is."""
    running = feed(full=True)
    assert running.poll([entry(0, guid="same", link="/news")]) == []
    assert running.poll([entry(n, guid="same", link="/news") for n in range(3)]) == []
    assert running.poll([entry(n, guid="same", link="/news") for n in range(4)]) == ["published"]


LAUGHS = b'<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
ITEM = b'<rss version="2.0"><channel><title>T</title><item><title>%s</title><link>https://x.example/a</link></item></channel></rss>'


def _feed(body: bytes) -> Document:
    address = "https://x.example/feed"
    return Document(Request(address, "list"), address, "application/rss+xml", body, datetime(2026, 7, 12, tzinfo=UTC))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_needs_its_own_entities_is_refused(encoding: str) -> None:
    body = (LAUGHS + ITEM % b"&b;").decode().encode(encoding)
    with pytest.raises(ParseError, match="needs entities that it declares itself"):
        feeds.rows(_feed(body))


def test_one_that_only_declares_them_is_read() -> None:
    _, (row,), _ = feeds.rows(_feed(LAUGHS.replace(b"&a;", b"") + ITEM % b"Talks"))
    assert row.title == "Talks"


@pytest.mark.parametrize(("written", "read"), [(b"a&nbsp;b", "a b"), (b"caf&eacute;", "café"), (b"a &amp; b", "a & b")])
def test_the_names_that_html_gives_are_read(written: bytes, read: str) -> None:
    _, (row,), _ = feeds.rows(_feed(ITEM % written))
    assert row.title.replace("\xa0", " ") == read
