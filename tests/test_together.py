"""Polls side by side: they begin together and end together, and none waits for a slow one."""

import threading
import time
from datetime import timedelta

import pytest

from monitor.core.errors import StoreError
from monitor.core.ports import Beginning
from monitor.demo.newsroom import Newsroom
from monitor.pipeline import lease
from monitor.pipeline.polling.report import PollOptions, SourceReport
from tests.conftest import MakeMonitor, Monitor, TurnedClock


def _outcomes(monitor: Monitor) -> dict[str, str]:
    return {name: run["outcome"] for name, run in monitor.app.reads.last_runs().items()}


def test_a_slow_source_holds_up_no_other(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """What ended is written while another still runs: its lease is free, and its next poll is planned."""
    clock.turn(hours=1)
    newsroom.belga.server.fail("/api/stories", "hang")
    poll = threading.Thread(target=monitor.poll)
    poll.start()
    deadline = time.monotonic() + 10
    others = {"euractiv": "unchanged", "rijksoverheid": "unchanged"}
    while time.monotonic() < deadline and not others.items() <= _outcomes(monitor).items():
        time.sleep(0.05)
    assert poll.is_alive()
    assert _outcomes(monitor) == {"belga": "running", **others}
    rows = monitor.app.reads.source_rows()
    assert rows["euractiv"]["lease_owner"] is None
    assert rows["euractiv"]["next_run_at"] > clock.now
    assert rows["belga"]["lease_owner"]
    newsroom.belga.server.heal()
    poll.join(60)
    assert not poll.is_alive()


def test_a_source_that_is_polled_elsewhere_is_waited_for(monitor: Monitor, clock: TurnedClock) -> None:
    """The others are polled; that one is skipped when the other poll goes on for too long."""
    clock.turn(hours=1)
    monitor.app.store.begin_runs([Beginning("belga", "another machine|1|x:y")], clock.now, 180)
    report = monitor.app.poll((), PollOptions(wait=0.5), send=False, progress=lambda *_: None)
    found = {s.run.source: s.run.outcome for s in report.sources}
    assert found == {"belga": "skipped", "euractiv": "unchanged", "rijksoverheid": "unchanged"}
    clock.turn(seconds=181)
    assert {s.run.outcome for s in monitor.poll().sources} == {"unchanged"}


def test_polls_that_died_after_they_began_are_taken_up(monitor: Monitor, make_monitor: MakeMonitor) -> None:
    """A process that is killed before it wrote its ends leaves leases that nobody waits for."""
    names = [s.name for s in monitor.app.sources()]
    now = monitor.app.clock()
    dead = "|4194305|x:y"

    wanted = [Beginning(name, f"{lease.here()}{dead}") for name in names]
    assert all(monitor.app.store.begin_runs(wanted, now + timedelta(hours=1), 180))
    assert {s.run.outcome for s in make_monitor().poll().sources} <= {"ok", "unchanged"}


def test_a_poll_whose_end_the_store_did_not_take_is_not_waited_for(
    monitor: Monitor, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, and then room: the service's next poll goes on in its place, long before the lease runs out."""
    clock.turn(hours=1)

    def full(*_: object) -> object:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(monitor.app.store, "end_runs", full)
        assert isinstance(_begun(monitor, "belga")[1], StoreError)
    clock.turn(seconds=2)
    report, error = _begun(monitor, "belga")
    assert error is None
    assert report is not None
    assert report.run.outcome in ("ok", "unchanged")


def _begun(monitor: Monitor, name: str) -> tuple[SourceReport | None, BaseException | None]:
    """A poll as the service begins it; what became of it."""
    found: list[tuple[SourceReport | None, BaseException | None]] = []
    over = threading.Event()

    def done(report: SourceReport | None, error: BaseException | None) -> None:
        found.append((report, error))
        over.set()

    (source,) = monitor.app.sources([name])
    monitor.app.polls.begin(source, PollOptions(wait=0), done, lambda: None)
    assert over.wait(20)
    return found[0]
