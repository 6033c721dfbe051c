"""Time: ages leave out what nobody was there for, plans show when they were made under another clock, health is steady."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import StoreError
from monitor.core.model import Event
from monitor.core.schedule import is_ahead
from monitor.core.settings import Gone
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.engines.health import Health
from monitor.engines.local import Service
from monitor.engines.ticker import Ticker
from monitor.pipeline.ages import Ages
from monitor.pipeline.uptime import Tick, Uptime
from tests.conftest import Cli, MakeMonitor, Monitor, TurnedClock, channels_of

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"


def test_ages_leave_out_the_gaps() -> None:
    """What lies within a gap, before it, across it, and to come."""
    ages = Ages(((NOW - 5 * HOUR, NOW - 3 * HOUR), (NOW - 2 * HOUR, NOW - HOUR)))
    assert ages.age(NOW - 30 * HOUR / 60, NOW) == HOUR / 2
    assert ages.age(NOW - 4 * HOUR, NOW) == 2 * HOUR
    assert ages.age(NOW - 6 * HOUR, NOW) == 3 * HOUR
    assert ages.age(NOW + HOUR, NOW) == timedelta()


@pytest.mark.parametrize("hours", [0.5, 1, 1.5, 2, 2.5, 3, 10])
def test_back_is_the_moment_of_that_age(hours: float) -> None:
    """`back` and `age` are each other's reverse."""
    ages = Ages(((NOW - 5 * HOUR, NOW - 3 * HOUR), (NOW - 2 * HOUR, NOW - HOUR)))
    assert ages.age(ages.back(NOW, hours * HOUR), NOW) == hours * HOUR


def test_gaps_that_touch_are_one() -> None:
    """So that the list stays short."""
    ages = (
        Ages().with_gap(NOW, NOW + HOUR).with_gap(NOW + 2 * HOUR, NOW + 3 * HOUR).with_gap(NOW + HOUR, NOW + 2 * HOUR)
    )
    assert ages.gaps == ((NOW, NOW + 3 * HOUR),)


def test_a_plan_further_off_than_its_wait_was_made_under_another_clock() -> None:
    """Of one whose wait is not known, a month is allowed."""
    assert not is_ahead(NOW + HOUR, 3_600, NOW)
    assert is_ahead(NOW + HOUR, 300, NOW)
    assert not is_ahead(NOW + 30 * DAY, 0.0, NOW)
    assert is_ahead(NOW + 40 * DAY, 0.0, NOW)


class _Marks:
    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime]] = {}
        self.locked = False

    def mark(self, name: str) -> tuple[str, datetime] | None:
        return self.kept.get(name)

    def change_mark(self, name: str, change: object, now: datetime) -> None:
        if self.locked:
            raise StoreError("locked")
        self.kept[name] = (change(self.kept.get(name, ("", now))[0]), now)  # type: ignore[operator]


def test_a_jump_and_a_stop_are_gaps_and_ordinary_time_is_none(clock: TurnedClock) -> None:
    """Of what a process did not see itself ten minutes count."""
    marks = _Marks()
    uptime = Uptime(marks, clock, lambda: clock.steady)
    assert uptime.tick() == Tick()
    clock.turn(hours=1)
    assert uptime.tick() == Tick()
    clock.jump(days=1)
    assert uptime.tick().gap == DAY - timedelta(seconds=2)
    clock.jump(hours=-1)
    assert uptime.tick().back
    clock.turn(hours=5)
    later = Uptime(marks, clock, lambda: 0.0)
    assert later.tick().gap > 4 * HOUR
    assert later.ages.gaps[0][0] == uptime.ages.gaps[0][0]


def test_a_gap_of_a_clock_that_was_wrong_goes_with_it(clock: TurnedClock) -> None:
    """Put forward by a year and back again: ages go on at once."""
    uptime = Uptime(_Marks(), clock, lambda: clock.steady)
    uptime.tick()
    clock.jump(days=365)
    uptime.tick()
    clock.jump(days=-365)
    assert uptime.tick().back
    clock.turn(hours=25)
    uptime.tick()
    assert uptime.ages.age(clock.now - 24 * HOUR, clock.now) == DAY


def test_a_gap_that_could_not_be_kept_is_found_again(clock: TurnedClock) -> None:
    """A store that is locked just then loses nothing."""
    marks = _Marks()
    uptime = Uptime(marks, clock, lambda: clock.steady)
    uptime.tick()
    clock.jump(days=9)
    marks.locked = True
    with pytest.raises(StoreError):
        uptime.tick()
    marks.locked = False
    clock.turn(seconds=1)
    assert uptime.tick().gap > 8 * DAY


def test_a_schedule_that_cannot_be_read_is_red_and_stands_not_still(clock: TurnedClock) -> None:
    """The work is tried: no watchdog ends a process for a database that is away."""
    health = Health(lambda: clock.steady)
    health.came_round("the schedule")
    for _ in range(100):
        clock.steady += 5
        health.tried("the schedule")
    assert "has not come round for 500 s" in health.reason()
    assert health.stands_still(clock.steady) == ""


def test_the_ticker_notices_a_jump_either_way_and_says_it_once(clock: TurnedClock) -> None:
    """The wall clock alone, all clocks, and none."""
    jumps, looks = list[float](), list[int]()
    ticker = Ticker(clock, lambda: clock.steady, lambda: looks.append(1), jumps.append)
    turns: list[tuple[Callable[..., None], dict[str, float]]] = [
        (clock.turn, {"seconds": 0.5}), (clock.jump, {"hours": 1}), (clock.turn, {"seconds": 0.5}),
        (clock.jump, {"days": -1}), (clock.turn, {"hours": 3}), (clock.turn, {"hours": -3}),
    ]  # fmt: skip
    for turn, span in turns:
        turn(**span)
        ticker.tick()
    assert jumps == [3_600, -86_400, 10_800, -10_800]
    assert len(looks) == 6


def test_health_is_what_is_due_and_not_begun(clock: TurnedClock) -> None:
    """By a clock that nobody turns; a loop that stands still is red, and ends the process when it does so for long."""
    health = Health(lambda: clock.steady)
    health.came_round("the outbox")
    health.due("poll of", ["a", "b"])
    clock.jump(days=30)
    assert health.reason() == ""
    clock.steady += 50
    health.came_round("the outbox")
    clock.steady += 75
    health.begun("poll of", "a")
    health.came_round("the outbox")
    assert health.reason() == "the poll of b has been due for 125 s and is not begun"
    health.due("poll of", [])
    assert health.reason() == ""
    clock.steady += 61
    assert "the outbox has not come round" in health.reason()
    assert health.stands_still(clock.steady) == ""
    clock.steady += 240
    assert "the outbox" in health.stands_still(clock.steady)


def test_a_service_whose_work_stands_still_ends_with_70(make_monitor: MakeMonitor, clock: TurnedClock) -> None:
    """And one whose store is gone with 3, after its health said so."""
    ended = list[tuple[str, int]]()
    monitor = make_monitor()
    running = Service(monitor.app, ended=lambda why, code: ended.append((why, code)))
    running.health.came_round("the schedule")
    clock.steady += 301
    running._look()
    assert [code for _, code in ended] == [70]
    running.health.came_round("the schedule")
    ended.clear()
    assert monitor.app.database._file is not None
    monitor.app.database._file.unlink()
    clock.steady += 6
    running._look()
    assert "is gone" in running.unhealthy()
    assert ended == []
    running.health.came_round("the schedule")
    clock.steady += 11
    running._look()
    assert [code for _, code in ended] == [3]


@pytest.mark.parametrize("span", [HOUR, DAY, 365 * DAY])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_jump_delays_and_ends_nothing(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, span: timedelta, sign: int
) -> None:
    """What waited for a channel goes out, an edit is found in the next look, nothing is withdrawn, dead or stale."""
    gone = Gone(misses=2, over=3_600)
    monitor = make_monitor(
        channels_of(desk), change=lambda s: replace(s, sources=tuple(replace(x, gone=gone) for x in s.sources))
    )
    monitor.poll()
    for path in ("/events", "/slack"):
        desk.refuse(path, 503)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    slug = next(s for s in newsroom.belga.stories if s != KABUL)
    newsroom.belga.withdraw(slug)
    monitor.poll()
    clock.jump(seconds=sign * span.total_seconds())
    desk.accept("/events")
    desk.accept("/slack")
    newsroom.belga.edit(KABUL, "2,815", "2,915")
    report = monitor.poll()
    kinds = [e.kind for e in report.events]
    assert "updated" in kinds
    assert not {"withdrawn", "source_stale", "delivery_dead"} & set(kinds)
    monitor.app.deliver()
    assert monitor.app.reads.delivery_counts().get("dead", 0) == 0
    assert sum(p.body["events"][0]["kind"] == "updated" for p in desk.posts_to("/events")) == 2


def test_polls_are_due_after_the_clock_was_put_back(make_monitor: MakeMonitor, clock: TurnedClock) -> None:
    """A moment that is further off than its plan was long counts as now."""
    monitor = make_monitor()
    monitor.poll()
    running = Service(monitor.app)
    assert running._due() == []
    clock.jump(days=-1)
    assert {s.name for s in running._due()} == {"belga", "euractiv", "rijksoverheid"}


def test_a_heartbeat_from_the_future_is_no_sign_of_life(cli: Cli, config: object) -> None:
    """Whoever left it did so under another clock."""
    assert cli("poll")[0] == 0
    from monitor.app import open_app, settings_of
    from monitor.config.options import Options

    with open_app(settings_of(Options(config, "WARNING", "text"))) as app:  # type: ignore[arg-type]
        app.reads.set_mark("heartbeat", '{"healthy": true, "reason": ""}', datetime.now(UTC) + HOUR)
    code, said = cli("healthcheck")
    assert code == 1
    assert "ahead of the clock" in said


def _events(monitor: Monitor) -> list[Event]:
    return monitor.app.reads.events(limit=99)
