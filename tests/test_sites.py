"""Any site: feed, sitemap, page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from monitor.demo import seeds
from monitor.demo.server import Fault, Reply
from tests.conftest import Cli, Monitor, Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.site import Site

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(seeds.folder() / "site") as running:
        yield running


_STANZAS = {
    "rss": 'kind = "feed"\nurl = "{}/rss.xml"\n',
    "atom": 'kind = "feed"\nurl = "{}/atom.xml"\n',
    "json": 'kind = "feed"\nurl = "{}/feed.json"\n',
    "sitemap": 'kind = "sitemap"\nurl = "{}"\nterms = ["/news/"]\n',
    "packed": 'kind = "sitemap"\nurl = "{}/sitemap.xml.gz"\nterms = ["/news/"]\n',
    "news": 'kind = "sitemap"\nurl = "{}/news-sitemap.xml"\n',
    "index": 'kind = "sitemap"\nurl = "{}/sitemap-index.xml"\nterms = ["/news/"]\n',
    "links": 'kind = "page"\nurl = "{}/news"\nselectors = {{ links = "li.teaser a", body = "article" }}\n',
}


@pytest.mark.parametrize("form", _STANZAS)
def test_a_site_is_watched_by_whatever_it_offers(form: str, site: Site, watching: Polled, clock: TurnedClock) -> None:
    """A new article, an edit of its text, another address for it, and its end."""
    path = site.path_of("missions")
    site.hold_back(path)
    monitor = watching(_STANZAS[form].format(site.server.url))
    site.publish(path)
    assert kinds_of(monitor, clock) == ["published"]
    site.edit(path, "rose by a quarter", "rose by a third")
    (edit,) = events_of(monitor, clock)
    assert (edit.kind, edit.cls, edit.topics) == ("updated", "substantive", ("afghan-returns",))
    site.rename(path, "/news/69541-belgium-plans-missions")
    assert kinds_of(monitor, clock) == ["moved"]
    site.hold_back("/news/69541-belgium-plans-missions")
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]


def test_one_page_is_looked_at_in_every_poll(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Whatever it is about: here a page on no topic comes on topic, months after it was first seen."""
    path = site.path_of("reception")
    monitor = watching(f'kind = "page"\nurl = "{site.server.url}{path}"\n')
    assert kinds_of(monitor, clock, days=200) == []
    site.edit(
        path, "Flanders opens", "The Taliban delegation in Brussels spoke of the return of Afghans. Flanders opens"
    )
    assert kinds_of(monitor, clock) == ["updated", "now_on_topic"]
    site.hold_back(path)
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]


def test_a_story_under_a_new_address_is_the_story_it_was(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Also while nobody looks at the old address: the same text, and the old one leads to the new or is gone."""
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    clock.turn(days=40)
    monitor.poll()
    site.rename(site.path_of("71800"), "/news/71800-invoices-go-electronic")
    assert kinds_of(monitor, clock) == ["moved"]
    gone = site.path_of("71555")
    site.rename(gone, "/news/71555-more-places")
    del site.renamed[gone]
    assert kinds_of(monitor, clock) == ["moved"]
    (view,) = monitor.app.reads.find("/news/71555-more-places")
    assert view.item.version == 1
    assert [v.item.id for v in monitor.app.reads.find(gone)] == [view.item.id]


def test_a_copy_under_another_address_is_another_item(site: Site, watching: Polled, clock: TurnedClock) -> None:
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    path = site.path_of("71800")
    site.pages["/news/99999-copy"] = site.pages[path].replace(path, "/news/99999-copy")
    assert kinds_of(monitor, clock) == ["published"]
    assert len({v.item.id for p in (path, "/news/99999-copy") for v in monitor.app.reads.find(p)}) == 2


def test_the_check_says_what_each_selector_finds(site: Site, watching: Polled) -> None:
    """And of an index of sitemaps what one of them holds."""
    app = watching(_STANZAS["links"].format(site.server.url)).app
    (found,) = app.check_online(["one"])
    facts = [fact for report in found.addresses for fact in report.facts]
    assert facts == ["selector links = 'li.teaser a': 8 found", "selector body = 'article': 1 found"]


def test_the_check_of_an_index_looks_into_one_of_its_sitemaps(site: Site, watching: Polled) -> None:
    (found,) = watching(_STANZAS["index"].format(site.server.url)).app.check_online(["one"])
    assert [(r.role, r.count) for r in found.addresses] == [("list", 0), ("list", 4), ("item", 2)]


FRONT = (
    '<html><head><title>All the news</title><link rel="canonical" href="https://site.example/front"/></head>'
    "<body><article><h1>All the news</h1><p>The site of all the news there is, every morning.</p></article></body></html>"
)
NOTICE = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><main><p>{}</p></main></body></html>"


def _polled(monitor: Monitor, clock: TurnedClock, **span: float) -> tuple[list[str], str | None]:
    clock.turn(**span)
    report = monitor.poll()
    pages = monitor.app.source_states()[0]["unreadable"]
    error = report.sources[0].run.error or next((page["why"] for page in pages), None)
    return [e.kind for e in report.events if e.kind != "touched"], error


def test_a_notice_in_the_place_of_an_article_is_no_edit(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """It has nothing of the text and names nothing: it cannot be read, until it stood there as long as a page is gone."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    article, site.pages[path] = site.pages[path], NOTICE.format("We are improving our website and will be back soon.")
    site.hold_back(path)
    site.server.luck = lambda asked: Fault("", "html") if asked == path else None
    for _ in range(2):
        kinds, error = _polled(monitor, clock, seconds=20)
        assert kinds == []
        assert error is not None
        assert "another text altogether stands there ('Maintenance')" in error
    site.server.luck = lambda _: None
    site.pages[path] = article
    assert _polled(monitor, clock, minutes=10) == ([], None)
    site.server.luck = lambda asked: Fault("", "html") if asked == path else None
    assert _polled(monitor, clock, minutes=10)[0] == []
    assert _polled(monitor, clock, minutes=10)[0] == ["updated", "left_topic"]


def test_an_article_that_is_written_anew_is_told_when_it_stands_twice(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    """It names itself: the second look believes it."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    other = site.pages[site.path_of("71800")]
    site.pages[path] = other.replace(site.path_of("71800"), path).replace("Invoices go", "Bills go")
    kinds, error = _polled(monitor, clock, minutes=10)
    assert kinds == []
    assert error is not None
    assert _polled(monitor, clock, minutes=10) == (["updated", "left_topic"], None)


def test_a_page_that_leads_to_the_front_page_is_gone(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """A redirect to another page is no edit of the article, and no new address for it."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    site.renamed[path] = "/front"
    del site.pages[path]
    real = site.answer
    front = FRONT.encode()
    site.server._answer = lambda m, p, b: Reply(front) if p == "/front" else real(m, p, b)
    kinds = [kind for _ in range(3) for kind in _polled(monitor, clock, minutes=10)[0]]
    assert kinds == ["withdrawn"]


def test_pages_that_all_give_the_front_page_as_their_address_stay_apart(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    for path, page in site.pages.items():
        site.pages[path] = page.replace(f"https://site.example{path}", "https://site.example/")
    monitor = watching(_STANZAS["sitemap"].format(site.server.url))
    assert len({v.item.id for v in monitor.app.reads.items(limit=50) if v.item.version}) == len(site.pages)


@pytest.mark.parametrize(
    "entry",
    [
        '{"id": "odd", "url": "http://[bad/x", "content_text": "Words."}',
        '{"id": "odd", "url": "/news/odd", "date_published": "0001-01-01T00:00:00+01:00", "content_text": "Words."}',
        '{"id": "odd", "content_text": ""}',
    ],
)
def test_one_odd_entry_does_not_hide_the_others(
    entry: str, site: Site, watching: Polled, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that cannot be taken apart, a date before all dates, an entry without anything."""
    real = site.answer

    def with_odd(method: str, path: str, body: bytes) -> Reply | None:
        reply = real(method, path, body)
        if path == "/feed.json" and reply:
            return replace(reply, body=reply.body.replace(b'"items": [', f'"items": [{entry}, '.encode()))
        return reply

    monkeypatch.setattr(site.server, "_answer", with_odd)
    path = site.path_of("missions")
    site.hold_back(path)
    monitor = watching(_STANZAS["json"].format(site.server.url))
    site.publish(path)
    clock.turn(minutes=10)
    assert "published" in [e.kind for e in monitor.poll().events]


def test_an_empty_sitemap_of_an_index_is_no_trouble(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Of an index no sitemap must hold anything; an index that leads nowhere is trouble."""
    news = site.answer("GET", "/news-sitemap.xml", b"")
    assert news is not None
    empty = Reply(b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "application/xml")
    real = site.answer
    site.server._answer = lambda m, p, b: empty if p == "/news-sitemap.xml" else real(m, p, b)
    monitor = watching(f'kind = "sitemap"\nurl = "{site.server.url}/sitemap-index.xml"\n')
    assert monitor.app.reads.source_rows()["one"]["baseline_at"] is not None
    site.server._answer = lambda m, p, b: Reply(
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></sitemapindex>', "application/xml"
    )
    assert "never rightly is" in str(_polled(monitor, clock, minutes=10)[1])


def test_a_page_that_changes_at_every_look_is_not_doubted_for_ever(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    site.hold_back(path)
    kinds: list[str] = []
    real, seen = site.answer, count(1000)

    def counting(method: str, asked: str, body: bytes) -> Reply | None:
        page = NOTICE.format(f"Our visitors' counter stands at {next(seen)} visitors.")
        return Reply(page.encode()) if asked == path else real(method, asked, body)

    site.server._answer = counting
    for _ in range(4):
        kinds += _polled(monitor, clock, minutes=10)[0]
    assert "updated" in kinds


def test_what_a_list_left_out_is_said(site: Site, config: Path, cli: Cli) -> None:
    """By the poll and by the source's state, until the list is whole."""
    real = site.answer
    bare = b"<item><category>x</category></item></channel>"

    def answer(method: str, path: str, body: bytes) -> Reply | None:
        reply = real(method, path, body)
        is_feed = reply is not None and path == "/rss.xml"
        return replace(reply, body=reply.body.replace(b"</channel>", bare)) if reply and is_feed else reply

    site.server._answer = answer
    (config / "sources" / "plain.toml").write_text(f'kind = "feed"\nurl = "{site.server.url}/rss.xml"\n')
    words = "entries without an address, an id and a title: 1"
    assert words in cli("poll", "plain")[1]
    assert words in cli("sources")[1]
    site.server._answer = real
    cli("poll", "plain")
    assert words not in cli("sources")[1]
