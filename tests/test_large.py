"""Lists without measure, entries without what they should have, and going back in time: said, bounded, resumed."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Reply, Server
from monitor.pipeline.polling.report import PollOptions, SourceReport
from tests.conftest import Monitor, TurnedClock
from tests.test_poll import TALKS, told

_RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>'
_ODD = (
    "<item><title>No address at all</title></item>"
    "<item><link>/a/1</link></item>"
    "<item><guid>g2</guid><description>Text only, with no title and no date.</description></item>"
)
Poll = Callable[[str, str], SourceReport]


@pytest.fixture
def site() -> Iterator[Server]:
    def answer(method: str, path: str, body: bytes) -> Reply | None:
        return bodies.get(path) or (Reply(b"<h1>A story</h1><p>Its text.</p>") if path.startswith("/a/") else None)

    bodies: dict[str, Reply] = {}
    server = Server(answer)
    server.bodies = bodies  # type: ignore[attr-defined]
    server.start()
    yield server
    server.stop()


@pytest.fixture
def lists_of(site: Server, tmp_path: Path) -> Callable[[str, bytes], SourceReport]:
    """A poll of one list that ends when its lists are read and a few items were looked at."""

    def poll(kind: str, body: bytes) -> SourceReport:
        site.bodies["/list.xml"] = Reply(body, "application/xml")  # type: ignore[attr-defined]
        for folder in ("sources", "topics"):
            (tmp_path / folder).mkdir(exist_ok=True)
        text = f'database = "sqlite:///{tmp_path}/m.db"\n[http]\nallow_private = true\nper_host_interval = "0s"\n'
        (tmp_path / "monitor.toml").write_text(text)
        (tmp_path / "sources" / "one.toml").write_text(f'kind = "{kind}"\nurl = "{site.url}/list.xml"\n')
        asked: list[None] = []

        def enough() -> bool:
            asked.append(None)
            return len(asked) > 4

        with App(load(tmp_path, {})) as app:
            app.prepare()
            return app.poll((), PollOptions(stopping=enough), send=False, progress=lambda *_: None).sources[0]

    return poll


def test_of_a_feed_without_measure_the_first_entries_are_read(
    lists_of: Callable[[str, bytes], SourceReport], caplog: pytest.LogCaptureFixture
) -> None:
    items = "".join(f"<item><title>Story {n}</title><link>/a/{n}</link></item>" for n in range(8_000))
    with caplog.at_level(logging.WARNING):
        report = lists_of("feed", _RSS.format(items).encode())
    assert report.run.listed == 5_000
    assert "3000 of 8000 entries are left out: the first 5000 are read" in caplog.text


def test_of_a_sitemap_without_measure_the_newest_are_watched(
    lists_of: Callable[[str, bytes], SourceReport], caplog: pytest.LogCaptureFixture
) -> None:
    rows = "".join(f"<url><loc>/a/{n}</loc></url>" for n in range(100_000))
    with caplog.at_level(logging.WARNING):
        report = lists_of(
            "sitemap", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
        )
    assert report.run.listed == 500
    assert "99500 of 100000" in caplog.text


def test_a_list_of_more_than_50_megabytes_is_refused(lists_of: Callable[[str, bytes], SourceReport]) -> None:
    report = lists_of("feed", _RSS.format("<item>" + "x" * 53_000_000 + "</item>").encode())
    assert report.run.outcome == "failed"
    assert "the answer unpacks to more than 20000000 bytes" in (report.run.error or "")


def test_entries_without_id_date_or_title_are_taken_as_far_as_they_go(
    lists_of: Callable[[str, bytes], SourceReport],
) -> None:
    report = lists_of("feed", _RSS.format(_ODD).encode())
    assert report.run.outcome == "ok"
    assert report.run.listed == 3


def _older(newsroom: Newsroom, now: datetime, count: int) -> None:
    """So many stories of years ago, each a day older than the one before."""
    for n in range(count):
        slug = f"old-{n}"
        own = {"slug": slug, "url": f"https://www.belganewsagency.eu/{slug}", "short_url": f"http://prez.ly/o{n}"}
        newsroom.belga.shelf[slug] = {**newsroom.belga.stories[TALKS], **own, "title": f"Old story {n}"}
        newsroom.belga.publish(slug, now - timedelta(days=900 + n))


def test_a_backfill_that_was_stopped_goes_on_where_it_was(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Each older item is read once, nobody is told of it, and one summary says that it is done."""
    _older(newsroom, clock.now, 60)
    since = clock.now - timedelta(days=2000)
    asked: list[None] = []

    def stopping() -> bool:
        asked.append(None)
        return len(asked) > 30

    words: list[str] = []
    first = monitor.app.poll(
        ["belga"], PollOptions(since=since, stopping=stopping), send=True, progress=lambda _, said: words.append(said)
    )
    assert first.sources[0].run.outcome == "skipped"
    assert told(desk) == []
    assert any("lists asked for" in w and f"back to {clock.now - timedelta(days=919):%Y-%m}" in w for w in words), words
    second = monitor.app.poll(["belga"], PollOptions(since=since), send=True, progress=lambda *_: None)
    items = [e.item_id for e in (*first.events, *second.events) if e.kind == "published"]
    assert (len(items), len(set(items))) == (60, 60)
    assert first.events
    assert told(desk) == ["baseline"]
    assert monitor.app.poll(["belga"], PollOptions(since=since), send=True, progress=lambda *_: None).events == []
