"""What is said of states is so: a poll under way, a look that is due, why nobody is told, a day without a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.cli.sources import _next
from monitor.core.model import Block, Event, Message
from monitor.core.ports import Beginning
from monitor.core.reasons import because
from monitor.core.routing import why_nobody
from monitor.core.settings import Channel, Route, Settings
from monitor.demo.newsroom import Newsroom
from monitor.edits.compare import Text, compare
from monitor.render import html, plain, slack
from monitor.render.compose import compose_system
from monitor.render.views import sentences
from monitor.render.wording import Style, published
from tests.conftest import Monitor, TurnedClock

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")


def outcome(monitor: Monitor) -> tuple[str, str | None, bool]:
    state = next(s for s in monitor.app.source_states() if s["source"] == "belga")
    return state["outcome"], state["error"], state["running"]


def test_a_poll_under_way_runs_and_one_that_was_killed_was_interrupted(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """Until the next begins, which closes it."""
    begun = monitor.app.store.begin_runs([Beginning("belga", "somebody")], clock.now, 60.0)
    assert begun[0] is not None
    assert outcome(monitor) == ("running", None, True)
    clock.turn(minutes=2)
    assert outcome(monitor) == ("failed", "interrupted before its end", False)
    monitor.poll("belga")
    assert outcome(monitor)[0] in ("ok", "unchanged")
    with monitor.app.database.read() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM poll_runs WHERE outcome = 'running'").scalar_one()
    assert left == 0


@pytest.mark.parametrize(
    ("planned", "running", "shown"),
    [(-5, False, "due"), (-5, True, "now"), (300, False, "in 5 min"), (None, False, "-")],
)
def test_the_next_look_is_never_in_the_past(planned: int | None, running: bool, shown: str) -> None:
    at = NOW + timedelta(seconds=planned) if planned is not None else None
    assert _next({"running": running, "next_run_at": at}, NOW) == shown


@pytest.mark.parametrize(
    ("change", "near", "channels", "words"),
    [
        ({"topics": ("t",)}, (), ("a",), "no route asks for it"),
        ({}, ("t",), ("a",), "only near the topic (t)"),
        ({}, (), ("a",), "off topic"),
        ({"topics": ("t",)}, (), (), "no channel is on"),
        ({"topics": ("t",), "kind": "touched"}, (), ("a",), "touched is never told"),
        ({"topics": ("t",), "baseline": True}, (), ("a",), "the baseline"),
    ],
)
def test_the_log_says_why_nobody_is_told(
    change: dict[str, object], near: tuple[str, ...], channels: tuple[str, ...], words: str
) -> None:
    event = replace(Event("updated", NOW, "s", "M-1", item_id=1), **change)  # type: ignore[arg-type]
    made = Settings(
        directory=None,  # type: ignore[arg-type]
        database="",
        channels=tuple(Channel(name, "event://h/p") for name in channels),
        routes=(Route("r", topics=("other",)),),
    )
    assert why_nobody(event, made, near) == words


def test_an_event_of_our_own_is_said_once() -> None:
    event = Event("baseline", NOW, "belga", "M-1", detail=because("watching", n=10, source="Belga", on=6))
    message = Message("M-1", (compose_system(event, "Belga", "https://x.example"),))
    style = Style(BRUSSELS)
    for text in (plain.body(message, style), slack.body(message, style), html.page(message, style)):
        assert text.count("Now watching") == text.count("Now watching 10 items")
    digest = Message("M-2", message.alerts * 2)
    for text in (plain.body(digest, style), slack.body(digest, style), html.page(digest, style)):
        assert "Now watching: Now watching" not in text


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (datetime(2026, 7, 9, 22, 0, tzinfo=UTC), "Fri 10 Jul 2026"),
        (datetime(2026, 7, 10, 0, 0, tzinfo=UTC), "Fri 10 Jul 2026"),
        (datetime(2026, 7, 10, 0, 1, tzinfo=UTC), "Fri 10 Jul 2026, 02:01 CEST"),
        (datetime(2026, 1, 9, 23, 0, tzinfo=UTC), "Sat 10 Jan 2026"),
    ],
)
def test_a_day_without_a_time_is_shown_as_one(when: datetime, shown: str) -> None:
    """In the desk's zone and in UTC, which sources that give a day alone are read in."""
    assert published(when, Style(BRUSSELS)) == shown


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            "The minister confirmed that a delegation came.",
            "The minister denied that a delegation came.",
            "a statement",
        ),
        ("De minister bevestigde dat er is gepraat.", "De minister ontkende dat er is gepraat.", "a statement"),
        ("The spokesman declined to confirm the trip.", "The spokesman confirmed the trip.", "a statement"),
        ("The minister said that talks go on.", "The ambassador said that talks go on.", "the source of a statement"),
    ],
)
def test_a_reversed_statement_is_told_as_a_statement(before: str, after: str, reason: str) -> None:
    language = "nl" if before.startswith("De ") else "en"
    old, new = (Text("Talks", (Block("paragraph", text),), language=language) for text in (before, after))
    assert f"{reason} changed" in sentences(compare(old, new).reasons)


def test_a_name_that_stood_elsewhere_in_a_title_did_not_come_from_nothing() -> None:
    old = Text("Brussels hosts Taliban for talks", (), language="en")
    new = Text("Talks with Taliban: Brussels hosts a delegation of Taliban", (), language="en")
    assert [f for f in compare(old, new).facts if f.type == "name" and not f.before] == []
