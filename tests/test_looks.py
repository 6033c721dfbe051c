"""What one look at many pages writes: all of it or nothing, each page by itself, and what is to be looked at again."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import Connection

from monitor.core.model import Document, Item, Request, Snapshot, Version
from monitor.core.ports import Answer, Recording, Validator
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.pipeline.polling import judge
from monitor.store.database import Database
from monitor.store.polling import PollStore
from monitor.template.kept import template_of
from tests.conftest import Monitor, TurnedClock
from tests.test_poll import CUP, TALKS, told


def _stories(monitor: Monitor, *, on_topic: bool) -> list[str]:
    """The addresses' ends of Belga's stories that are on topic, or not."""
    items = monitor.app.reads.items(limit=100, source="belga")
    return [view.item.url.rpartition("/")[2] for view in items if bool(view.item.topics) is on_topic]


def test_what_nobody_heard_of_is_told_where_it_comes_on_topic(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """A change that two stories had which concern nobody is no repeat in one that does."""
    note = (
        "<p>The ministry has corrected the date of the meeting on Tuesday in the text above, after it was told so.</p>"
    )
    off, (one, *_) = _stories(monitor, on_topic=False)[:2], _stories(monitor, on_topic=True)
    for slug in off:
        newsroom.belga.stories[slug]["body"] += note
    assert _kinds(monitor) == ["updated", "updated"]
    assert told(desk) == []
    _seen_long_ago(monitor, one)
    clock.turn(minutes=10)
    newsroom.belga.stories[one]["body"] += note
    assert _kinds(monitor) == ["updated"]
    assert told(desk) == ["updated"]


def _kinds(monitor: Monitor) -> list[str]:
    return [event.kind for event in monitor.poll("belga", revisit=True).events]


def _seen_long_ago(monitor: Monitor, slug: str) -> None:
    """As where a page is looked at less often than others."""
    with monitor.app.database.write() as connection:
        statement = f"UPDATE items SET checked_at = '2026-07-12 08:00:00.000000' WHERE url LIKE '%{slug}'"
        connection.exec_driver_sql(statement)


def test_one_page_on_which_we_fail_does_not_silence_the_others(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = judge._compared

    def failing(latest: Version, snapshot: Snapshot) -> object:
        if "World Cup" in snapshot.title:
            raise ValueError("one bad page")
        return compared(latest, snapshot)

    monkeypatch.setattr(judge, "_compared", failing)
    for slug in (CUP, TALKS):
        newsroom.belga.append(slug, f"The minister said in Brussels that {slug[:5] * 3} people were sent back.")
    (source,) = monitor.poll("belga", revisit=True).sources
    assert "2026-world-cup" in str(source.run.error)
    assert "an error of ours (ValueError)" in str(source.run.error)
    assert told(desk) == ["updated"]
    monkeypatch.undo()
    assert _kinds(monitor) == ["updated"]


def test_an_item_that_is_gone_when_it_is_written_again_stops_nothing(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in (CUP, TALKS):
        newsroom.belga.append(slug, f"One more line that is like none at all {slug[:5] * 3}.")
    record = monitor.app.store.record_look

    def without_it(source: str, recordings: Sequence[Recording], *rest: Any) -> Any:
        with monitor.app.database.write() as connection:
            connection.exec_driver_sql(f"DELETE FROM items WHERE url LIKE '%{CUP}'")
        return record(source, recordings, *rest)

    monkeypatch.setattr(monitor.app.store, "record_look", without_it)
    (source,) = monitor.poll("belga", revisit=True).sources
    assert (source.run.error, told(desk)) == (None, ["updated"])


def test_what_stood_is_counted_also_in_a_poll_with_a_new_story(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """A news site has a new story in most polls."""
    clock.turn(minutes=5)
    monitor.poll("belga", revisit=True)
    for number in range(3):
        clock.turn(minutes=5)
        _publish(newsroom, f"brand-new-{number}")
        monitor.poll("belga", revisit=True)
    kept = monitor.app.store.template("belga")
    assert template_of(kept.body).unchanged >= 4 * 14


def _publish(newsroom: Newsroom, slug: str) -> None:
    key, story = next(iter(newsroom.belga.stories.items()))
    new = {**story, "slug": slug, "url": story["url"].replace(key, slug), "short_url": f"https://prez.ly/{slug}"}
    newsroom.belga.stories[slug] = {**new, "title": f"A new story, {slug}", "body": f"<p>The words of {slug}.</p>"}


def test_a_text_too_large_for_its_lines_and_small_again_is_told_once(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """What its lines were before it grew is nothing to hold it against."""
    newsroom.belga.edit(TALKS, *_figure(newsroom))
    small = newsroom.belga.stories[TALKS]["body"]
    random = Random(1)
    words = ("".join(random.choices("abcdefghijklmnop", k=6)) for _ in range(78_000))
    newsroom.belga.stories[TALKS]["body"] += "".join(f"<p>{' '.join(islice(words, 60))}.</p>" for _ in range(1_300))
    first = monitor.poll("belga", revisit=True).events
    clock.turn(minutes=10)
    newsroom.belga.stories[TALKS]["body"] = small
    second = monitor.poll("belga", revisit=True).events
    assert [event.kind for event in (*first, *second)] == ["updated", "updated"]
    assert "text_removed" in [reason.code for reason in second[0].reasons]
    assert not [fact for fact in second[0].facts if "9,871" in (fact.old, fact.new)]


def _figure(newsroom: Newsroom) -> tuple[str, str]:
    body = newsroom.belga.stories[TALKS]["body"]
    return next((word, "9,871") for word in re.findall(r"\d[\d,]*", re.sub(r"<[^>]+>", " ", body)))


def test_two_sources_that_keep_the_same_documents_do_not_wait_for_each_other(database_url: str) -> None:
    """They write what both may write in one order."""
    database = Database(database_url)
    database.prepare()
    store, now = PollStore(database), datetime(2026, 7, 12, 9, tzinfo=UTC)
    looks = {source: _recordings(store, source, now) for source in ("one", "two")}
    looks["two"].reverse()
    barrier, one_of = Barrier(2), store._one_of

    def slowly(connection: Connection, recording: Recording) -> tuple[int, ...] | None:
        found = one_of(connection, recording)
        with suppress(BrokenBarrierError):
            barrier.wait(0.5)
        return found

    store._one_of = slowly  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(lambda source: store.record_look(source, looks[source], b"", now), looks))
    assert written == [[(), ()], [(), ()]]
    database.close()


def _recordings(store: PollStore, source: str, now: datetime) -> list[Recording]:
    listed = [Item(0, source, f"k{n}", f"https://example.org/{n}", title="A title", first_seen=now) for n in range(2)]
    store.list_entries(source, [(item, [item.key]) for item in listed], [])
    items = store.find_items(source, ["k0", "k1"])
    return [_recording(replace(item, checked_at=now), now) for item in items.values()]


def _recording(item: Item, now: datetime) -> Recording:
    request = Request(item.url, "item")
    document = Document(request, item.url, "text/html", f"<html>{item.key}".encode(), now)
    return Recording(item, 0, None, (), (), (), (Answer(request, Validator(sha256=item.key), document, False),))


def test_a_page_on_which_something_always_waits_is_asked_for_as_often_as_others(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """What must stand at the next look is looked at again in ten minutes: four times in a row, then as planned."""
    random, soon = Random(3), list[int]()
    words = ["".join(random.choices("abcdefghijklmnop", k=7)) for _ in range(60)]
    for _ in range(9):
        for story in newsroom.belga.stories.values():
            body = story["body"].partition("<!-- -->")[0]
            story["body"] = f"{body}<!-- --><p>{' '.join(random.sample(words, 12)).capitalize()}.</p>"
        clock.turn(hours=1)
        monitor.poll("belga", revisit=True)
        off = [view.item for view in monitor.app.reads.items(limit=100, source="belga") if not view.item.topics]
        at = clock() + timedelta(minutes=10)
        soon.append(sum(item.next_check_at is not None and item.next_check_at <= at for item in off))
    assert soon[0] > 3
    assert soon[-1] == 0
