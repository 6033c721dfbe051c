"""The same change on many pages is one message a channel; edits among them, and such that only come together, are told."""

import json
from dataclasses import replace

import pytest

from monitor.core.errors import Conflict
from monitor.core.model import Suspicion
from monitor.core.ports import Beginning, Recording
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from tests.conftest import Cli, Monitor, TurnedClock
from tests.test_poll import CUP, TALKS, told

NOTE = "<p>Belga has written for the newsrooms of the whole country since 1920.</p>"


def _on_all(newsroom: Newsroom, note: str = NOTE) -> int:
    """A line in every story; no stamp moves."""
    for story in newsroom.belga.stories.values():
        story["body"] += note
    return len(newsroom.belga.stories)


def test_the_same_line_in_all_stories_is_one_message(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """The versions and events are kept, each with the reason; the message names the pages."""
    count = _on_all(newsroom)
    report = monitor.poll("belga", revisit=True)
    updated = [event for event in report.events if event.kind == "updated"]
    assert (len(updated), told(desk)) == (count, ["updated"])
    assert all(any(r.code == "same_change" for r in event.reasons) for event in updated)
    mail = " ".join(text_of(desk.inbox.mails[0]).split())
    assert mail.count(f"the same change on {count} pages: ") == 1
    assert "Belga has written for the newsrooms" in mail
    assert monitor.app.source_states()[0]["suspect"] is False


def test_many_pages_are_judged_some_at_a_time(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they need not all be held in memory: it is one message all the same, and the later ones are seen twice."""
    monkeypatch.setattr("monitor.pipeline.polling.looks._MOST_WAITING", 5)
    count = _on_all(newsroom)
    events = list(monitor.poll("belga", revisit=True).events)
    clock.turn(minutes=10)
    events += monitor.poll("belga", revisit=True).events
    assert ([event.kind for event in events], told(desk)) == (["updated"] * count, ["updated"])


def test_an_edit_among_them_is_told_by_itself(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """What a story has changed of its own is not hidden by what all of them have."""
    _on_all(newsroom)
    slug = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
    newsroom.belga.edit(slug, "2,635", "2,815")
    monitor.poll("belga", revisit=True)
    assert told(desk) == ["updated", "updated"]
    assert any("2,635 → 2,815" in text_of(mail) or "2,815" in text_of(mail) for mail in desk.inbox.mails)


def test_many_edits_that_are_not_alike_are_told(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """An editor who goes through all stories on one day makes no template: what stands at the next look is told, also
    where nothing is modified by then.
    """
    for number, story in enumerate(newsroom.belga.stories.values()):
        word = "abcdefghijklmnopqrstuvwxyz"[number]
        story["body"] += f"<p>The minister of {word * 5} denied on Tuesday that {word * 7} had been arrested.</p>"
    clock.turn(minutes=10)
    monitor.poll("belga", revisit=True)
    assert told(desk) == []
    clock.turn(minutes=10)
    report = monitor.poll("belga")
    assert told(desk).count("updated") >= 8
    assert all(any(r.code == "place_outlived" for r in event.reasons) for event in report.events)


def test_a_page_that_has_it_later_is_told_to_nobody_anew(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Items are due at their own times: what the desk was told of ten stories is not told again of an eleventh."""
    slugs = list(newsroom.belga.stories)
    for slug in slugs[:10]:
        newsroom.belga.stories[slug]["body"] += NOTE
    monitor.poll("belga", revisit=True)
    clock.turn(minutes=10)
    database = monitor.app.database
    for slug in slugs[10:]:
        newsroom.belga.stories[slug]["body"] += NOTE
        with database.write() as connection:
            # They were last looked at before the others had it.
            connection.exec_driver_sql(
                f"UPDATE items SET checked_at = '2026-07-12 08:00:00.000000' WHERE url LIKE '%{slug}'"
            )
    report = monitor.poll("belga", revisit=True)
    assert (len(report.events), told(desk)) == (len(slugs) - 10, ["updated"])


def test_a_page_that_was_seen_without_it_and_gets_it_is_told(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """A note of correction has the same words on every page that is corrected."""
    slugs = list(newsroom.belga.stories)
    for number in range(5):
        newsroom.belga.stories[slugs[number]]["body"] += "<p>This story was corrected after it was published.</p>"
        (event,) = monitor.poll("belga", revisit=True).events
        assert not any(reason.code == "same_change" for reason in event.reasons)
        clock.turn(minutes=10)
    assert set(told(desk)) == {"updated"}


def test_its_going_again_is_one_message_too(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    _on_all(newsroom)
    monitor.poll("belga", revisit=True)
    clock.turn(minutes=10)
    for story in newsroom.belga.stories.values():
        story["body"] = story["body"].replace(NOTE, "")
    monitor.poll("belga", revisit=True)
    clock.turn(minutes=10)
    monitor.poll("belga")
    assert told(desk) == ["updated", "updated"]


def test_a_change_that_another_poll_was_first_with_holds_up_no_other(
    monitor: Monitor, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others keep changing one item: its edit is told by the next poll, the rest by this one."""
    store, one, record = monitor.app.store, monitor.app.store._one_of, monitor.app.store.record
    ids = {slug: monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0].item.id for slug in (CUP, TALKS)}
    for number, slug in enumerate(ids):
        newsroom.belga.append(slug, f"One more line that is the same in none: {'abc'[number] * 9}.")

    def contested(connection: object, recording: Recording) -> tuple[int, ...] | None:
        return None if recording.item.id == ids[TALKS] else one(connection, recording)  # type: ignore[arg-type]

    def refused(recording: Recording) -> tuple[int, ...]:
        raise Conflict("changed by another poll")

    monkeypatch.setattr(store, "_one_of", contested)
    monkeypatch.setattr(store, "record", refused)
    (found,) = monitor.poll("belga", revisit=True).sources
    assert "other polls kept changing the item" in (found.run.error or "")
    assert [e.item_id for e in monitor.app.reads.events(ids=found.events, limit=9)] == [ids[CUP]]
    monkeypatch.setattr(store, "_one_of", one)
    monkeypatch.setattr(store, "record", record)
    assert [e.item_id for e in monitor.poll("belga").events if e.kind == "updated"] == [ids[TALKS]]


# --- what is held since an earlier version, or in a redesign -------------------------------------------


def _held(monitor: Monitor, newsroom: Newsroom) -> int:
    """Alerts that an earlier version held as a redesign."""
    newsroom.belga.edit(TALKS, "Taliban", "rulers of Kabul")
    monitor.poll("belga", revisit=True, send=False)
    database = monitor.app.database
    with database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'held', held_because = 'suspicion', held_for = 'belga' WHERE state = 'pending'"
        )
    monitor.app.store.suspect("belga", Suspicion(monitor.app.clock(), ("+x",), told=True, items=12))
    return monitor.app.reads.delivery_counts().get("held", 0)


def test_what_an_earlier_version_held_is_released_by_hand(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    held = _held(monitor, newsroom)
    assert held > 0
    assert monitor.app.source_states()[0]["suspect"] is True
    assert monitor.app.release("belga") == held
    monitor.app.deliver()
    assert told(desk) == ["updated"]
    assert monitor.app.source_states()[0]["suspect"] is False


def test_what_is_held_is_closed_by_hand(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Then nobody is told, and each delivery says why."""
    held = _held(monitor, newsroom)
    assert monitor.app.close_held("belga") == held
    monitor.app.deliver()
    assert told(desk) == []
    closed = [d for d in monitor.app.reads.deliveries(limit=200) if d["state"] == "dead"]
    assert {d["why"].code for d in closed} == {"closed_redesign"}


def test_what_a_killed_process_held_is_told(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """It died after it had noted its suspicion and before it could tell: the next poll tells it."""
    _held(monitor, newsroom)
    kept = monitor.app.reads.source_rows()["belga"]["suspicion"]
    monitor.app.store.suspect("belga", replace(kept, told=False))
    assert monitor.kinds(monitor.poll("belga", revisit=True)) == ["source_suspect"]
    monitor.app.store.suspect("belga", None)
    monitor.poll("belga", revisit=True)
    assert told(desk) == ["source_suspect", "updated"]


def test_a_renamed_source_keeps_what_is_held(monitor: Monitor, newsroom: Newsroom) -> None:
    held = _held(monitor, newsroom)
    monitor.app.store.rename_source("belga", "agency")
    (begun,) = monitor.app.store.begin_runs([Beginning("agency", "x")], monitor.app.clock(), 1)
    assert begun
    assert (held > 0, begun.held) == (True, held)
    assert monitor.app.store.template("agency").pages > 0


def test_a_release_during_a_poll_stands(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """The poll began when all was held; at its end it does not bring the suspicion back."""
    _held(monitor, newsroom)
    released: list[int] = []
    answer = newsroom.belga.answer

    def release(method: str, path: str, body: bytes) -> object:
        if not released:
            released.append(monitor.app.release("belga"))
        return answer(method, path, body)

    newsroom.belga.server._answer = release  # type: ignore[assignment]
    monitor.poll("belga", revisit=True)
    assert (released[0] > 0, monitor.app.source_states()[0]["suspect"]) == (True, False)


def test_the_commands_release_and_close(cli: Cli) -> None:
    cli("poll", "--no-send")
    code, words = cli("sources", "release", "belga")
    assert (code, "0 held deliveries are on their way" in words) == (0, True)
    code, words = cli("sources", "close", "belga", "--json")
    assert (code, json.loads(words)) == (0, {"source": "belga", "closed": 0})
    assert cli("sources", "close", "nobody")[0] == 2
