"""kill -9 between any two steps of a poll: nothing lost, nothing doubled save the marked repeat."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.pipeline.report import PollOptions
from tests.conftest import TOPIC, channels_of

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
TALKS = "eu-considers-talks-with-taliban-in-brussels-over-afghan-returns"
VISAS = "taliban-delegation-comes-to-brussels-but-only-for-one-day"
_MOST_COMMITS = 60


def crash(config: Path, number: int, when: str) -> bool:
    """Run a poll of belga that dies at that commit. False when it ended before."""
    command = [sys.executable, "-m", "tests.crashing", str(number), when, "--config", str(config), "poll", "belga"]
    done = subprocess.run(command, capture_output=True, cwd=Path(__file__).parent.parent)
    assert done.returncode in (-9, 0), done.stderr.decode()
    return done.returncode == -9


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_every_commit_loses_and_doubles_nothing(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, when: str
) -> None:
    """A baseline, then edits and a new story, each poll killed at every commit in turn and then finished.

    Every event is there once, every version follows its predecessor, and every channel got every alert; one that
    came twice is marked as a possible repeat and carries the same reference.
    """
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk))
    newsroom.belga.hold_back(VISAS)
    for number in range(1, _MOST_COMMITS, 7):
        crash(config, number, when)
    _finish(config)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    newsroom.belga.edit(TALKS, "19 other countries", "22 other countries")
    newsroom.belga.restore(VISAS)
    number, killed = 1, True
    while killed:
        killed = crash(config, number, when)
        number += 1
        assert number < _MOST_COMMITS
    assert number > 6
    _finish(config)
    _check(config, desk)


def _finish(config: Path) -> None:
    """Polls and deliveries go on after the leases of the dead have run out."""
    settings = load(config, {})
    for hours in (1, 2):
        from datetime import UTC, datetime, timedelta

        later = datetime.now(UTC) + timedelta(hours=hours)
        with App(settings, clock=lambda later=later: later) as app:  # type: ignore[misc]
            app.prepare()
            app.poll(["belga"], PollOptions(wait=0), send=True, progress=lambda *_: None)


def _check(config: Path, desk: Desk) -> None:
    with App(load(config, {})) as app:
        events = app.reads.events(limit=999, newest_first=False)
        told = [e for e in events if not (e.baseline and e.item_id)]
        assert Counter(e.kind for e in told) == {"baseline": 1, "updated": 2, "published": 1}
        assert len([e for e in events if e.kind == "published" and e.baseline]) == 13
        for view in app.reads.items(limit=99):
            assert [v.number for v in app.reads.versions(view.item.id)] == list(range(1, view.item.version + 1))
        assert set(app.reads.delivery_counts()) == {"sent"}
    references = {e.reference for e in told}
    for got in (
        [(m["X-Monitor-Reference"], "possible repeat" in str(m["subject"])) for m in desk.inbox.mails],
        [(p.body["reference"], p.body["repeat"]) for p in desk.posts_to("/events")],
    ):
        assert {reference for reference, _ in got} == references
        first = {reference for reference, repeat in got if not repeat}
        assert len([1 for _, repeat in got if not repeat]) == len(first)
