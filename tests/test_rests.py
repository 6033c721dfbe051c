"""Who will not be asked for long is told once; a cache that says 304 for ever is found; a run that is not done goes on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from monitor.core.answers import parse_retry_after
from monitor.core.errors import Missing, Paced
from monitor.core.model import Request
from monitor.core.ports import Answer, Tally, Validator
from monitor.core.settings import Settings
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Reply
from monitor.pipeline.polling import run as module
from monitor.pipeline.polling.attended import Attended
from monitor.render.language import ENGLISH
from tests.conftest import MakeMonitor, Monitor, TurnedClock

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("value", ["99999999999", "9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT", "604800"])
def test_at_most_a_day_of_rest_is_believed(value: str) -> None:
    """A year's silence for one header is a mistake of theirs."""
    found = parse_retry_after(value, NOW)
    assert found is not None
    assert (found - NOW).total_seconds() <= 86_400


def test_a_source_that_rests_for_long_is_told_once_and_so_is_its_return(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """With until when, and why; a rest within three intervals and an hour is told to nobody."""
    for server in newsroom.servers:
        server.fail("/", "503", "3000")
    clock.turn(minutes=10)
    assert monitor.poll("belga").events == []
    newsroom.belga.server.heal()
    clock.turn(hours=1)
    newsroom.belga.server.fail("/", "503", "999999")
    (event,) = monitor.poll("belga").events
    assert event.kind == "source_failing"
    assert ENGLISH.say(event.detail or "") == "Belga News Agency is not asked before 2026-07-13 12:10 CEST"
    assert "503" in ENGLISH.say(event.reasons[0])
    clock.turn(hours=2)
    assert monitor.poll("belga").events == []
    newsroom.belga.server.heal()
    clock.turn(hours=24)
    assert [e.kind for e in monitor.poll("belga").events] == ["source_recovered"]


def test_a_channel_that_rests_for_long_is_told_on_the_others_once(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Its alerts wait, for a day at most, and go out then."""
    desk.refuse("/slack", 429, Retry_After="31536000")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll("belga")
    monitor.app.deliver()
    kinds = [p.body["events"][0]["kind"] for p in desk.posts_to("/events")]
    assert kinds == ["updated", "channel_resting"]
    told = desk.posts_to("/events")[-1].body["events"][0]
    assert told["detail"].startswith("slack is not sent to before 2026-07-13")
    desk.accept("/slack")
    clock.turn(hours=25)
    monitor.app.deliver()
    assert monitor.app.reads.delivery_counts() == {"sent": monitor.app.reads.delivery_counts()["sent"]}


def test_a_cache_that_says_304_for_ever_is_found_within_a_day(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """Once a day an address is asked for without validators."""
    server = newsroom.belga.server
    real = server.stamp
    frozen: dict[str, tuple[str, str]] = {}
    server.stamp = lambda path, body: frozen.setdefault(path, real(path, body))  # type: ignore[method-assign]
    monitor.poll("belga", revisit=True)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    for _ in range(11):
        clock.turn(hours=2)
        assert monitor.kinds(monitor.poll("belga")) == []
    clock.turn(hours=3)
    assert monitor.kinds(monitor.poll("belga")) == ["updated"]


def test_a_source_has_a_timeout_of_its_own(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """A site that takes longer than `[http] timeout` is read where its file says so."""

    def change(settings: Settings) -> Settings:
        sources = tuple(replace(s, timeout=20.0 if s.name == "euractiv" else 0.0) for s in settings.sources)
        return replace(settings, sources=sources, http=replace(settings.http, timeout=0.5))

    answer = newsroom.euractiv.server._answer

    def late(method: str, path: str, body: bytes) -> Reply | None:
        if path.startswith("/feed"):
            import time

            time.sleep(1.0)
        return answer(method, path, body)

    newsroom.euractiv.server._answer = late
    newsroom.belga.server.fail("/api/stories", "hang")
    outcomes = {s.run.source: s.run.outcome for s in make_monitor(change=change).poll().sources}
    assert outcomes["euractiv"] == "ok"
    assert outcomes["belga"] == "failed"


def test_a_run_that_is_too_long_ends_in_part_and_the_next_goes_on(
    make_monitor: MakeMonitor, newsroom: Newsroom, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left is said and counts as no failure; its items are looked at later, and none is told in vain."""
    monitor = make_monitor(change=lambda s: replace(s, sources=tuple(replace(x, every=0.0) for x in s.sources)))
    with monkeypatch.context() as patch:
        patch.setattr(module, "RUN_SECONDS", 0.0)
        first = monitor.poll("belga").sources[0].run
    assert first.outcome == "failed"
    assert first.error is not None
    assert first.error.startswith("in part, ")
    clock.turn(minutes=1)
    report = monitor.poll("belga")
    assert report.sources[0].run.outcome == "ok"
    published = monitor.app.reads.events(limit=99, kind="published")
    assert len(published) == 14
    assert all(e.baseline for e in published)
    assert monitor.app.reads.source_rows()["belga"]["failures"] == 0


def test_a_part_that_is_missing_is_asked_for_once_while_its_item_waits() -> None:
    """A refusal is an answer as well: asked for again, it would begin the host's pace anew for ever."""
    asked = list[str]()

    class Fetcher:
        tally = Tally()

        def get(self, request: Request, known: Validator | None) -> Answer:
            asked.append(request.url)
            if request.url == "gone":
                raise Missing("404")
            raise Paced(1.0)

        def done(self) -> None:
            return

        def parked(self) -> None:
            return

        def rules(self) -> Sequence[str]:
            return ()

    observed = SimpleNamespace(refused=lambda *_: None)
    lease = SimpleNamespace(attend=lambda: None)
    attended = Attended(Fetcher(), None, lambda: False, lease, observed)  # type: ignore[arg-type]
    for _ in range(3):
        with pytest.raises(Missing):
            attended.get(Request("gone"), None)
        with pytest.raises(Paced):
            attended.get(Request("next"), None)
    assert asked == ["gone", "next", "next", "next"]
