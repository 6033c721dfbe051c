"""What a channel does not take is told to whoever can still be reached, together, and named until somebody has seen it."""

import re
from pathlib import Path

import pytest

from monitor.__main__ import _run
from monitor.core.model import Event
from monitor.core.routing import LOST, OWED, plans_of_loss
from monitor.core.settings import Channel, Route, Settings
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.engines.local import Service
from monitor.web.pages import _lost
from tests.conftest import MakeMonitor, Monitor, TurnedClock

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
ROUTE = '[[routes]]\nname = "desk"\nclasses = ["substantive", "correction"]\nchannels = ["a"]\n'
SYSTEM = '[[routes]]\nname = "ours"\nsystem = true\nchannels = ["a"]\n'


def channels(desk: Desk, *names: str) -> str:
    rows = [f'[[channels]]\nname = "{n}"\nurl = "event://{desk.http}/{n}"\npace = "0s"\n' for n in names]
    return "".join(rows) + ROUTE + SYSTEM


def dead(desk: Desk, name: str) -> list[list[str]]:
    """The deaths that each message to a channel told of."""
    told = [[e for e in p.body["events"] if e["kind"] == "delivery_dead"] for p in desk.posts_to(f"/{name}")]
    return [[e["detail"] for e in events] for events in told if events]


def edits(monitor: Monitor, newsroom: Newsroom, desk: Desk, count: int) -> None:
    """So many edits, each refused by channel a as a message that it cannot take."""
    desk.refuse("/a", 400)
    for number in range(count):
        newsroom.belga.edit(KABUL, f"{2635 + number:,}", f"{2636 + number:,}")
        monitor.poll("belga", revisit=True)
    desk.accept("/a")


def test_where_its_own_route_has_no_other_channel_every_one_that_is_up_is_told(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """In one message, with the command that sends them again."""
    monitor = make_monitor(channels(desk, "a", "b"))
    monitor.poll("belga")
    edits(monitor, newsroom, desk, 3)
    clock.turn(seconds=11)
    monitor.app.deliver()
    assert dead(desk, "a") == []
    assert dead(desk, "b") == [["An alert could not be delivered to a"] * 3]
    events = [e for p in desk.posts_to("/b") for e in p.body["events"]]
    ids = [row["id"] for row in monitor.app.lost.unseen()]
    assert sorted(f"`monitor deliveries retry {i}` sends it again" for i in ids) == sorted(
        note for e in events for note in e["reasons"] if "retry" in note
    )


def test_one_channel_alone_tells_it_once_it_takes_something_again(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    monitor = make_monitor(channels(desk, "a"))
    monitor.poll("belga")
    edits(monitor, newsroom, desk, 2)
    clock.turn(hours=1)
    monitor.app.deliver()
    assert dead(desk, "a") == []
    newsroom.belga.edit(KABUL, "2,637", "2,815")
    monitor.poll("belga", revisit=True)
    assert dead(desk, "a") == [["An alert could not be delivered to a"] * 2]
    monitor.app.deliver()
    assert len(dead(desk, "a")) == 1


def test_a_channel_that_is_down_is_nobody_who_can_be_told() -> None:
    """Its own route's channels first; then the others that are up; then all; then the channel itself."""
    event = Event("delivery_dead", TurnedClock()(), "s", "M-1")
    made = Settings(
        directory=Path("config"),
        database="",
        channels=tuple(Channel(n, "event://h/p") for n in "abc"),
        routes=(Route("r"), Route("ours", channels=("a", "b"), system=True)),
    )
    assert [p.channel for p in plans_of_loss(event, made, "a", down=())] == ["b"]
    assert [p.channel for p in plans_of_loss(event, made, "a", down=("b",))] == ["b", "c"]
    assert {p.bundle for p in plans_of_loss(event, made, "a", down=())} == {LOST}
    alone = Settings(made.directory, "", channels=made.channels[:1], routes=made.routes)
    assert [(p.channel, p.bundle) for p in plans_of_loss(event, alone, "a", down=("a",))] == [("a", OWED)]


def test_what_did_not_arrive_is_named_until_somebody_has_seen_it(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """By `/healthz` too, which stays green."""
    monitor = make_monitor(channels(desk, "a", "b"))
    monitor.poll("belga")
    edits(monitor, newsroom, desk, 2)
    first, second = [row["id"] for row in monitor.app.lost.unseen()]
    lines = _lost(Service(monitor.app))
    assert lines[0] == "2 alerts did not arrive:"
    assert re.fullmatch(rf"  {first} to a: dead: .*answered 400", lines[1])
    assert lines[-1].startswith(f"`monitor deliveries retry {first} {second}` sends again")
    assert monitor.app.lost.see([first]) == [first]
    assert [row["id"] for row in monitor.app.lost.unseen()] == [second]
    monitor.app.outbox.retry([second], monitor.app.clock())
    monitor.app.deliver()
    assert monitor.app.lost.unseen() == []
    assert _lost(Service(monitor.app)) == []


@pytest.mark.parametrize("command", ["deliveries", "sources", "check"])
def test_the_commands_name_it(
    make_monitor: MakeMonitor,
    newsroom: Newsroom,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monitor = make_monitor(channels(desk, "a", "b"))
    monitor.poll("belga")
    edits(monitor, newsroom, desk, 1)

    def said(*words: str) -> str:
        assert _run(["--config", str(monitor.settings.directory), *words]) == 0
        return capsys.readouterr().out

    assert "1 alert did not arrive:" in said(command)
    assert said("deliveries", "seen", "--lost") == "1 seen\n"
    assert "1 alert did not arrive:" not in said(command)
