"""Across versions: there and back again, flapping, teasers that become whole."""

from datetime import timedelta

from monitor.core.model import Event
from monitor.core.reasons import because
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from tests.conftest import Monitor, TurnedClock

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
EXCLUSIVE = "exclusive-brussels-to-host-taliban-in-talks-on-afghan-deportations"


def _edit(monitor: Monitor, newsroom: Newsroom, old: str, new: str) -> Event:
    newsroom.belga.edit(KABUL, old, new)
    (event,) = monitor.poll("belga").events
    return event


def test_there_and_back_again_are_two_changes(monitor: Monitor, newsroom: Newsroom) -> None:
    """The second says to which version it returned; the first to none."""
    first = _edit(monitor, newsroom, "2,635", "2,815")
    second = _edit(monitor, newsroom, "2,815", "2,635")
    assert (first.back_to, second.back_to) == (None, 1)
    assert second.reasons[0] == because("back_to", n=1)
    assert (second.from_version, second.to_version) == (2, 3)
    assert not second.flapping


def test_an_item_that_flips_too_often_in_a_day_is_marked(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """More than `flips_a_day` returns within 24 hours; a day later it counts anew."""
    _edit(monitor, newsroom, "2,635", "2,815")
    marks = []
    for turn in range(5):
        clock.turn(hours=1)
        pair = ("2,815", "2,635") if turn % 2 == 0 else ("2,635", "2,815")
        marks.append(_edit(monitor, newsroom, *pair).flapping)
    assert marks == [False, False, False, True, True]
    clock.now += timedelta(days=2)
    later = _edit(monitor, newsroom, "2,635", "2,815")
    assert (later.back_to, later.flapping) == (6, False)


def behind_a_paywall(newsroom: Newsroom) -> str:
    """Leave a teaser of the article on its page, and give the whole page back."""
    whole = newsroom.euractiv.articles[EXCLUSIVE]
    first = whole.index("</p>") + 4
    teaser = whole[:first] + whole[whole.index("</div></article>") :]
    newsroom.euractiv.articles[EXCLUSIVE] = teaser.replace(
        '"isAccessibleForFree": true', '"isAccessibleForFree": false'
    )
    return whole


def test_a_teaser_of_a_whole_text_is_no_edit(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """The paywall came down; what is stored stays whole."""
    behind_a_paywall(newsroom)
    report = monitor.poll("euractiv", revisit=True)
    assert report.events == []


def test_the_whole_text_in_the_place_of_a_teaser_is_no_edit(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """The version under the same number becomes whole, and nobody is told."""
    whole = behind_a_paywall(newsroom)
    slug = "another-" + EXCLUSIVE
    newsroom.euractiv.articles[slug] = newsroom.euractiv.articles[EXCLUSIVE].replace(EXCLUSIVE, slug)
    newsroom.euractiv.articles[EXCLUSIVE] = whole
    assert monitor.kinds(monitor.poll("euractiv")) == ["published"]
    newsroom.euractiv.articles[slug] = whole.replace(EXCLUSIVE, slug)
    assert monitor.poll("euractiv", revisit=True).events == []
    (found,) = monitor.app.reads.find(slug)[:1] or monitor.app.reads.find(f"/news/{slug}/")[:1]
    (version,) = monitor.app.reads.versions(found.item.id)
    assert not version.partial
    assert len(version.blocks) == 3
