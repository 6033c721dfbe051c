"""`monitor run` as a process: it polls, tells, answers over HTTP, reloads, stops; and it shares its store."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Event
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.engines.local import Service
from tests.conftest import TOPIC, MakeMonitor, TurnedClock, channels_of
from trials.hostile.running import service

ROOT = Path(__file__).parent.parent
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"


def until(good: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_the_service_polls_tells_answers_reloads_and_stops(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> None:
    """An edit reaches the channel; health, readiness and metrics; SIGHUP; SIGTERM ends with 0."""
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk), every="1s")
    with service(config, tmp_path / "log") as running:
        until(lambda: len(desk.posts_to("/events")) == 3)
        assert running.get("/healthz") == (200, "ok\n")
        assert running.get("/readyz") == (200, "ready\n")
        status, metrics = running.get("/metrics")
        assert status == 200
        assert "monitor_healthy 1.0" in metrics
        assert 'monitor_source_items{source="belga"} 14.0' in metrics
        assert 'monitor_deliveries{channel="machine",state="sent"} 3.0' in metrics
        assert "monitor_build_info{version=" in metrics
        assert 'monitor_polls_total{outcome="ok",source="belga"} 1.0' in metrics
        newsroom.belga.edit(KABUL, "2,635", "2,815")
        until(lambda: "updated" in [p.body["events"][0]["kind"] for p in desk.posts_to("/events")])
        edited = next(p.body for p in desk.posts_to("/events") if p.body["events"][0]["kind"] == "updated")
        status, page = running.get(f"/events/{edited['events'][0]['id']}")
        assert (status, "<del>2,635</del>" in page, edited["reference"] in page) == (200, True, True)
        assert running.get("/events/999999")[0] == 404
        check = [sys.executable, "-m", "monitor", "--config", str(config), "healthcheck"]
        assert subprocess.run(check, capture_output=True, cwd=ROOT).returncode == 0
        (config / "monitor.toml").write_text((config / "monitor.toml").read_text() + "nonsense = 1\n")
        running.process.send_signal(signal.SIGHUP)
        until(lambda: "the configuration was not reloaded" in running.words)
        good = (config / "monitor.toml").read_text().replace("nonsense = 1\n", "")
        (config / "monitor.toml").write_text(good)
        (config / "sources" / "euractiv.toml").unlink()
        running.process.send_signal(signal.SIGHUP)
        until(lambda: "configuration reloaded" in running.words)
        # What was counted before a reload is not lost with the old configuration.
        assert 'monitor_polls_total{outcome="ok",source="euractiv"} 1.0' in running.get("/metrics")[1]
        assert "watching belga, rijksoverheid" in running.words
        assert running.get("/healthz")[0] == 200
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(40) == 0
        assert "Traceback" not in running.words


def test_a_service_without_a_usable_port_says_which(tmp_path: Path, newsroom: Newsroom) -> None:
    """The address and the file to change."""
    config = write_config(tmp_path / "c", newsroom, TOPIC)
    port = newsroom.belga.server.url.rpartition(":")[2]
    text = (config / "monitor.toml").read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}")
    (config / "monitor.toml").write_text(text)
    command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 1
    assert "[web] listen" in done.stderr


def test_the_daemon_and_polls_by_hand_at_once(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> None:
    """While edits flow: no double version, no double alert, none lost. MONITOR_TOGETHER sets the seconds."""
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk), every="1s")
    seconds = float(os.environ.get("MONITOR_TOGETHER", "12"))
    with service(config, tmp_path / "log") as running:
        until(lambda: len(desk.posts_to("/events")) == 3)
        figure, ending = 2635, time.monotonic() + seconds
        while time.monotonic() < ending:
            newsroom.belga.edit(KABUL, f"{figure:,}", f"{figure + 1:,}")
            figure += 1
            command = [sys.executable, "-m", "monitor", "--config", str(config), "poll", "belga"]
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=100)
            assert done.returncode == 0, done.stdout + done.stderr
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(60) == 0
        assert "Traceback" not in running.words
    with App(load(config, {})) as app:
        app.deliver()
        events = app.reads.events(limit=999, kind="updated", newest_first=False)
        _in_one_row(events, figure - 2635)
        assert set(app.reads.delivery_counts()) == {"sent"}
        item = app.reads.find("prez.ly/q7Bd")[0].item
        assert item.version == figure - 2635 + 1
    for got in (
        [m["X-Monitor-Reference"] for m in desk.inbox.mails],
        [p.body["reference"] for p in desk.posts_to("/events")],
    ):
        assert max(Counter(got).values()) == 1
        assert len(got) == 3 + figure - 2635


def _in_one_row(events: list[Event], count: int) -> None:
    assert [(e.from_version, e.to_version) for e in events] == [(n, n + 1) for n in range(1, count + 1)]


def test_a_poll_that_is_not_begun_is_unhealthy(make_monitor: MakeMonitor, clock: TurnedClock) -> None:
    """Health is that what is due is begun, by a clock that nobody turns; a poll under way is at work."""
    monitor = make_monitor()
    running = Service(monitor.app)
    running.health.due("poll of", ["belga", "euractiv"])
    assert running.unhealthy() == ""
    clock.steady += 130
    running.health.begun("poll of", "euractiv")
    assert "poll of belga has been due for 130 s" in running.unhealthy()
    running.health.begun("poll of", "belga")
    assert running.unhealthy() == ""
    running.beat()
    mark = monitor.app.reads.mark("heartbeat")
    assert mark is not None
    assert '"healthy": true' in mark[0]


def test_every_due_source_is_found_again_by_the_next_tick(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """A dropped tick costs a second: what is due is looked up each time (a job per poll was once lost for good)."""
    monitor = make_monitor()
    running = Service(monitor.app)
    for _ in range(3):
        running.tick()
    until(lambda: not running._active)
    assert len(monitor.app.reads.last_runs()) == 3
    running.stopping.set()


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_secret_in_any_output(tmp_path: Path, newsroom: Newsroom, desk: Desk, level: str) -> None:
    """Channel addresses stay out of logs at every level, of errors, JSON and the store."""
    secret = "T0PSECRETPATHTOKEN"
    channels = f'[[channels]]\nname = "slack"\nurl = "slackhook://{desk.http}/{secret}"\npace = "0s"\n'
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels)
    desk.refuse(f"/{secret}", 500)
    outputs = []
    for command in (["poll", "belga"], ["deliveries", "--json"], ["check", "--json"], ["send-test", "--json"]):
        full = [sys.executable, "-m", "monitor", "--log-level", level, "--config", str(config), *command]
        done = subprocess.run(full, capture_output=True, text=True, cwd=ROOT)
        outputs.append(done.stdout + done.stderr)
    assert "500" in outputs[1]
    assert secret not in "".join(outputs)
    assert secret.encode() not in (config / "monitor.db").read_bytes()
