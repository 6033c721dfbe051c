"""Real receivers with their moods: one refuses for good, one greylists, one hangs, one asks to wait; the others get all."""

import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apprise import NotifyBase
from apprise.plugins.email.base import NotifyEmail

from monitor.channels import plugins
from monitor.core.model import Parcel
from monitor.core.ports import Rules, Verdict
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from monitor.engines.local import Service
from monitor.pipeline.polling.report import PollOptions
from monitor.pipeline.telling import hand
from tests.conftest import MakeMonitor, Monitor, TurnedClock

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"


def channels(desk: Desk, **urls: str) -> str:
    """Channels of these names and addresses, all under one route."""
    rows = "".join(f'[[channels]]\nname = "{n}"\nurl = "{u}"\npace = "0s"\n' for n, u in urls.items())
    return f'{rows}[[routes]]\nname = "desk"\nclasses = ["substantive", "correction"]\n'


def states(monitor: Monitor) -> dict[str, list[str]]:
    """For each channel the states of its deliveries, oldest first."""
    found: dict[str, list[str]] = {}
    for row in reversed(monitor.app.reads.deliveries(limit=999)):
        found.setdefault(row["channel"], []).append(row["state"])
    return found


def test_each_receivers_mood_is_its_own(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Refused for good is dead with the server's words; greylisted and asked to wait come later; the others have all, once."""
    urls = {
        "refused": desk.mail_url("refused@example.org"),
        "grey": desk.mail_url("greylisted@example.org"),
        "mail": desk.mail_url(),
        "slack": f"slackhook://{desk.http}/slack",
        "machine": f"event://{desk.http}/events",
    }
    monitor = make_monitor(channels(desk, **urls))
    desk.refuse("/slack", 429, Retry_After="900")
    monitor.poll("belga")
    found = states(monitor)
    assert (found["refused"][0], found["grey"][0], found["slack"][0]) == ("dead", "pending", "pending")
    rows = {r["channel"]: r for r in monitor.app.reads.deliveries(limit=99) if r["error"]}
    assert rows["refused"]["error"] == "127.0.0.1 refused the recipient: 550 no such mailbox"
    assert "451 greylisted" in rows["grey"]["error"]
    assert rows["slack"]["due_at"] >= clock.now + timedelta(seconds=900)
    desk.accept("/slack")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    clock.turn(minutes=2)
    monitor.poll("belga", revisit=True)
    assert desk.posts_to("/slack") == []
    clock.turn(minutes=15)
    monitor.app.deliver()
    content = [e for e in monitor.app.reads.events(limit=99) if e.kind in ("baseline", "updated")]
    assert len(content) == 2
    for name, came in (
        ("machine", [p.body["reference"] for p in desk.posts_to("/events")]),
        ("slack", [p.body["text"].rsplit("Reference: ", 1)[1] for p in desk.posts_to("/slack")]),
        ("mail", [m["X-Monitor-Reference"] for m in desk.inbox.mails if m["To"] == "desk@example.org"]),
        ("grey", [m["X-Monitor-Reference"] for m in desk.inbox.mails if m["To"] == "greylisted@example.org"]),
    ):
        assert sorted(r for r in came if r in {e.reference for e in content}) == sorted(e.reference for e in content), (
            name
        )
        assert len(came) == len(set(came)), name
    assert "repeat" not in str(desk.inbox.mails)


@pytest.mark.parametrize("on_doubt", ["resend", "hold"])
def test_a_receiver_that_never_answers_is_in_doubt(
    make_monitor: MakeMonitor,
    newsroom: Newsroom,
    desk: Desk,
    clock: TurnedClock,
    monkeypatch: pytest.MonkeyPatch,
    on_doubt: str,
) -> None:
    """It had the mail and the post: sent again they say so; or they stay with us, and the others hear of it."""
    monkeypatch.setattr(NotifyEmail, "socket_connect_timeout", 0.5)
    monkeypatch.setattr(plugins, "_TIMEOUT", (0.5, 0.5))
    urls = {
        "mail": desk.mail_url("hang@example.org"),
        "hook": f"slackhook://{desk.http}/hangs",
        "ok": f"event://{desk.http}/e",
    }
    text = channels(desk, **urls).replace('pace = "0s"', f'pace = "0s"\non_doubt = "{on_doubt}"')
    desk.refuse("/hangs", 0)
    monitor = make_monitor(text)
    monitor.poll("belga")
    desk.accept("/hangs")
    clock.turn(minutes=3)
    monitor.app.deliver()
    mine = [r for r in monitor.app.reads.deliveries(limit=99) if r["channel"] == "hook"]
    if on_doubt == "hold":
        assert states(monitor)["mail"][0] == "held"
        assert states(monitor)["hook"][0] == "held"
        assert "delivery_in_doubt" in [p.body["events"][0]["kind"] for p in desk.posts_to("/e")]
        assert not any("repeat" in p.body["text"] for p in desk.posts_to("/hangs"))
    else:
        assert mine[-1]["state"] == "sent"
        assert "possible repeat" in desk.posts_to("/hangs")[0].body["text"]
        assert "possible repeat" in str(desk.inbox.mails[1]["subject"])
        assert desk.inbox.mails[0]["Message-ID"] == desk.inbox.mails[1]["Message-ID"]


def test_a_wrong_address_costs_one_alert_at_a_time_not_all_that_wait(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """What is refused because of the address rests the channel; once it is mended the others arrive."""
    monitor = make_monitor(channels(desk, hook=f"slackhook://{desk.http}/hook", ok=f"event://{desk.http}/e"))
    desk.refuse("/hook", 404)
    monitor.poll()
    assert sorted(states(monitor)["hook"]) == ["dead", "pending", "pending"]
    desk.accept("/hook")
    clock.turn(minutes=10)
    monitor.app.deliver()
    assert sorted(states(monitor)["hook"]) == ["dead", "sent", "sent"]
    assert [p.body["events"][0]["kind"] for p in desk.posts_to("/e")].count("delivery_dead") == 1


def test_of_any_plugin_it_is_known_whether_a_message_may_have_arrived(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """json:// is apprise's own: no answer is in doubt, no connection is not, and it waits as long as it is asked to."""
    monkeypatch.setattr(NotifyBase, "socket_read_timeout", 0.5)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    urls = {
        "slow": f"json://{desk.http}/slow",
        "shut": f"json://127.0.0.1:{port}/x",
        "busy": f"json://{desk.http}/busy",
    }
    monitor = make_monitor(channels(desk, **urls))
    desk.refuse("/slow", 0)
    desk.refuse("/busy", 429, Retry_After="1800")
    monitor.poll("belga")
    claimed = {}
    for name in urls:
        found = monitor.app.outbox.claim(name, clock.now + timedelta(hours=1), Rules(60))
        assert isinstance(found, Parcel)
        claimed[name] = found.doubtful
    assert claimed == {"slow": True, "shut": False, "busy": False}
    assert monitor.app.outbox.channel_failures("busy") == 1


def test_a_service_that_is_to_stop_does_not_wait_for_a_receiver_that_hangs(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was on its way stays in doubt: the next process sends it again, marked."""
    monkeypatch.setattr(hand, "STOP_SECONDS", 0.2)
    desk.refuse("/slow", 0)
    monitor = make_monitor(channels(desk, slow=f"event://{desk.http}/slow"))
    monitor.poll("belga", send=False)
    began = time.monotonic()
    threading.Timer(0.3, monitor.app.deliverer.stopping.set).start()
    assert monitor.app.deliver().failed == 1
    assert time.monotonic() - began < plugins._TIMEOUT[1] / 2
    (row,) = monitor.app.reads.deliveries(limit=9)
    assert (row["state"], row["attempts"]) == ("pending", 1)


def test_an_error_of_ours_on_one_channel_is_said_and_the_others_have_their_alerts(
    make_monitor: MakeMonitor,
    newsroom: Newsroom,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is raised only when all have come to their end; what was on its way is in doubt."""
    monitor = make_monitor(channels(desk, bad=f"event://{desk.http}/b", ok=f"event://{desk.http}/e"))
    monitor.poll("belga", send=False)
    settling = monitor.app.outbox.settling

    def failing(parcel: Parcel, verdict: Verdict) -> object:
        if parcel.channel == "bad":
            raise ValueError("nobody thought of this")
        return settling(parcel, verdict)

    monkeypatch.setattr(monitor.app.outbox, "settling", failing)
    with pytest.raises(ValueError, match="nobody"):
        monitor.app.deliver()
    assert states(monitor) == {"bad": ["sending"], "ok": ["sent"]}
    assert "channel bad: an error of ours; what was on its way is in doubt" in caplog.text


def test_a_damaged_text_costs_no_alert(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two edits told as one, of which no version can be read: they go out as they were recorded."""

    def damaged(*_: object) -> None:
        raise ValueError("not what was packed")

    text = channels(desk, ok=f"event://{desk.http}/e") + 'together = "5m"\n'
    monitor = make_monitor(text)
    monitor.poll("belga")
    for old, new in (("2,635", "2,700"), ("2,700", "2,815")):
        newsroom.belga.edit(KABUL, old, new)
        monitor.poll("belga", revisit=True)
    monkeypatch.setattr(monitor.app.reads, "version", damaged)
    clock.turn(minutes=6)
    assert monitor.app.deliver().sent == 2
    assert len(desk.posts_to("/e")[-1].body["events"]) == 2


def test_a_login_that_is_refused_today_is_trouble_of_the_channel(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """The alert waits: the password can be mended."""
    monitor = make_monitor(channels(desk, mail=desk.mail_url(password="wrong")))
    monitor.poll("belga")
    assert states(monitor) == {"mail": ["pending"]}
    (row,) = monitor.app.reads.deliveries(limit=9)
    assert row["error"] == "127.0.0.1 answered 535"


def test_channels_that_hang_hold_up_nobody(make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk) -> None:
    """Of fifty channels five hang for longer than the test lasts: from the change to the acceptance of the others."""
    hanging = [f"/hang{n}" for n in range(5)]
    for path in hanging:
        desk.refuse(path, 0)
    urls = {path[1:]: f"event://{desk.http}{path}" for path in (*hanging, *(f"/ok{n}" for n in range(45)))}
    monitor = make_monitor(channels(desk, **urls))
    monitor.app.clock = _real_clock
    monitor.app.deliverer.clock = _real_clock
    monitor.poll("belga", send=False)
    service = Service(monitor.app)
    service.start()
    try:
        delays: list[float] = []
        for number in range(3):
            newsroom.belga.edit(KABUL, f"{2635 + number:,}", f"{2636 + number:,}")
            monitor.app.poll(["belga"], PollOptions(revisit=True, wait=5), send=False, progress=lambda *_: None)
            service._deliver()
            event = monitor.app.reads.events(limit=1, kind="updated")[0]
            delays += [at - event.at.timestamp() for at in _arrivals(desk, event.reference, 45)]
        # Before any of the five gave up; `make bench` says how long it took.
        assert max(delays) < plugins._TIMEOUT[1]
    finally:
        threading.Thread(target=service.stop, daemon=True).start()
        desk._http.ending.set()
        service.app.deliverer.rest(20)


def _real_clock() -> datetime:
    return datetime.now(UTC)


def _arrivals(desk: Desk, reference: str, count: int) -> list[float]:
    """When an event came to each of so many channels."""
    found: list[float] = []
    end = time.monotonic() + 20
    while time.monotonic() < end and len(found) < count:
        time.sleep(0.01)
        with desk.inbox.lock:
            found = [p.at for p in desk.inbox.posts if p.body["reference"] == reference]
    assert len(found) == count
    return found


def test_channels_that_are_sent_to_side_by_side_are_loaded_by_one_thread(tmp_path: Path) -> None:
    """Two threads that imported apprise's modules in other orders locked each other out: in a process of its own."""
    program = """
import sys, threading
from pathlib import Path
from monitor.channels.sender import Apprise
from monitor.core.model import Message
from monitor.core.settings import Channel, Settings
urls = ("mailto://127.0.0.1:9?from=a@b.example&to=c@d.example", "json://127.0.0.1:9/x", "slackhook://127.0.0.1:9/x")
channels = tuple(Channel(f"c{n}", url) for n, url in enumerate(urls))
sender = Apprise(Settings(Path("."), "sqlite://", channels=channels))
began = threading.Barrier(len(channels))
loaded = []
def room(channel):
    began.wait()
    sender.room(channel)
    loaded.append("apprise.plugins.email.base" in sys.modules)
threads = [threading.Thread(target=room, args=(c,)) for c in channels]
[t.start() for t in threads]; [t.join() for t in threads]
print(loaded)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert (done.stdout.strip(), done.stderr) == ("[True, True, True]", "")
