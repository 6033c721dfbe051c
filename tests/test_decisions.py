"""Pure decisions: schedules, answers, identity, routes, topics."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.core.answers import parse_retry_after
from monitor.core.errors import Blocked, FetchError, Missing
from monitor.core.identity import lookups, path_alias, references_in, url_alias
from monitor.core.model import Event
from monitor.core.routing import plans_for
from monitor.core.schedule import after_miss, back_off, is_gone, next_check, next_check_off_topic, poll_delay
from monitor.core.settings import DEFAULT_RECHECK, Channel, Gone, Recheck, Route, Settings
from monitor.core.topic import Topic
from monitor.demo.server import CHALLENGE
from monitor.fetch.verdict import is_challenge, judge
from monitor.render.views import sentences
from monitor.topics.matching import match
from monitor.topics.prepared import prepare
from monitor.topics.topic import simple_rules

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(minutes=1), timedelta(minutes=10)),
        (timedelta(hours=6), timedelta(hours=1)),
        (timedelta(days=3), timedelta(days=1)),
        (timedelta(days=30), None),
    ],
)
def test_items_are_rechecked_less_often_as_they_age(age: timedelta, expected: timedelta | None) -> None:
    """The contract's default: 10 min for 6 h, hourly to 3 days, daily to 30 days, then no more."""
    assert next_check(NOW - age, NOW, DEFAULT_RECHECK) == (NOW + expected if expected else None)


def test_zero_means_at_every_poll() -> None:
    """'0s' makes the next look due now."""
    assert next_check(NOW, NOW, (Recheck(0, 60),)) == NOW


def test_off_topic_items_are_looked_at_at_the_fixed_ages() -> None:
    """1 h, 6 h, 1, 3, 7 and 30 days after the first sight."""
    seen, ages = NOW, []
    while (following := next_check_off_topic(NOW, seen)) is not None:
        ages.append(following - NOW)
        seen = following
    assert ages == [timedelta(hours=h) for h in (1, 6, 24, 72, 168, 720)]


def test_gone_needs_enough_misses_over_enough_time() -> None:
    """Neither many misses at once nor one long ago are enough."""
    rule = Gone(3, 3600)
    assert not is_gone(9, timedelta(minutes=5), rule)
    assert not is_gone(2, timedelta(hours=9), rule)
    assert is_gone(3, timedelta(hours=1), rule)
    assert after_miss(NOW, rule) <= NOW + timedelta(minutes=20)


def test_back_off_grows_to_five_minutes_and_spreads() -> None:
    """One probe at most every five minutes while a channel is down."""
    chance = random.Random(1)
    waits = [back_off(n, chance) for n in range(1, 20)]
    assert 5 <= waits[0] <= 5.5
    assert all(300 <= w <= 330 for w in waits[8:])
    assert poll_delay(300, 0, chance) <= 330
    assert 3600 <= poll_delay(300, 9, chance) <= 3960


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("Sun, 12 Jul 2026 09:05:00 GMT", NOW + timedelta(minutes=5)),
        ("soon", None),
        ("", None),
        ("99999999999999", NOW + timedelta(days=1)),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, expected: datetime | None) -> None:
    """Seconds or a date, at most a week; nonsense is none."""
    if value == "99999999999999":
        assert parse_retry_after(value, NOW) is None or parse_retry_after(value, NOW) == expected
    else:
        assert parse_retry_after(value, NOW) == expected


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", Missing),
        (410, b"", Missing),
        (403, b"", Blocked),
        (200, CHALLENGE, Blocked),
        (503, CHALLENGE, Blocked),
        (500, b"", FetchError),
        (429, b"", FetchError),
        (200, b"<!DOCTYPE html><p>maintenance", FetchError),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, kind: type[Exception]) -> None:
    """A miss, a refusal and trouble are told apart; a page where data was expected is trouble."""
    with pytest.raises(kind) as caught:
        judge(status, body, mitigated="", retry_after=None, html_expected=False)
    assert type(caught.value) is kind


def test_an_article_about_a_challenge_is_no_challenge() -> None:
    """Only what protection pages say of themselves counts."""
    assert not is_challenge(b"<html><title>The challenge of returns</title><p>Just a moment of silence</p>")
    assert is_challenge(b"", mitigated="challenge")


def test_an_item_is_known_by_its_path_whatever_its_host() -> None:
    """Scheme, host and trailing slash of a source's own address are no identity; the path is."""
    assert path_alias("https://www.belganewsagency.eu/a-story") == path_alias("http://127.0.0.1:8080/a-story/")
    assert url_alias("http://prez.ly/w6Dd") == "url:prez.ly/w6Dd"
    assert "url:prez.ly/w6Dd" in lookups("https://prez.ly/w6Dd")
    assert "path:/a-story" in lookups("https://elsewhere.example/a-story/")


def test_reference_numbers_are_found() -> None:
    """Case numbers and the ministry's own."""
    assert references_in("kenmerk 2026Z09763. Onze referentie 7604726") == ("2026Z09763", "7604726")


# --- routes ----------------------------------------------------------------------------------------


def reached(what: Event, where: Settings, *maybe: str) -> tuple[str, ...]:
    return tuple(plan.channel for plan in plans_for(what, where, maybe=maybe))


def settings(*routes: Route) -> Settings:
    topic = Topic("t", "T", {"a": {"any": ("x",)}}, simple_rules(("a",), ()))
    channels = (Channel("mail", "mailto://x"), Channel("slack", "slack://x"), Channel("off", ""))
    return Settings(Path("config"), "sqlite://", channels=channels, routes=routes, topics=(topic,))


def event(kind: str = "updated", **values: object) -> Event:
    known = {"topics": ("t",), "cls": "substantive", "score": 0.8} | values
    return Event(kind, NOW, "s", "R", **known)  # type: ignore[arg-type]


def test_one_channel_is_named_once_however_many_routes_lead_there() -> None:
    """Two routes to one channel make one delivery; a channel that is off gets none."""
    both = settings(Route("a", channels=("mail", "off")), Route("b"))
    assert reached(event(), both) == ("mail", "slack")


@pytest.mark.parametrize(
    ("route", "what", "reached"),
    [
        (Route("r", classes=("substantive",)), event(cls="cosmetic", score=0.2), False),
        (Route("r", classes=("substantive",)), event("published", cls=None, score=None), True),
        (Route("r"), event("touched", cls=None, score=None), False),
        (Route("r"), event("left_topic", cls=None, score=None), False),
        (Route("r"), event(topics=()), False),
        (Route("r"), event("published", baseline=True), False),
        (Route("r", min_score=0.9), event(), False),
        (Route("r", kinds=("withdrawn",)), event(), False),
        (Route("r", sources=("other",)), event(), False),
        (Route("r", system=True), event(), False),
        (Route("r", system=True), event("source_failing", cls=None, score=None), True),
        (Route("r"), event("baseline", cls=None, score=None, baseline=True), True),
    ],
)
def test_what_a_route_lets_through(route: Route, what: Event, reached: bool) -> None:
    """Classes gate changed items only; touched, left_topic and baselines of items never pass."""
    assert bool(plans_for(what, settings(route))) is reached


def test_near_items_pass_only_where_a_route_asks_for_them() -> None:
    """`maybe = true` on the route, and only there."""
    near = event("published", topics=(), cls=None, score=None)
    assert reached(near, settings(Route("r")), "t") == ()
    assert reached(near, settings(Route("r", maybe=True)), "t") == ("mail", "slack")


# --- the shipped topic -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load(ROOT / "config", {}).topics[0]


@pytest.mark.parametrize(
    ("lang", "title", "verdict"),
    [
        ("en", "EU weighs talks with the Taliban on returns", "on"),
        ("nl", "Gesprek met Talibandele\u0433\u0430\u0442ie over terugkeer", "on"),
        ("fr", "Les talibans et le renvoi d'Afghans", "on"),
        ("de", "Abschiebung nach Kabul: Gespräche mit den Taliban", "on"),
        ("en", "Afghanistan's cricket team returns to Brussels", "off"),
        ("en", "Belgium wins its group", "off"),
        ("nl", "Marokko neemt onderdanen terug", "off"),
    ],
)
def test_the_shipped_topic_on_headlines(topic: Topic, lang: str, title: str, verdict: str) -> None:
    """Four languages, compounds, mixed scripts; sport and other nationals are off, with what spoke against."""
    found = match(topic, prepare(lang, title, ()))
    assert found.verdict == verdict
    assert found.terms if verdict == "on" else found.against


def test_the_evidence_names_word_and_place(topic: Topic) -> None:
    """The desk reads which word matched where."""
    found = match(topic, prepare("en", "Taliban in Brussels", ("They discuss the return of migrants.",)))
    words = {(word, place) for step in found.evidence for _, word, place in step.words}
    assert {("Taliban", "title"), ("Brussels", "title"), ("return of migrants", "lead")} <= words
    assert "Taliban + Brussels in the title" in sentences(found.terms)
