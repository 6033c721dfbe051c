"""Single pages that the desk pastes: watched whatever they say, across restarts and processes, until the watch ends."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Event
from monitor.core.routing import plans_for
from monitor.core.settings import Route
from monitor.demo import seeds
from monitor.demo.desk import Desk, text_of
from monitor.engines.local import Service
from monitor.pipeline.polling.watched_pages import MARK, Watched, encode
from tests.conftest import Cli, Monitor
from tests.newsroom.site import Site
from tests.test_poll import told


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(seeds.folder() / "site") as running:
        yield running


def _address(site: Site, words: str) -> str:
    return f"{site.server.url}{site.path_of(words)}"


def test_every_change_of_a_watched_page_is_told(monitor: Monitor, site: Site, desk: Desk) -> None:
    """It is about something else altogether: the desk asked for it, and the alert says so."""
    row = monitor.app.watch(_address(site, "71800") + "#top")
    assert row.url == _address(site, "71800")
    monitor.poll(row.name)
    desk.inbox.mails.clear()
    desk.inbox.posts.clear()
    site.edit(site.path_of("71800"), "from July 2030", "from July 2031")
    (event,) = monitor.poll(row.name).events
    assert (event.kind, event.topics) == ("updated", ("afghan-returns",))
    assert told(desk) == ["updated"]
    assert "put under watch by the desk" in text_of(desk.inbox.mails[0])


def test_a_watch_outlives_the_process_and_reaches_the_service(monitor: Monitor, site: Site) -> None:
    """Put in by one process, polled by another that was running before, and by one that starts later."""
    other = App(monitor.settings, clock=monitor.app.clock)
    other.prepare()
    service = Service(other)
    assert not any(s.kind == "page" for s in service._due())
    row = monitor.app.watch(_address(site, "71800"))
    assert row.name in {s.name for s in service._due()}
    with App(monitor.settings, clock=monitor.app.clock) as later:
        later.prepare()
        assert row.name in {s.name for s in later.sources()}
    monitor.app.unwatch(f"{_address(site, '71800')}/")
    assert row.name not in {s.name for s in service._due()}
    other.close()


def test_our_own_events_of_a_watched_page_go_to_the_routes_of_its_topic(monitor: Monitor, site: Site) -> None:
    """The configuration knows no such source, and stays as it was; the event says what the page is watched for."""
    before = monitor.app.settings
    row = monitor.app.watch(_address(site, "71800"), "afghan-returns")
    monitor.poll(row.name)
    assert monitor.app.settings is before
    routes = (Route("here", topics=("afghan-returns",), channels=("mail",)), Route("there", topics=("other",)))
    event = Event("source_failing", monitor.app.clock(), row.name, "M-1", topics=("afghan-returns",))
    assert [p.channel for p in plans_for(event, replace(before, routes=routes))] == ["mail"]
    ours = replace(event, source="monitor")
    assert len(plans_for(ours, replace(before, routes=(*routes, Route("r", topics=("other",)))))) == 1


def test_a_watch_re_marks_nothing(monitor: Monitor, site: Site) -> None:
    """Items of other sources are held against the topics they had."""
    mark = monitor.app.hindsight.topics_mark()
    monitor.app.watch(_address(site, "71800"))
    assert monitor.app.hindsight.topics_mark() == mark


def test_a_changed_topic_leaves_a_watched_page_under_watch(monitor: Monitor, site: Site) -> None:
    row = monitor.app.watch(_address(site, "71800"))
    monitor.poll(row.name)
    monitor.app.hindsight.remark()
    (view,) = monitor.app.reads.items(limit=5, source=row.name)
    assert view.item.topics == ("afghan-returns",)


def test_the_commands(cli: Cli, site: Site, config: Path) -> None:
    """Watch, list, end; what cannot be read stays and says so; what is no address, topic or watch is exit 2."""
    address = _address(site, "71800")
    code, words = cli("watch")
    assert (code, "no page is under watch" in words) == (0, True)
    code, words = cli("watch", address, "--topic", "afghan-returns")
    assert (code, f"watching {address} as watch-127.0.0.1" in words) == (0, True)
    code, out = cli("watch", "--json")
    assert (code, [(w["url"], w["topic"]) for w in json.loads(out)["watched"]]) == (0, [(address, "afghan-returns")])
    code, out = cli("watch", f"{site.server.url}/nothing", "--json")
    assert (code, "no such page" in json.loads(out)["error"]) == (1, True)
    assert len(json.loads(cli("watch", "--json")[1])["watched"]) == 2
    assert cli("unwatch", address)[0] == 0
    assert cli("unwatch", address)[0] == 2
    assert cli("watch", "file:///etc/passwd")[0] == 2
    assert cli("watch", address, "--topic", "nothing")[0] == 2
    with App(load(config, {})) as app:
        app.prepare()
        assert [w.url for w in app.watched()] == [f"{site.server.url}/nothing"]


def test_a_watch_whose_topic_is_gone_counts_for_all(monitor: Monitor, site: Site) -> None:
    """The topic's file was renamed or switched off: the page is told of all the same."""
    monitor.app.reads.set_mark(MARK, encode([Watched(_address(site, "71800"), "gone")]), monitor.app.clock())
    (source,) = (s for s in monitor.app.sources() if s.kind == "page")
    assert source.topics == source.pinned == ("afghan-returns",)


def test_two_who_watch_at_once_lose_nothing(monitor: Monitor) -> None:
    """Each changes the list as it is by then, not as it was when they looked."""
    others = [App(monitor.settings, clock=monitor.app.clock) for _ in range(4)]
    urls = [f"https://site{n}.example/page" for n in range(12)]

    def some(of: App, mine: list[str]) -> None:
        of.prepare()
        for url in mine:
            of.watch(url)

    threads = [threading.Thread(target=some, args=(app, urls[n::4])) for n, app in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.url for row in monitor.app.watched()} == set(urls)
    for app in others:
        app.close()
