"""A redesign of a site is held as one alert; edits among it, and edits that only come together, are told."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import Conflict
from monitor.core.model import Change, Hunk, Piece
from monitor.core.ports import Beginning, Recording
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from monitor.pipeline.polling.redesign import common, nothing_else, pieces
from tests.conftest import Cli, Monitor, TurnedClock
from tests.test_poll import CUP, TALKS, told

NOTE = "<p>Belga has written for the newsrooms of the whole country since 1920.</p>"


def _redesign(newsroom: Newsroom, note: str = NOTE) -> int:
    """A line in every story; no stamp moves."""
    for story in newsroom.belga.stories.values():
        story["body"] += note
    return len(newsroom.belga.stories)


def _held(monitor: Monitor) -> int:
    return monitor.app.reads.delivery_counts().get("held", 0)


def test_the_same_piece_in_most_stories_is_one_alert(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """The versions are kept, the alerts held, and the desk is told once what the changes have in common."""
    count = _redesign(newsroom)
    report = monitor.poll("belga", revisit=True)
    kinds = monitor.kinds(report)
    assert (kinds.count("updated"), kinds.count("source_suspect")) == (count, 1)
    assert told(desk) == ["source_suspect"]
    assert _held(monitor) > 0
    mail = text_of(desk.inbox.mails[0])
    assert "14 items changed alike in one poll; their alerts are held" in mail.replace("\n", " ")
    assert "monitor sources release belga" in mail
    assert monitor.app.source_states()[0]["suspect"] is True


def test_an_edit_among_a_redesign_is_told_at_once(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """What a story has changed of its own is not hidden by what all of them have."""
    _redesign(newsroom)
    slug = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
    newsroom.belga.edit(slug, "2,635", "2,815")
    monitor.poll("belga", revisit=True)
    assert sorted(told(desk)) == ["source_suspect", "updated"]


def test_many_edits_that_are_not_alike_are_told(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """An editor who goes through all stories on one day makes no redesign."""
    for number, story in enumerate(newsroom.belga.stories.values()):
        word = "abcdefghijklmnopqrstuvwxyz"[number]
        story["body"] += f"<p>The minister of {word * 5} denied on Tuesday that {word * 7} had been arrested.</p>"
    monitor.poll("belga", revisit=True)
    assert "source_suspect" not in told(desk)
    assert told(desk).count("updated") >= 8
    assert _held(monitor) == 0


def test_what_is_held_is_released_by_hand(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Then each is told, once; and later ones like it are edits."""
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    held = _held(monitor)
    assert monitor.app.release("belga") == held
    monitor.app.deliver()
    assert len(desk.inbox.mails) + len(desk.inbox.posts) == held + 3
    assert (_held(monitor), monitor.app.source_states()[0]["suspect"]) == (0, False)


def test_a_second_such_poll_settles_it(monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock) -> None:
    """The design goes on changing, or goes back: that is the site's, and nobody is told. Edits are, as ever."""
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    desk.inbox.mails.clear()
    desk.inbox.posts.clear()
    clock.turn(minutes=10)
    for story in newsroom.belga.stories.values():
        story["body"] = story["body"].replace(NOTE, "")
    report = monitor.poll("belga", revisit=True)
    assert set(monitor.kinds(report)) == {"updated"}
    assert (told(desk), _held(monitor)) == ([], 0)
    closed = [d for d in monitor.app.reads.deliveries(limit=200) if d["state"] == "dead"]
    assert closed
    assert {d["why"].code for d in closed} == {"settled_redesign"}
    slug = next(s for s in newsroom.belga.stories if "negotiated" in s)
    newsroom.belga.edit(slug, "2,635", "2,815")
    clock.turn(minutes=10)
    monitor.poll("belga", revisit=True)
    assert told(desk) == ["updated"]


def test_what_a_killed_process_held_is_told(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """It died after it had noted its suspicion and before it could tell: the next poll tells it."""
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    kept = monitor.app.reads.source_rows()["belga"]["suspicion"]
    monitor.app.store.suspect("belga", replace(kept, told=False))
    desk.inbox.mails.clear()
    desk.inbox.posts.clear()
    assert monitor.kinds(monitor.poll("belga", revisit=True)) == ["source_suspect"]
    assert told(desk) == ["source_suspect"]
    monitor.app.store.suspect("belga", None)
    monitor.poll("belga", revisit=True)
    assert "updated" in told(desk)
    assert _held(monitor) == 0


def test_the_command_releases(cli: Cli, newsroom: Newsroom) -> None:
    cli("poll", "--no-send")
    _redesign(newsroom)
    cli("poll", "--no-send", "--revisit")
    code, out = cli("sources", "--json")
    assert (code, [s["suspect"] for s in json.loads(out)["sources"]]) == (0, [True, False, False])
    code, words = cli("sources", "release", "belga")
    assert (code, "held deliveries are on their way" in words) == (0, True)
    assert cli("sources", "release", "nobody")[0] == 2


# --- the rule ----------------------------------------------------------------------------------------


def _change(*texts: str) -> Change:
    return Change("substantive", 0.5, hunks=tuple(Hunk("+", "paragraph", (Piece("+", t),)) for t in texts))


def test_figures_count_as_equal_and_words_do_not() -> None:
    one, other = (pieces(_change(f"{n} min to read")) for n in (3, 12))
    assert one == other
    assert pieces(_change("Three min to read")) != one


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_redesign_is_many_most_and_alike(alike: int, others: int, unchanged: int) -> None:
    changes = [pieces(_change("the same", ""))] * alike + [pieces(_change(f"own {'x' * n}")) for n in range(others)]
    shared = common(changes, len(changes) + unchanged)
    mass = len(changes) >= 10 and len(changes) > unchanged
    assert bool(shared) is (mass and alike > others)
    if shared:
        assert all(nothing_else(change, shared) for change in changes[:alike])
        assert not any(nothing_else(change, shared) for change in changes[alike:])


def test_of_a_change_without_words_nothing_is_known() -> None:
    """Links alone changed: there is no piece to have in common."""
    assert not nothing_else(pieces(Change("substantive", 0.5)), ["+the same"])


def test_a_figure_alone_is_no_piece_of_every_figure() -> None:
    """A counter on every page is one thing, the number of those sent back another."""

    def figure(before: str, after: str, around: str) -> Change:
        run = (Piece("=", around), Piece("-", before), Piece("+", after), Piece("=", " times"))
        return Change("substantive", 0.5, hunks=(Hunk("~", "paragraph", run),))

    counters = [pieces(figure(str(n), str(n + 6), "Read ")) for n in range(12)]
    shared = common(counters, 12)
    assert all(nothing_else(one, shared) for one in counters)
    assert not nothing_else(pieces(figure("12", "15", "The plane carried ")), shared)


def test_what_comes_back_in_a_new_design_is_told(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """The redesign of its text is held; that it is there again is not."""
    slug = next(s for s in newsroom.belga.stories if "negotiated" in s)
    newsroom.belga.withdraw(slug)
    for _ in range(4):
        clock.turn(hours=1)
        monitor.poll("belga", revisit=True)
    assert told(desk)[-1] == "withdrawn"
    newsroom.belga.restore(slug)
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    assert sorted(told(desk)) == ["restored", "source_suspect", "withdrawn"]


def test_a_renamed_source_keeps_what_is_held(monitor: Monitor, newsroom: Newsroom) -> None:
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    held = _held(monitor)
    monitor.app.store.rename_source("belga", "agency")
    (begun,) = monitor.app.store.begin_runs([Beginning("agency", "x")], monitor.app.clock(), 1)
    assert begun
    assert (held > 0, begun.held) == (True, held)


def test_a_release_during_a_poll_stands(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """The poll began when all was held; at its end it does not bring the suspicion back."""
    _redesign(newsroom)
    monitor.poll("belga", revisit=True)
    released: list[int] = []
    answer = newsroom.belga.answer

    def release(method: str, path: str, body: bytes) -> object:
        if not released:
            released.append(monitor.app.release("belga"))
        return answer(method, path, body)

    newsroom.belga.server._answer = release  # type: ignore[assignment]
    monitor.poll("belga", revisit=True)
    assert (released[0] > 0, monitor.app.source_states()[0]["suspect"]) == (True, False)


def test_a_redesign_that_begins_late_in_a_poll_is_one_all_the_same(
    monitor: Monitor, newsroom: Newsroom, desk: Desk
) -> None:
    """The items are looked at one after the other; those that come first may be unchanged."""
    order = [view.item for view in monitor.app.reads.items(limit=50, source="belga")]
    late = sorted(order, key=lambda item: item.id)[4:]
    for story in newsroom.belga.stories.values():
        if any(item.url.endswith(story["slug"]) for item in late):
            story["body"] += NOTE
    kinds = monitor.kinds(monitor.poll("belga", revisit=True))
    assert (len(late), kinds.count("updated"), kinds.count("source_suspect")) == (10, 10, 1)
    assert told(desk) == ["source_suspect"]


def test_what_is_settled_stays_so(monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock) -> None:
    """A site that shows a line and takes it away again, day after day, is told of once."""
    for step in range(5):
        for story in newsroom.belga.stories.values():
            story["body"] = story["body"].replace(NOTE, "") if step % 2 else story["body"] + NOTE
        clock.turn(minutes=10)
        monitor.poll("belga", revisit=True)
    assert told(desk) == ["source_suspect"]


def test_a_change_that_cannot_be_settled_holds_up_no_other(
    monitor: Monitor, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others keep changing one item: its edit is told by the next poll, the rest by this one."""
    store, record = monitor.app.store, monitor.app.store.record
    ids = {slug: monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0].item.id for slug in (CUP, TALKS)}
    for slug in ids:
        newsroom.belga.append(slug, "One more line that is the same in none.")

    def contested(recording: Recording) -> tuple[int, ...]:
        if recording.item.id == ids[TALKS]:
            raise Conflict("changed by another poll")
        return record(recording)

    monkeypatch.setattr(store, "record", contested)
    (found,) = monitor.poll("belga", revisit=True).sources
    assert "other polls kept changing the item" in (found.run.error or "")
    assert [e.item_id for e in monitor.app.reads.events(ids=found.events, limit=9)] == [ids[CUP]]
    monkeypatch.setattr(store, "record", record)
    assert [e.item_id for e in monitor.poll("belga").events if e.kind == "updated"] == [ids[TALKS]]
