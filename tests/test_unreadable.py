"""A page that cannot be read is that page's trouble; a source of which nothing can be read is not well."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.app import App
from monitor.app.polls import PollReport
from monitor.config.load import load
from monitor.core.errors import ParseError
from monitor.demo.desk import Desk
from monitor.demo.seeds import folder
from monitor.demo.server import Reply
from monitor.pipeline.ages import Ages
from monitor.pipeline.polling.report import PollOptions
from monitor.pipeline.polling.unreadable import Pages
from tests.conftest import TurnedClock
from tests.newsroom.site import Site
from trials.hostile.stage import config


class Watch:
    """A plain site, the program on its feed, and a desk."""

    def __init__(self, site: Site, desk: Desk, place: Path, clock: TurnedClock) -> None:
        channels = f'[[channels]]\nname = "m"\nurl = "event://{desk.http}/m"\npace = "0s"\n'
        made = load(config(place, {"site": f"{site.origin}/rss.xml"}, channels), {})
        self.site, self.desk, self.clock = site, desk, clock
        self.app = App(made, clock=clock, steady=lambda: clock.steady)
        self.app.prepare()

    def poll(self, *, revisit: bool = False, **later: float) -> PollReport:
        self.clock.turn(**(later or {"minutes": 10}))
        return self.app.poll((), PollOptions(wait=0, revisit=revisit), send=True, progress=lambda *_: None)

    def outcome(self, *, revisit: bool = False, **later: float) -> str:
        (one,) = self.poll(revisit=revisit, **later).sources
        return one.run.outcome

    def told(self, kind: str) -> list[str]:
        return [e["detail"] for p in self.desk.posts_to("/m") for e in p.body["events"] if e["kind"] == kind]


@pytest.fixture
def watch(desk: Desk, tmp_path: Path, clock: TurnedClock) -> Iterator[Watch]:
    with Site(folder() / "site") as site:
        made = Watch(site, desk, tmp_path, clock)
        yield made
        made.app.close()


def break_page(watch: Watch, words: str) -> str:
    """A page of pictures in the place of an article; its path."""
    path = watch.site.path_of(words)
    watch.site.pages[path] = pictures(watch.site.pages[path])
    return path


def pictures(html: str) -> str:
    return re.sub(r"<p>.*</p>", '<img src="/a.jpg" alt="">', html, flags=re.DOTALL)


def test_one_page_without_text_leaves_its_source_well(watch: Watch) -> None:
    """It is shown, told once after a day, and the others' edits are told meanwhile."""
    assert watch.outcome() == "ok"
    path = break_page(watch, "letter")
    watch.site.edit(watch.site.path_of("missions"), "rose by a quarter", "rose by a third")
    report = watch.poll()
    assert [s.run.outcome for s in report.sources] == ["ok"]
    assert [s.run.error for s in report.sources] == [None]
    assert [e.kind for e in report.events] == ["updated"]
    (state,) = watch.app.source_states()
    assert [(p["url"].endswith(path), p["why"]) for p in state["unreadable"]] == [(True, "no article text on the page")]
    assert state["failures"] == 0
    for _ in range(3):
        watch.poll(hours=11)
    (said,) = watch.told("source_stale")
    assert "A page of site cannot be read for more than a day" in said
    assert watch.told("source_failing") == []


def test_a_page_that_can_be_read_again_is_forgotten_and_its_edit_is_told(watch: Watch) -> None:
    watch.poll()
    path = watch.site.path_of("missions")
    whole = watch.site.pages[path]
    break_page(watch, "missions")
    watch.poll()
    watch.site.pages[path] = whole.replace("rose by a quarter", "rose by a third")
    kinds = [e.kind for e in watch.poll(hours=1).events]
    assert kinds == ["updated"]
    assert [s["unreadable"] for s in watch.app.source_states()] == [[]]


def test_a_page_is_asked_for_more_and_more_seldom(watch: Watch) -> None:
    """At every poll in the beginning, once an hour in the end."""
    watch.poll()
    path = break_page(watch, "missions")
    asked = watch.site.server.asked
    first = len(asked)
    for _ in range(6):
        watch.poll(minutes=1)
    early = [r for r in asked[first:] if r.path == path]
    watch.poll(days=2)
    second = len(asked)
    for _ in range(12):
        watch.poll(minutes=10)
    assert len(early) == 6
    assert len([r for r in asked[second:] if r.path == path]) <= 3


def test_a_source_none_of_whose_pages_can_be_read_is_failing(watch: Watch) -> None:
    watch.poll()
    for path in list(watch.site.pages):
        watch.site.pages[path] = pictures(watch.site.pages[path])
    assert [watch.outcome(revisit=True) for _ in range(3)] == ["failed"] * 3
    assert len(watch.told("source_failing")) == 1
    (state,) = watch.app.source_states()
    assert "none of its pages can be read" in state["error"]


def test_a_list_with_nothing_behind_it_is_failed_and_no_baseline(watch: Watch) -> None:
    """The addresses in it answer 404 from the first poll on."""
    feed = watch.site.answer("GET", "/rss.xml", b"")
    assert feed is not None
    answer = watch.site.server._answer
    watch.site.server._answer = lambda m, p, b: answer(m, p, b) if p in ("/rss.xml", "/robots.txt") else None
    assert [watch.outcome() for _ in range(2)] == ["failed", "failed"]
    (state,) = watch.app.source_states()
    assert "none of its pages can be read" in state["error"]
    assert state["baseline_at"] is None
    watch.site.server._answer = answer
    assert watch.outcome(hours=2) == "ok"
    assert watch.app.source_states()[0]["baseline_at"] is not None


def test_an_outage_of_all_articles_stays_one_while_nothing_is_due(watch: Watch) -> None:
    """The feed answers; a poll between two looks reads no page, and is no recovery."""
    watch.poll()
    answer = watch.site.server._answer
    lists = ("/rss.xml", "/robots.txt")
    watch.site.server._answer = lambda m, p, b: answer(m, p, b) if p in lists else Reply(b"down", status=500)
    watch.poll(revisit=True)
    outcomes = [watch.outcome(minutes=1) for _ in range(15)]
    assert set(outcomes[1:]) == {"failed"}
    assert len(watch.told("source_failing")) == 1
    assert watch.told("source_recovered") == []
    watch.site.server._answer = answer
    assert watch.outcome(hours=2) in ("ok", "unchanged")
    assert len(watch.told("source_recovered")) == 1


def test_an_outage_from_the_first_poll_on_is_no_baseline(watch: Watch) -> None:
    answer = watch.site.server._answer
    lists = ("/rss.xml", "/robots.txt")
    watch.site.server._answer = lambda m, p, b: answer(m, p, b) if p in lists else Reply(b"down", status=500)
    assert {watch.outcome(minutes=1) for _ in range(12)} == {"failed"}
    assert watch.app.source_states()[0]["baseline_at"] is None
    watch.site.server._answer = answer
    assert watch.outcome(hours=2) == "ok"
    assert watch.app.source_states()[0]["baseline_at"] is not None


def test_many_pages_one_after_the_other_are_the_sites_trouble(watch: Watch) -> None:
    """Also where each poll looks at one of them only: none was read since."""
    html = watch.site.pages[watch.site.path_of("missions")]
    for number in range(8):
        watch.site.pages[f"/news/further-{number}"] = html.replace("missions", f"further-{number}")
    watch.poll()
    (source,) = watch.app.settings.sources
    items = watch.app.store.items(watch.app.store.due_ids("site", watch.clock.now, everything=True))
    said = []
    for item in items[:6]:
        watch.clock.turn(minutes=10)
        pages = Pages(source, watch.app.store, watch.clock.now, Ages())
        pages.begin()
        pages.failed(item, ParseError("no article text"))
        pages.end()
        said.append(pages.of_the_site(in_doubt=False))
    assert said[:4] == [""] * 4
    assert said[4].startswith("5 pages running could not be read")
