"""A day of a hundred mixed edits through a route as the shipped one: what is loud at once, the rest in the day's digest."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import accumulate, pairwise

from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from tests.conftest import MakeMonitor, Monitor, TurnedClock, channels_of
from tests.quality.sweep import edits

_LOUD = "loud = 0.5\n"
_EDITS, _LEAST, _TIMES = 100, 6, 8
_SENTENCE = re.compile(r">([A-Z][^<>]{30,300}[.!?])<")
_WORDS = (
    ("people", "travellers"),
    ("ministers", "members"),
    ("country", "place"),
    ("talks", "meetings"),
    ("letter", "note"),
)


def test_a_day_of_mixed_edits_loses_none(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Every edit is told once: at once where it is loud, in the digest where it is not."""
    monitor = make_monitor(channels_of(desk) + _LOUD)
    monitor.poll()
    said = Counter[str]()
    planned = _planned(newsroom, _on_topic(monitor))
    for edits_of_a_poll in planned:
        for slug, old, new in edits_of_a_poll:
            newsroom.belga.stories[slug]["body"] = newsroom.belga.stories[slug]["body"].replace(old, new)
        clock.turn(minutes=5)
        events = [e for e in monitor.poll("belga", revisit=True).events if e.kind == "updated"]
        said.update("loud" if (e.score or 0) >= 0.5 else "quiet" for e in events if e.cls == "substantive")
    assert len(_told(desk)) == said["loud"]
    clock.turn(hours=24)
    monitor.app.deliver()
    assert len(_told(desk)) == said["loud"] + said["quiet"] == sum(map(len, planned)) == _EDITS
    assert said["quiet"] >= _LEAST
    assert len(set(_told(desk))) == _EDITS


def _told(desk: Desk) -> list[int]:
    """The edits that reached the machine's channel."""
    posts = (event for post in desk.posts_to("/events") for event in post.body["events"])
    return [event["id"] for event in posts if event["kind"] == "updated"]


def _on_topic(monitor: Monitor) -> list[str]:
    items = monitor.app.reads.items(limit=100, source="belga")
    return [view.item.url.rpartition("/")[2] for view in items if view.item.topics]


def _planned(newsroom: Newsroom, slugs: list[str]) -> list[list[tuple[str, str, str]]]:
    """(story, old, new) of a hundred edits, poll by poll: one a story each time."""
    of = {slug: list(_of(newsroom.belga.stories[slug]["body"])) for slug in slugs}
    rounds = [[(slug, *found[n]) for slug, found in of.items() if n < len(found)] for n in range(_EDITS)]
    left = list(accumulate((len(one) for one in rounds), initial=0))
    return [one[: _EDITS - before] for one, before in zip(rounds, left, strict=False) if before < _EDITS and one]


def _of(body: str) -> Iterator[tuple[str, str]]:
    """Each sentence edited some times in turn: by another word, then by a machine."""
    for sentence in _SENTENCE.findall(body):
        text = unescape(sentence)
        words = [text.replace(a, b, 1) for a, b in _WORDS if f" {a} " in text]
        found = words[:1] + [made.after for made in edits(text, "en")][:_TIMES]
        if text == sentence:
            yield from pairwise((sentence, *found))
