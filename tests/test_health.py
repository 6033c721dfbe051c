"""A source's health after a run: each rule by itself, on values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from monitor.core.model import Outcome, PollRun, Suspicion
from monitor.core.ports import SourceState, Unreadable
from monitor.core.settings import Source
from monitor.pipeline.polling.health import Health, RunSeen
from monitor.render.language import ENGLISH
from monitor.render.views import sentences

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
WELL = SourceState("s", baseline_at=NOW - timedelta(days=90), heard_at=NOW - timedelta(hours=1))
SOURCE = Source("s", "feed", "https://x.example/rss", "The source", every=300.0)
HEALTH = Health(SOURCE, ZoneInfo("Europe/Brussels"), Random(1))
DAILY = tuple(NOW - timedelta(days=n) for n in range(40, 5, -1))


def seen(outcome: Outcome = "unchanged", **more: object) -> RunSeen:
    return RunSeen(PollRun("s", NOW, NOW, outcome, error="503"), **more)  # type: ignore[arg-type]


def kinds(state: SourceState, run: RunSeen, health: Health = HEALTH) -> list[str]:
    return [event.kind for event in health.after(state, run)[1]]


def test_a_good_run_of_a_well_source_tells_nothing() -> None:
    """It is planned within its pace, and the wait that leads there is kept."""
    state, told = HEALTH.after(WELL, seen())
    assert told == ()
    assert state.next_run_at is not None
    assert 200 <= state.wait <= 400
    assert (state.failures, state.suspicion) == (0, None)


def test_three_failures_running_are_told_once_and_so_is_their_end() -> None:
    """Each makes the next poll later."""
    state, waits, told = WELL, [], []
    for _ in range(5):
        state, events = HEALTH.after(state, seen("failed"))
        waits.append(state.wait)
        told += [event.kind for event in events]
    assert told == ["source_failing"]
    assert waits[0] < waits[1] < waits[2]
    state, (event,) = HEALTH.after(state, seen())
    assert (event.kind, ENGLISH.say(event.detail or ""), state.failures, state.failing_told) == (
        "source_recovered", "The source answers again", 0, False,
    )  # fmt: skip


def test_a_run_that_was_not_done_in_time_is_no_failure() -> None:
    """The failures before it count as they did."""
    state, told = HEALTH.after(replace(WELL, failures=2), seen("failed", only_left=True))
    assert (state.failures, told) == (2, ())


@pytest.mark.parametrize(
    ("hours", "own", "expected"),
    [(0.5, False, []), (2, False, ["source_failing"]), (2, True, [])],
)
@pytest.mark.parametrize("outcome", ["skipped", "failed"])
def test_a_long_rest_is_told_once(outcome: Outcome, hours: float, own: bool, expected: list[str]) -> None:
    """Of more than three intervals and an hour; not one that is a limit of ours. It is planned behind the rest."""
    until = NOW + timedelta(hours=hours)
    run = seen(outcome, resting=until, our_own=own)
    state, told = HEALTH.after(WELL, run)
    assert [event.kind for event in told] == expected
    assert state.next_run_at is not None
    assert state.next_run_at >= until
    assert kinds(state, run) == []


@pytest.mark.parametrize(
    ("silence", "arrivals", "told"),
    [
        (timedelta(hours=20), DAILY, []),
        (timedelta(days=4), DAILY, ["source_stale"]),
        (timedelta(days=4), DAILY[:5], []),
    ],
)
def test_a_silence_is_told_where_it_is_longer_than_plausible(
    silence: timedelta, arrivals: tuple[datetime, ...], told: list[str]
) -> None:
    """Of ten items at least something is learnt; once told it is not told again, until there is something new."""
    run = seen(silence=silence, arrivals=arrivals)
    state, events = HEALTH.after(WELL, run)
    assert [event.kind for event in events] == told
    assert kinds(state, run) == []
    assert HEALTH.after(state, seen(new=True))[0].stale_told is False


def test_what_is_expected_takes_the_place_of_the_rhythm() -> None:
    health = Health(replace(SOURCE, expect=7_200.0), ZoneInfo("UTC"), Random(1))
    (event,) = health.after(WELL, seen(silence=timedelta(hours=3)))[1]
    assert (event.kind, sentences(event.notes)) == ("source_stale", ["expected: 2 h at most"])


def test_a_suspicion_is_told_once_and_kept() -> None:
    """One that was told stays as it is: a release by hand during the run stands."""
    found = Suspicion(NOW, (), items=7, examples=("A title",))
    state, (event,) = HEALTH.after(WELL, seen(suspicion=found))
    assert sentences(event.notes) == [
        "changed: A title", "if these are edits: monitor sources release s",
        "if it is a new layout only: monitor sources close s",
    ]  # fmt: skip
    again = HEALTH.after(state, seen(suspicion=replace(found, told=True)))
    assert (again[0].suspicion, again[1]) == (state.suspicion, ())


def test_pages_that_cannot_be_read_are_told_while_the_site_is_well() -> None:
    pages = tuple(Unreadable(n, f"https://x.example/{n}", NOW - timedelta(days=2), "no text") for n in range(12))
    (event,) = HEALTH.after(WELL, seen(unread=pages))[1]
    assert (
        ENGLISH.say(event.detail or "") == "12 pages of The source cannot be read for more than a day; the others are"
    )
    assert (len(event.notes), sentences(event.notes)[-1]) == (11, "and 2 more")
    assert kinds(WELL, seen("failed", unread=pages)) == []


def test_the_first_good_run_is_the_baseline() -> None:
    """So is what a look for older items found, which begins nothing anew."""
    new = SourceState("s")
    state, (event,) = HEALTH.after(new, seen("ok", new=True, begins=True))
    assert (event.kind, state.baseline_at, state.heard_at) == ("baseline", NOW, NOW)
    assert kinds(WELL, seen("ok", older=True)) == ["baseline"]
    assert HEALTH.after(WELL, seen("ok", older=True))[0].baseline_at == WELL.baseline_at
