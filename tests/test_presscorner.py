"""The press corner on its site of our own: lists, details, prints, daily news."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.demo import seeds
from monitor.render.views import sentences
from tests.conftest import Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.presscorner import PressCorner

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


@pytest.fixture
def press() -> Iterator[PressCorner]:
    with PressCorner(seeds.folder() / "presscorner") as site:
        yield site


def test_the_press_corner_is_read_in_lists_details_and_prints(
    press: PressCorner, watching: Polled, clock: TurnedClock
) -> None:
    """A statement appears and is edited; a detail without text is read from its print."""
    press.hold_back("STATEMENT/26/1388")
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.publish("STATEMENT/26/1388")
    (first,) = events_of(monitor, clock)
    assert (first.kind, first.topics) == ("published", ("afghan-returns",))
    press.edit("STATEMENT/26/1388", "fifteen Member States", "sixteen Member States")
    (edit,) = events_of(monitor, clock)
    assert [(f.type, f.before, f.after) for f in edit.facts] == [("figure", "fifteen", "sixteen")]
    letter = seeds.folder() / "rijksoverheid" / "letters" / "joint-letter-return-afghanistan.pdf"
    press.print_only("IP/26/1361", letter.read_bytes())
    assert "updated" in [e.kind for e in monitor.poll(revisit=True).events]


def test_a_daily_news_is_told_by_its_sections(press: PressCorner, watching: Polled, clock: TurnedClock) -> None:
    """Twelve announcements on one page: the alert names the one that changed; one on another subject tells nobody."""
    press.hold_back("MEX/26/1402")
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.publish("MEX/26/1402")
    (first,) = events_of(monitor, clock)
    heading = "Returns: second technical meeting on Afghan nationals in preparation"
    named = f"it stands in the section “{heading}”"
    assert (first.topics, named in sentences(first.reasons)) == (("afghan-returns",), True)
    alert = monitor.app.reads.alert_of(first.id)
    assert alert is not None
    assert alert.lead.startswith("Returns: the Commission is preparing")
    press.edit("MEX/26/1402", "One ticket is to cover", "No ticket is to cover")
    (edit,) = events_of(monitor, clock)
    assert (edit.kind, edit.topics, monitor.app.reads.alert_of(edit.id)) == ("updated", (), None)
    press.edit("MEX/26/1402", "a second technical meeting", "a third technical meeting")
    (edit,) = events_of(monitor, clock)
    assert edit.topics == ("afghan-returns",)
    assert named in sentences(edit.reasons)


def test_updated_on_is_the_sources_announcement(press: PressCorner, watching: Polled, clock: TurnedClock) -> None:
    """The line is no text of its own; an edit without it is of a source that gives no stamp."""
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.edit("STATEMENT/26/1388", "fifteen Member States", "sixteen Member States")
    assert [e.announced for e in events_of(monitor, clock)] == [None]
    text_of = press.documents["STATEMENT/26/1388"]["docuLanguageResource"]
    text_of["htmlContent"] = "<p>*Updated on 13/07/2026</p>" + text_of["htmlContent"].replace("sixteen", "twenty")
    (edit,) = events_of(monitor, clock)
    assert (edit.announced, [(f.before, f.after) for f in edit.facts]) == (True, [("sixteen", "twenty")])
    text_of["htmlContent"] = text_of["htmlContent"].replace("13/07", "14/07")
    assert kinds_of(monitor, clock) == []


def test_the_press_corner_refuses_what_was_asked_wrongly(press: PressCorner) -> None:
    """A list by `documenttype`, pages above 100, days in another form, keys in capitals."""
    base = "/commission/presscorner/api"

    def status(path: str) -> int:
        return press.server.reply("GET", f"{base}/{path}", b"", {}).status

    assert status("documents?language=en&documenttype=IP&pagesize=50&pagenumber=1") == 400
    search = "search?language=en&documentTypeCodes=IP,MEX&pagesize={}&pagenumber={}&datefrom={}&dateto=12072026"
    assert status(search.format(100, 1, "01072026")) == 200
    assert status(search.format(101, 1, "01072026")) == 400
    assert status(search.format(100, 0, "01072026")) == 400
    assert status(search.format(100, 1, "2026-07-01")) == 400
    assert status("documents?Reference=IP/26/1410&language=en") == 400
