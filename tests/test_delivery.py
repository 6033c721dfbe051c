"""Every alert arrives, once, at real receivers; one channel's trouble is its own."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.channels.sender import Apprise, problem_with
from monitor.core.model import Alert, Event, Fact, Hunk, Match, Message, Parcel, Piece
from monitor.core.ports import Rules
from monitor.core.reasons import because
from monitor.core.settings import Channel, Settings
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from monitor.render import html, plain, slack, wording
from monitor.render.wording import Style
from monitor.store.tables import deliveries
from tests.conftest import MakeMonitor, Monitor, TurnedClock, channels_of

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
STYLE = Style(ZoneInfo("Europe/Brussels"))
EVENT = Event("updated", NOW, "belga", "M-0123456789", id=7, item_id=3, topics=("t",), cls="substantive", score=0.8,
              announced=False, from_version=1, to_version=2, reasons=(because("figure_changed"),))  # fmt: skip
PIECES = (Piece("=", "At present "), Piece("-", "2,635"), Piece("+", "2,815"), Piece("=", " stay."))
ALERT = Alert(
    EVENT, "Belga", "A title", "https://x.example/a?b=1&c=2", language="en", published_at=NOW,
    facts=(Fact("figure", "2,635", "2,815"),),
    hunks=(Hunk("~", "paragraph", PIECES),),
    matches=(Match("t", "Returns", 0.85, "on", (because("in_title", words=("taliban",)),)),), references=("2026Z09763",),
)  # fmt: skip
NOTHING = Settings(Path("config"), "sqlite://")


def one(alert: Alert) -> Message:
    return Message(alert.event.reference, (alert,))


MESSAGE = one(ALERT)


def test_a_channel_that_is_down_loses_nothing_and_stops_nobody(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Its deliveries stay pending with their next time; the others get every alert once; then all arrive."""
    monitor = make_monitor(channels_of(desk))
    desk.refuse("/slack", 500)
    report = monitor.poll()
    assert (report.deliveries.sent, report.deliveries.failed) == (6, 1)
    assert report.states == {"sent": 6, "pending": 3}
    rows = [d for d in monitor.app.reads.deliveries(limit=9, state="pending") if d["attempts"]]
    assert "500" in rows[0]["error"]
    assert rows[0]["due_at"] > clock.now
    assert not report.good
    desk.accept("/slack")
    assert monitor.app.deliver().sent == 0
    clock.turn(minutes=6)
    assert monitor.app.deliver().sent == 3
    assert len(desk.posts_to("/slack")) == len(desk.inbox.mails) == 3


def test_what_went_out_is_kept_by_its_hash(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Of each delivery that was taken: the very message that `preview` shows, in mail, Slack and JSON. None of others."""
    monitor = make_monitor(channels_of(desk))
    monitor.poll()
    desk.refuse("/slack", 500)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    clock.turn(minutes=20)
    monitor.poll()
    rows = {row["id"]: row for row in monitor.app.reads.deliveries(limit=50)}
    with monitor.app.database.read() as connection:
        kept = {row[0]: row[1] for row in connection.execute(select(deliveries.c.id, deliveries.c.digest))}
    assert {rows[i]["state"] for i, digest in kept.items() if digest} == {"sent"}
    assert {rows[i]["state"] for i, digest in kept.items() if not digest} == {"pending"}
    for number in (i for i, digest in kept.items() if digest):
        _, rendered = monitor.app.preview(str(rows[number]["event"]), rows[number]["channel"])
        assert rendered.digest == kept[number]


def test_a_receiver_that_refuses_for_good_makes_the_delivery_dead_and_says_so(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """404 is final; the other channels hear of it; `retry` tries again."""
    monitor = make_monitor(channels_of(desk))
    desk.refuse("/slack", 404)
    report = monitor.poll("belga")
    assert report.states["dead"] == 1
    clock.turn(seconds=11)
    monitor.app.deliver()
    assert "delivery_dead" in [p.body["events"][0]["kind"] for p in desk.posts_to("/events")]
    assert "delivery_dead" in [e.kind for e in monitor.app.reads.events(limit=99)]
    desk.accept("/slack")
    dead = monitor.app.reads.deliveries(limit=9, state="dead")[0]["id"]
    assert monitor.app.outbox.retry([dead], monitor.app.clock()) == [dead]
    assert monitor.app.deliver().sent == 1


def test_a_delivery_whose_sender_died_is_repeated_once_and_says_so(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Between the channel's yes and our note of it nobody can know: the repeat carries the same reference."""
    monitor = make_monitor(channels_of(desk))
    monitor.poll("belga", send=False)
    claimed = monitor.app.outbox.claim("mail", clock.now, Rules(180))
    assert isinstance(claimed, Parcel)
    monitor.app.deliver()
    assert desk.inbox.mails == []
    clock.turn(minutes=4)
    monitor.app.deliver()
    (mail,) = desk.inbox.mails
    assert "possible repeat" in str(mail["subject"])
    assert "possible repeat" in text_of(mail)
    assert mail["X-Monitor-Reference"] == claimed.reference


def test_two_routes_and_two_topics_to_one_channel_make_one_message(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """One delivery a channel, with every topic and its reason."""
    second = '[[routes]]\nname = "again"\nchannels = ["mail"]\n'

    monitor = make_monitor(
        channels_of(desk) + second,
        change=lambda s: replace(s, topics=(*s.topics, replace(s.topics[0], name="copy", title="A second topic"))),
    )
    monitor.poll()
    before = len(desk.inbox.mails)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll()
    (mail,) = desk.inbox.mails[before:]
    assert "A second topic" in text_of(mail)
    assert "Return of Afghan nationals" in text_of(mail)


def test_the_clone_without_secrets_shows_its_alerts_in_the_log(
    make_monitor: MakeMonitor, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """No channel is on: nothing waits, and what would have been told is in the log."""
    monitor = make_monitor('[[channels]]\nname = "mail"\nurl = ""\n')
    with caplog.at_level(logging.INFO):
        report = monitor.poll("belga")
    assert report.states == {}
    assert "Now watching 14 items of Belga News Agency" in caplog.text


def test_send_test_is_marked_and_settles_nothing(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """A test in the subject, in the text and in the JSON."""
    results = monitor.app.send_test(())
    assert [(c.name, o.ok) for c, o in results] == [("mail", True), ("slack", True), ("machine", True)]
    assert str(desk.inbox.mails[0]["subject"]).startswith("[test]")
    assert "test" in desk.posts_to("/slack")[0].body["text"]
    assert desk.posts_to("/events")[0].body["test"] is True


def test_a_refused_recipient_is_a_failure(desk: Desk) -> None:
    """One recipient a channel: what the server refuses is not half sent."""
    channel = Channel("c", desk.mail_url("refused@example.org"))
    outcome = Apprise(NOTHING).send(channel, MESSAGE)
    assert not outcome.ok
    assert outcome.detail
    assert desk.inbox.mails == []


def test_what_went_wrong_never_names_the_secret(desk: Desk) -> None:
    """The error is kept and shown: the address in it is struck out."""
    url = f"slackhook://{desk.http}/services/T0SECRETTOKEN/B0SECRETTOKEN"
    desk.refuse("/services/T0SECRETTOKEN/B0SECRETTOKEN", 500)
    outcome = Apprise(replace(NOTHING, secrets=("T0SECRETTOKEN",))).send(Channel("c", url), MESSAGE)
    assert "SECRET" not in outcome.detail
    assert "SECRET" not in repr(Channel("c", url))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense://x", "cannot read"),
        ("mailto://user:pw@example.org?to=a@example.org,b@example.org", "2 recipients"),
        ("event://127.0.0.1:9/x", ""),
        ("slackhooks://hooks.example.org/services/a", ""),
    ],
)
def test_a_channels_address_is_checked_without_repeating_it(url: str, words: str) -> None:
    """What apprise cannot read, and what has two recipients, is a mistake."""
    assert words in problem_with(url)
    assert bool(problem_with(url)) is bool(words)


# --- wording -----------------------------------------------------------------------------------------


def test_every_format_holds_the_same_facts_and_ends_with_the_reference() -> None:
    """Old and new, the reason, why on topic, whether announced, where and when."""
    for text in (plain.body(MESSAGE, STYLE), html.page(MESSAGE, STYLE), slack.body(MESSAGE, STYLE)):
        for words in (
            "2,635",
            "2,815",
            "taliban in the title",
            "a figure changed",
            "Belga",
            "11:00 CEST",
            "2026Z09763",
        ):
            assert words in text
        assert "did not move its stamp" in text
    assert plain.body(MESSAGE, STYLE).splitlines()[-1] == "Reference: M-0123456789"
    assert slack.body(MESSAGE, STYLE).splitlines()[-1] == "Reference: M-0123456789"
    assert "<del>2,635</del> <ins>2,815</ins>" in html.page(MESSAGE, STYLE)


def test_a_subject_is_one_short_line() -> None:
    """No newline, at most 200 characters, marks first."""
    long = replace(ALERT, title="x\r\nBcc: a@b\n" * 99)
    subject = wording.subject(long, replace(STYLE, repeat=True))
    assert len(subject) <= 200
    assert "\n" not in subject
    assert subject.startswith("[possible repeat] [high] Changed silently: Belga: x")


def test_a_message_too_long_for_slack_is_shortened_and_says_so() -> None:
    """The reference always fits."""
    pieces = (Piece("+", "word " * 300),)
    long = replace(ALERT, hunks=tuple(Hunk("+", "paragraph", pieces) for _ in range(12)))
    body = slack.body(one(long), STYLE)
    assert len(body) < 3000
    assert "shortened" in body
    assert body.endswith("Reference: M-0123456789")


def test_an_alert_with_nothing_in_it_is_still_a_message() -> None:
    """No title, no address, no time, no facts."""
    empty = Alert(replace(EVENT, reasons=(), score=None), "", "", "")
    for text in (plain.body(one(empty), STYLE), html.page(one(empty), STYLE), slack.body(one(empty), STYLE)):
        assert "M-0123456789" in text
