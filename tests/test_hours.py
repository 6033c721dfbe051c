"""When a source is asked: pace, calendar, hours, daily budget; and when its silence is told."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.hours import awake, hours, midnight, next_of, next_poll
from monitor.core.settings import DAY, Recheck, Settings, Source
from monitor.demo.newsroom import Newsroom
from monitor.pipeline.polling.rhythm import length, plausible
from monitor.render.language import ENGLISH
from tests.conftest import MakeMonitor, Monitor, TurnedClock

BRUSSELS = ZoneInfo("Europe/Brussels")
_A_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_MOMENTS = st.integers(0, 700 * 1440).map(lambda minutes: _A_YEAR + timedelta(minutes=minutes))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),  # the night that has 02:30 twice: the first of them
        ("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),  # and not the second
        ("2026-10-25T02:10+01:00", "2026-10-26T02:30+01:00"),  # also for one who asks in the hour that comes again
        ("2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),  # the night that has no 02:30: right after the gap
        ("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"),
    ],
)
def test_a_time_of_day_comes_once_a_day_whatever_the_clocks_do(now: str, following: str) -> None:
    assert next_of("30 2 * * *", _utc(now), BRUSSELS) == _utc(following)


def test_a_calendar_that_names_no_moment_is_wrong() -> None:
    for text in ("61 * * * *", "* * *", "0 0 31 2 *", ""):
        with pytest.raises(ValueError, match=r"."):
            next_of(text, datetime(2026, 7, 12, tzinfo=UTC), BRUSSELS)


@given(_MOMENTS, st.integers(0, 1439), st.integers(0, 1439))
def test_nothing_is_asked_outside_the_active_hours(moment: datetime, first: int, last: int) -> None:
    """The moment itself where it lies inside, else a later one that does, within a day."""
    if first == last:
        return
    found = awake(moment, (first, last), BRUSSELS)
    local = found.astimezone(BRUSSELS)
    minute = local.hour * 60 + local.minute
    shifted = moment.astimezone(BRUSSELS).utcoffset() != local.utcoffset()
    assert moment <= found <= moment + timedelta(hours=25)
    assert shifted or (first <= minute < last if first < last else minute >= first or minute < last)
    assert awake(found, (first, last), BRUSSELS) == found or shifted


def test_hours_may_reach_into_the_next_morning() -> None:
    assert hours("22:00-06:30") == (1320, 390)
    night = hours("22:00-06:30")
    assert awake(_utc("2026-07-12T12:00+02:00"), night, BRUSSELS) == _utc("2026-07-12T22:00+02:00")
    assert awake(_utc("2026-07-12T03:00+02:00"), night, BRUSSELS) == _utc("2026-07-12T03:00+02:00")
    assert awake(_utc("2026-03-29T01:10+01:00"), hours("02:30-23:00"), BRUSSELS) == _utc("2026-03-29T03:00+02:00")
    for text in ("6-22", "06:00-06:00", "25:00-26:00", ""):
        with pytest.raises(ValueError, match="no hours"):
            hours(text)


def test_the_next_poll_is_of_the_calendar_and_a_failed_one_is_tried_before() -> None:
    """Back-off never waits for longer than the calendar would; active hours hold for both."""
    source = Source("s", "feed", "https://x.example", cron="0 8 * * *", every=300.0)
    now, chance = _utc("2026-07-12T09:00+02:00"), random.Random(1)
    assert next_poll(source, 0, now, BRUSSELS, chance) == _utc("2026-07-13T08:00+02:00")
    assert timedelta(minutes=9) < next_poll(source, 1, now, BRUSSELS, chance) - now < timedelta(minutes=12)
    early = _utc("2026-07-13T07:55+02:00")
    assert next_poll(source, 1, early, BRUSSELS, chance) == _utc("2026-07-13T08:00+02:00")
    asleep = replace(source, cron="", active=(360, 1320))
    assert next_poll(asleep, 0, _utc("2026-07-12T21:59+02:00"), BRUSSELS, chance) == _utc("2026-07-13T06:00+02:00")


def test_a_day_begins_at_the_desks_midnight() -> None:
    assert midnight(_utc("2026-10-25T12:00+01:00"), BRUSSELS) == _utc("2026-10-25T00:00+02:00")


# --- in a poll ---------------------------------------------------------------------------------------


def _belga(**changes: Any) -> Callable[[Settings], Settings]:
    def change(settings: Settings) -> Settings:
        sources = tuple(replace(s, **changes) if s.name == "belga" else s for s in settings.sources)
        return replace(settings, sources=sources)

    return change


def _next(monitor: Monitor) -> datetime:
    found = monitor.app.reads.source_rows()["belga"]["next_run_at"]
    assert isinstance(found, datetime)
    return found


def test_the_plan_of_a_source_is_kept_in_the_store(make_monitor: MakeMonitor, clock: TurnedClock) -> None:
    monitor = make_monitor(change=_belga(cron="0 8,18 * * *"))
    monitor.poll("belga")
    assert _next(monitor) == _utc("2026-07-12T18:00+02:00")


def test_a_daily_budget_ends_with_the_day(make_monitor: MakeMonitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """What is left of it is used, also over several runs; then nobody asks before the desk's midnight."""
    monitor = make_monitor(change=_belga(daily_requests=20))
    assert monitor.poll("belga").sources[0].run.requests == 16
    newsroom.belga.server.take_log()
    run = monitor.poll("belga").sources[0].run
    assert (run.outcome, run.requests) == ("failed", 4)
    assert run.error is not None
    assert "has had its 20 requests of today (`daily_requests`)" in run.error
    assert _next(monitor) == _utc("2026-07-13T00:00+02:00")
    run = monitor.poll("belga").sources[0].run
    assert (run.outcome, run.requests) == ("skipped", 0)
    clock.now = _utc("2026-07-13T00:01+02:00")
    assert monitor.poll("belga").sources[0].run.outcome == "unchanged"


REVISIT = (Recheck(0, 4000 * DAY),)


def test_two_sources_on_one_host_share_its_budget(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """Also while they are polled side by side, and what each asked is not in the store yet."""
    newsroom.belga.server.take_log()
    make_monitor(change=lambda s: _twice(s, 20)).poll()
    assert len(_asked(newsroom)) == 20


def test_what_an_earlier_process_asked_counts_for_all_sources_of_a_host(
    make_monitor: MakeMonitor, newsroom: Newsroom
) -> None:
    newsroom.belga.server.take_log()
    make_monitor(change=lambda s: _twice(s, 100)).poll("one")
    make_monitor(change=lambda s: _twice(s, 20)).poll()
    assert len(_asked(newsroom)) == 20


def test_two_processes_that_poll_one_host_at_a_time_share_its_budget(
    make_monitor: MakeMonitor, newsroom: Newsroom
) -> None:
    """The count is the store's: whoever asks takes one of it first."""
    newsroom.belga.server.take_log()
    first, second = (make_monitor(change=lambda s: _twice(s, 20)) for _ in range(2))
    with ThreadPoolExecutor(2) as hands:
        for poll in [hands.submit(first.poll, "one"), hands.submit(second.poll, "other")]:
            poll.result()
    assert len(_asked(newsroom)) == 20


def test_a_source_without_a_budget_takes_of_that_of_its_neighbour(
    make_monitor: MakeMonitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    newsroom.belga.server.take_log()
    monitor = make_monitor(change=lambda s: _twice(s, 20, 0))
    assert monitor.poll("other").sources[0].run.requests == 16
    assert monitor.poll("one").sources[0].run.requests == 4
    monitor.poll("other")
    assert len(_asked(newsroom)) > 20
    clock.now = _utc("2026-07-13T00:01+02:00")
    assert monitor.poll("one").sources[0].run.requests > 4


def _twice(settings: Settings, one: int, other: int | None = None) -> Settings:
    """The host of Belga under two sources, each with its daily budget (0: none)."""
    belga = next(s for s in settings.sources if s.name == "belga")
    budgets = {"one": one, "other": one if other is None else other}
    both = (replace(belga, name=name, daily_requests=most, recheck=REVISIT) for name, most in budgets.items())
    return replace(settings, sources=tuple(both))


def _asked(newsroom: Newsroom) -> list[str]:
    return [a.path for a in newsroom.belga.server.asked if a.path != "/robots.txt"]


def test_a_silence_beyond_the_sources_rhythm_is_told_once(
    make_monitor: MakeMonitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """Its longest silence of ninety days, half again; a new item ends it, and the next silence is told again."""
    monitor = make_monitor()
    monitor.poll("belga")
    most = plausible(monitor.app.store.arrivals("belga", clock.now - timedelta(days=90)))
    assert most is not None
    clock.turn(seconds=(most - timedelta(hours=1)).total_seconds())
    assert monitor.kinds(monitor.poll("belga")) == []
    clock.turn(hours=2)
    (event,) = monitor.poll("belga").events
    assert (event.kind, ENGLISH.say(event.detail or "")) == (
        "source_stale",
        f"Belga News Agency has had nothing new for {ENGLISH.say(length(most + timedelta(hours=1)))}",
    )
    clock.turn(days=30)
    assert monitor.kinds(monitor.poll("belga")) == []
    slug = next(iter(newsroom.belga.stories))
    newsroom.belga.hold_back(slug)
    newsroom.belga.shelf[slug] |= {
        "slug": "new",
        "url": "https://www.belganewsagency.eu/new",
        "short_url": "http://p/n",
    }
    newsroom.belga.shelf["new"] = newsroom.belga.shelf.pop(slug)
    newsroom.belga.publish("new", clock.now)
    assert "published" in monitor.kinds(monitor.poll("belga"))
    clock.turn(days=200)
    assert "source_stale" not in monitor.kinds(monitor.poll("belga"))


def test_what_the_file_expects_takes_the_rules_place(make_monitor: MakeMonitor, clock: TurnedClock) -> None:
    monitor = make_monitor(change=_belga(expect=3600.0))
    monitor.poll("belga")
    clock.turn(minutes=61)
    assert monitor.kinds(monitor.poll("belga")) == ["source_stale"]


def test_of_few_items_no_rhythm_is_learnt() -> None:
    start = datetime(2026, 7, 1, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range(10)]
    assert plausible(days[:9]) is None
    assert plausible(days) == timedelta(days=1.5)
    assert plausible([start + timedelta(minutes=n) for n in range(10)]) == timedelta(days=1)
    assert [ENGLISH.say(length(timedelta(hours=h))) for h in (5, 25, 76, 240)] == [
        "5 h",
        "1 day 1 h",
        "3 days 4 h",
        "10 days",
    ]
