"""Polls in turns: places are shared over hosts, and who waits holds none."""

import threading
import time
from collections.abc import Callable

import pytest

from monitor.pipeline.polling import places as module
from monitor.pipeline.polling.places import Places


class Work:
    """A task of so many turns; each calls `act`, which gives the seconds until the next."""

    def __init__(self, host: str, turns: int, act: Callable[[], float] = lambda: 0.0) -> None:
        self.host, self.slowest, self._left, self._act = host, 0.0, turns, act
        self.at: list[float] = []

    def turn(self) -> float | None:
        began = time.monotonic()
        self.at.append(began)
        wait = self._act()
        self.slowest = time.monotonic() - began
        self._left -= 1
        return wait if self._left else None


def sleeping(seconds: float) -> Callable[[], float]:
    def act() -> float:
        time.sleep(seconds)
        return 0.0

    return act


def test_everything_is_done_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many hosts with many turns each come to their end."""
    places = Places(4, 2)
    work = [Work(f"h{n}", 5) for n in range(50)]
    for one in work:
        places.add(one)
    assert places.wait(10)
    assert all(len(one.at) == 5 for one in work)


def test_of_one_host_one_task_runs_at_a_time_and_they_take_turns() -> None:
    """Two sources of one site share its lane, turn by turn."""
    running, most, order = [0], [0], list[str]()
    lock = threading.Lock()

    def act(name: str) -> Callable[[], float]:
        def done() -> float:
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
                order.append(name)
            time.sleep(0.01)
            with lock:
                running[0] -= 1
            return 0.0

        return done

    places = Places()
    places.add(Work("h", 5, act("a")))
    places.add(Work("h", 5, act("b")))
    assert places.wait(5)
    assert most == [1]
    assert order.count("a") == order.count("b") == 5
    assert "aaa" not in "".join(order)


def test_a_task_that_waits_holds_no_place() -> None:
    """Twenty that would wait for their hosts' pace, at one place: the quick one is done at once."""
    places = Places(1, 1)
    waiting = [Work(f"slow{n}", 2, lambda: 1.0) for n in range(20)]
    for one in waiting:
        places.add(one)
    quick = Work("quick", 3)
    began = time.monotonic()
    places.add(quick)
    while len(quick.at) < 3:
        time.sleep(0.005)
    assert time.monotonic() - began < 0.5
    assert places.wait(10)


def test_slow_hosts_hold_their_share_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once they are known as slow, there is always a place for the others."""
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.05)
    places = Places(4, 2)
    slow = [Work(f"slow{n}", 4, sleeping(0.3)) for n in range(8)]
    for one in slow:
        places.add(one)
    time.sleep(1.0)
    began = time.monotonic()
    quick = Work("quick", 1)
    places.add(quick)
    while not quick.at:
        time.sleep(0.005)
    assert quick.at[0] - began < 0.25
    assert places.wait(20)


def test_a_clock_that_is_put_back_keeps_nobody_waiting() -> None:
    """`wake` makes ready whatever waits; `stop` gives it a last turn."""
    places = Places()
    one = Work("h", 2, lambda: 3_600.0)
    places.add(one)
    while not one.at:
        time.sleep(0.005)
    time.sleep(0.05)
    places.wake()
    assert places.wait(2)
    last = Work("h", 2, lambda: 3_600.0)
    places.add(last)
    while not last.at:
        time.sleep(0.005)
    places.stop()
    assert places.wait(2)
    places.add(Work("h", 1))
    assert places.wait(0)


def test_an_error_of_ours_ends_one_task_only() -> None:
    """The others are done."""

    def broken() -> float:
        raise ValueError("surprise")

    places = Places()
    good = Work("good", 2)
    places.add(Work("bad", 2, broken))
    places.add(good)
    assert places.wait(5)
    assert len(good.at) == 2


def test_lanes_that_come_together_are_served_together() -> None:
    """One idle place and six hosts at once: none waits for the other's turn."""
    places = Places()
    places.add(Work("first", 1))
    assert places.wait(2)
    time.sleep(0.05)
    work = [Work(f"h{n}", 1, sleeping(0.5)) for n in range(6)]
    began = time.monotonic()
    for one in work:
        places.add(one)
    assert places.wait(10)
    assert max(one.at[0] for one in work) - began < 0.4


def test_a_long_rest_is_no_standstill() -> None:
    """A task that begins after an hour of quiet counts from its beginning."""
    places = Places()
    places.worked_at -= 3_600
    begun = list[float]()

    def act() -> float:
        begun.append(time.monotonic() - places.worked_at)
        return 0.0

    places.add(Work("h", 1, act))
    assert places.wait(2)
    assert begun[0] < 1
