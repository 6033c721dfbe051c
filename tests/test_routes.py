"""When an alert goes to a channel: at once, as a digest, after quiet hours, told together; and summaries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.model import Event
from monitor.core.routing import Plan, merged, plans_for
from monitor.core.settings import Channel, Route, Settings
from monitor.core.topic import Topic
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from tests.conftest import MakeMonitor, TurnedClock, channels_of

NOW = datetime(2026, 7, 12, 9, 30, tzinfo=UTC)  # 11:30 in Brussels
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
TALKS = "eu-considers-talks-with-taliban-in-brussels-over-afghan-returns"
EDIT = Event("updated", NOW, "s", "M-1", item_id=3, topics=("t",), cls="substantive", score=0.8)


def settings(*routes: Route) -> Settings:
    channels = (Channel("mail", "json://a"), Channel("slack", "json://b"))
    return Settings(Path("config"), "sqlite://", channels=channels, routes=routes, topics=(Topic("t", "T", {}, ()),))


def due(event: Event, *routes: Route) -> dict[str, tuple[str, str]]:
    """For each channel the local time and the bundle."""
    plans = plans_for(event, settings(*routes))
    return {p.channel: (f"{p.due_at.astimezone(settings().zone):%a %H:%M}", p.bundle) for p in plans}


def test_the_soonest_of_the_routes_counts() -> None:
    """One delivery a channel: at once where any route says so."""
    at_five = Route("late", digest=("0 8 * * *", "0 17 * * *"))
    assert due(EDIT, at_five) == {"mail": ("Sun 17:00", "digest"), "slack": ("Sun 17:00", "digest")}
    both = due(EDIT, at_five, Route("now", channels=("slack",)))
    assert both == {"mail": ("Sun 17:00", "digest"), "slack": ("Sun 11:30", "")}
    assert due(EDIT, Route("hourly", digest=("0 * * * *",)))["mail"] == ("Sun 12:00", "digest")


def test_quiet_hours_hold_and_then_send_as_one() -> None:
    """Also what a digest would send in them."""
    quiet = Route("r", quiet=(22 * 60, 6 * 60 + 30))
    late = replace(EDIT, at=datetime(2026, 7, 12, 21, 15, tzinfo=UTC))
    assert due(EDIT, quiet)["mail"] == ("Sun 11:30", "")
    assert due(late, quiet)["mail"] == ("Mon 06:30", "digest")
    assert due(late, replace(quiet, digest=("0 * * * *",)))["mail"] == ("Mon 06:30", "digest")


def test_edits_told_together_and_items_that_flap_wait_as_one() -> None:
    """A flapping item for an hour at least; other events of the item do not wait."""
    together = Route("r", together=600.0)
    assert due(EDIT, together)["mail"] == ("Sun 11:40", "item:3")
    assert due(replace(EDIT, flapping=True), together)["mail"] == ("Sun 12:30", "item:3")
    assert due(replace(EDIT, flapping=True), Route("r"))["mail"] == ("Sun 12:30", "item:3")
    assert due(replace(EDIT, kind="withdrawn"), together)["mail"] == ("Sun 11:30", "")


def test_our_own_events_go_to_the_system_route_and_content_does_not() -> None:
    content, system = Route("c", channels=("mail",)), Route("s", channels=("slack",), system=True)
    own = Event("source_failing", NOW, "s", "M-2", topics=("t",))
    assert list(due(own, content, system)) == ["slack"]
    assert list(due(EDIT, content, system)) == ["mail"]
    assert list(due(own, content)) == ["mail"]


def test_plans_of_several_events_are_one_a_channel() -> None:
    first, second = Plan("mail", NOW), Plan("mail", NOW, bundle="digest")
    assert merged((first,), (second, Plan("slack", NOW))) == (first, Plan("slack", NOW))


@given(
    st.integers(0, 400 * 1440),
    st.sampled_from([(), ("0 * * * *",), ("0 8 * * *", "30 17 * * *"), ("30 2 * * *",)]),
    st.one_of(st.none(), st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda q: q[0] != q[1])),
    st.sampled_from([0.0, 600.0]),
)
def test_whatever_a_route_asks_an_alert_is_planned_within_two_days(
    minute: int, digest: tuple[str, ...], quiet: tuple[int, int] | None, together: float
) -> None:
    """Never before the event, never lost to a gap or a repeat of the clocks, one plan a channel."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    plans = plans_for(replace(EDIT, at=at), settings(Route("r", digest=digest, quiet=quiet, together=together)))
    assert [p.channel for p in plans] == ["mail", "slack"]
    # Also in the night that has an hour twice, and in the one that lacks one.
    for day in ("2026-10-25T00:00+00:00", "2026-03-29T00:00+00:00"):
        turned = datetime.fromisoformat(day) + timedelta(minutes=minute % 180)
        route = Route("r", digest=digest, quiet=quiet, together=together)
        found = plans_for(replace(EDIT, at=turned), settings(route))
        assert all(turned <= p.due_at <= turned + timedelta(hours=51) for p in found)
    assert all(at <= p.due_at <= at + timedelta(hours=51) for p in plans)


# --- with everything behind it -------------------------------------------------------------------------


def test_a_digest_tells_each_alert_in_a_line_the_weightiest_first(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    monitor = make_monitor(_route(desk, 'digest = "12:00,17:00"'))
    monitor.poll()
    clock.turn(hours=9)
    monitor.app.deliver()
    _clear(desk)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    newsroom.belga.edit(TALKS, "without recognising", "recognising")
    assert monitor.poll().states["held"] == 6
    assert desk.inbox.mails == []
    clock.turn(hours=18)
    monitor.app.deliver()
    (mail,) = desk.inbox.mails
    text = text_of(mail)
    assert str(mail["subject"]).startswith("2 alerts, first: [high] Changed silently: Belga News Agency: EU considers")
    assert text.index("EU considers talks") < text.index("2,635 → 2,815")
    assert text.startswith("2 alerts: the digest")
    (post,) = desk.posts_to("/events")
    assert len(post.body["events"]) == 2
    assert text.splitlines()[-1] == f"Reference: {mail['X-Monitor-Reference']}"
    assert all(e["reference"] in text for e in post.body["events"])


def test_several_edits_are_told_as_one_from_the_first_text_to_the_last(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    monitor = make_monitor(_route(desk, 'together = "10m"'))
    monitor.poll()
    _clear(desk)
    newsroom.belga.edit(KABUL, "2,635", "2,700")
    monitor.poll(revisit=True)
    clock.turn(minutes=5)
    newsroom.belga.edit(KABUL, "2,700", "2,815")
    monitor.poll(revisit=True)
    assert desk.inbox.mails == []
    clock.turn(minutes=6)
    monitor.app.deliver()
    (mail,) = desk.inbox.mails
    text = text_of(mail)
    assert "figure: 2,635 -> 2,815" in text
    assert "2,700" not in text
    assert "2 edits told as one: M-" in text
    events = desk.posts_to("/events")[0].body["events"]
    assert [(e["from_version"], e["to_version"]) for e in events] == [(1, 2), (2, 3)]


def test_edits_that_undo_each_other_are_told_one_by_one_in_one_message(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    monitor = make_monitor(_route(desk, 'together = "10m"'))
    monitor.poll()
    _clear(desk)
    for old, new in (("2,635", "2,815"), ("2,815", "2,635")):
        newsroom.belga.edit(KABUL, old, new)
        monitor.poll(revisit=True)
    clock.turn(minutes=11)
    monitor.app.deliver()
    text = text_of(desk.inbox.mails[0])
    assert "the text is what it was before them" in text
    assert "figure: 2,635 -> 2,815" in text


def test_an_item_that_goes_back_and_forth_is_damped_and_said_so(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Three flips a day are told one by one; then together, once an hour."""
    monitor = make_monitor(_route(desk))
    monitor.poll()
    _clear(desk)
    texts = ["2,635", "2,815"]
    for number in range(10):
        newsroom.belga.edit(KABUL, texts[number % 2], texts[1 - number % 2])
        monitor.poll(revisit=True)
        clock.turn(minutes=2)
    told = len(desk.inbox.mails)
    assert 3 <= told <= 5
    clock.turn(hours=1)
    monitor.app.deliver()
    assert len(desk.inbox.mails) == told + 1
    assert "This item goes back and forth" in text_of(desk.inbox.mails[-1])


def test_a_summary_says_what_there_was_or_that_all_was_quiet_once(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """At its times; after a stop of days one, and never twice whoever delivers."""
    channels = _route(desk, 'channels = ["mail"]\nsummary = "07:00"')
    monitor = make_monitor(channels)
    monitor.poll()
    _clear(desk)
    clock.turn(days=3)
    monitor.app.deliver()
    make_monitor(channels).app.deliver()
    (mail,) = desk.inbox.mails
    assert str(mail["subject"]) == "All quiet: 3 polls, 33 items, 0 matches"
    _clear(desk)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll("belga")
    _clear(desk)
    clock.turn(days=1)
    monitor.app.deliver()
    (mail,) = desk.inbox.mails
    assert str(mail["subject"]).startswith("Summary: 1 matches, ")
    assert "Belgium negotiated with the Taliban" in text_of(mail)


def test_what_was_recorded_after_a_summary_is_in_the_next_whenever_its_poll_began(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Summaries go by the events' numbers: a poll that begins before seven may record after it."""
    monitor = make_monitor(_route(desk, 'channels = ["mail"]\nsummary = "07:00"'))
    monitor.poll()
    clock.turn(days=1)
    monitor.app.deliver()
    clock.turn(minutes=-5)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll("belga", revisit=True, send=False)
    _clear(desk)
    clock.turn(days=1)
    monitor.app.deliver()
    assert any(str(m["subject"]).startswith("Summary: 1 matches") for m in desk.inbox.mails)


def test_what_is_held_up_until_the_quiet_hours_waits_for_their_end(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """An outage that ends at night wakes nobody."""
    monitor = make_monitor(_route(desk, 'quiet_hours = "22:00-06:30"'))
    desk.refuse("/slack", 503)
    clock.now = datetime(2026, 7, 12, 19, 50, tzinfo=UTC)  # 21:50 at the desk
    monitor.poll("belga")
    desk.accept("/slack")
    clock.turn(hours=3)
    assert monitor.app.deliver().sent == 0
    clock.turn(hours=6)
    assert monitor.app.deliver().sent == 1
    assert len(desk.posts_to("/slack")) == 1


def _route(desk: Desk, more: str = "") -> str:
    """The desk's three channels under one route with these keys."""
    return f"{channels_of(desk)}{more}\n"


def _clear(desk: Desk) -> None:
    desk.inbox.mails.clear()
    desk.inbox.posts.clear()
