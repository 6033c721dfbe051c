"""Receivers that misbehave: the good channel gets every alert at once, and what they say costs little."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.app import App
from monitor.core.settings import Channel, Route, Settings
from monitor.demo.desk import Desk
from trials.growth import resident
from trials.hostile.case import Case, Seen
from trials.hostile.listening import Listening, Script
from trials.outage import record

ALERTS = 3
# Of a calm run a message takes milliseconds.
MOST_SECONDS, MOST_GROWTH = 1.0, 60_000_000


class Receiver:
    """A receiver that does as it is told with each connection, and counts the messages it got."""

    def __init__(self, script: Script, *, waits: bool) -> None:
        self._script, self._waits = script, waits
        self.came = 0
        self._listening = Listening(self._serve)
        self.port, self.close = self._listening.port, self._listening.close

    def _serve(self, connection: socket.socket) -> None:
        if self._waits:
            _request(connection)
        self.came += 1
        self._script(connection)


def _request(connection: socket.socket) -> None:
    found = b""
    while b"\r\n\r\n" not in found:
        found += connection.recv(65_536) or b"\r\n\r\n"
    head, _, body = found.partition(b"\r\n\r\n")
    size = next((int(row[15:]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")), 0)
    while len(body) < size:
        body += connection.recv(65_536) or b" " * size


def _send(data: bytes) -> Script:
    return lambda connection: connection.sendall(data)


def _endless(head: bytes, piece: bytes, pause: float = 0.0, seconds: float = 45.0) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(piece)
            time.sleep(pause)

    return script


_OK = b"HTTP/1.1 200 OK\r\n"
_BOMB = gzip.compress(b"\0" * 100_000_000, 9)


def _http() -> dict[str, tuple[Script, str]]:
    """Each with what becomes of its alerts: 'sent', 'waits' (it is asked again), 'dead'."""
    return {
        "200 and 1 GB": (_endless(_OK + b"Content-Length: 1000000000\r\n\r\n", b"x" * 1_000_000), "sent"),
        "200 and a gzip bomb": (
            _send(_OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(_BOMB) + _BOMB),
            "sent",
        ),
        "200 and a drip": (_endless(_OK + b"Content-Length: 9999\r\n\r\n", b"x", 0.5), "sent"),
        "200 and headers that drip": (_endless(_OK, b"X: y\r\n", 0.5), "sent"),
        "200 and endless headers": (_endless(_OK, b"X: y\r\n" * 1_000), "sent"),
        "200 and then nothing": (_send(_OK), "sent"),
        "200 and a body that is cut": (_send(_OK + b"Content-Length: 500\r\n\r\nhello"), "sent"),
        "200 and chunks that are none": (_send(_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "sent"),
        "204": (_send(b"HTTP/1.1 204 No Content\r\n\r\n"), "sent"),
        "307 to another host": (_send(b"HTTP/1.1 307 X\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n"), "waits"),
        "302 to another host": (_send(b"HTTP/1.1 302 X\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n"), "waits"),
        "301 to itself": (_send(b"HTTP/1.1 301 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), "waits"),
        "500": (_send(b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n"), "waits"),
        "503 and 1 GB": (_endless(b"HTTP/1.1 503 X\r\n\r\n", b"x" * 1_000_000), "waits"),
        "429 for a year": (_send(b"HTTP/1.1 429 X\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n"), "waits"),
        "404": (_send(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"), "dead"),
        "no HTTP": (_send(b"hello\r\n" * 100), "waits"),
        "nothing": (_send(b""), "waits"),
        "silence": (_endless(b"", b"", 1.0), "waits"),
        "a status line that drips": (_endless(b"HTTP/1.1 2", b"0", 2.0), "waits"),
    }


def _smtp() -> dict[str, Script]:
    return {
        "SMTP: 7 million lines after EHLO": _after_hello(b"250-x\r\n" * 10_000, 700),
        "SMTP: a greeting without an end": _endless(b"", b"220-x\r\n" * 1_000),
        "SMTP: a line of 50 MB": _endless(b"220 ", b"x" * 1_000_000, seconds=20),
        "SMTP: a greeting that drips": _endless(b"2", b"2", 1.0),
        "SMTP: silence": _endless(b"", b"", 1.0),
        "SMTP: garbage": _send(b"\0\xff" * 5_000),
        "SMTP: 421 at once": _send(b"421 busy\r\n"),
    }


def _after_hello(piece: bytes, times: int) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        connection.recv(1_000)
        for _ in range(times):
            connection.sendall(piece)

    return script


def beside(make: Callable[[int], list[Channel]], expected: str = "") -> Seen:
    """Alerts for misbehaving channels and a good one: how soon the good one had them all, and what it cost."""
    with ExitStack() as stack:
        desk = stack.enter_context(Desk())
        place = Path(stack.enter_context(TemporaryDirectory(prefix="hostile-")))
        other = Receiver(_send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), waits=True)
        stack.callback(other.close)
        bad = make(other.port)
        channels = (Channel("good", f"event://{desk.http}/m", pace=0.0), *bad)
        settings = Settings(Path("config"), f"sqlite:///{place / 'm.db'}", channels=channels, routes=(Route("all"),))
        app = App(settings)
        stack.callback(app.close)
        app.prepare()
        app.notifier.make_ready()
        for number in range(ALERTS):
            record(app.database, settings, number, app.clock())
        before, began = resident(), time.monotonic()
        app.deliver(wait=False)
        while len(_came(desk)) < ALERTS and time.monotonic() - began < 20:
            time.sleep(0.01)
        seconds = time.monotonic() - began
        settled, most = _settle(app, [c.name for c in bad], expected)
        grown = max(most - before, 0)
        app.deliverer.stopping.set()
        app.deliverer.rest(6)
        words = f"good after {seconds:.2f} s, {grown / 1e6:+.0f} MB, {settled}"
        if len(_came(desk)) != ALERTS or seconds > MOST_SECONDS:
            return Seen(words, f"the good channel had {len(_came(desk))} alerts after {seconds:.1f} s")
        if grown > MOST_GROWTH:
            return Seen(words, f"the process grew by {grown / 1e6:.0f} MB")
        if other.came:
            return Seen(words, "an alert went to another host")
        return Seen(words, "" if not expected or settled == expected else f"it {settled}, and should be: {expected}")


def _came(desk: Desk) -> list[str]:
    """The stories that the good channel was told; what it hears of the other channel is no story."""
    return [p.body["reference"] for p in desk.posts_to("/m") if p.body["events"][0]["kind"] == "published"]


def _settle(app: App, bad: list[str], expected: str) -> tuple[str, int]:
    """Wait until it is known what became of the misbehaving channel's first alert, and the most memory meanwhile."""
    end, most, state = time.monotonic() + (45 if expected else 8), resident(), "open"
    while time.monotonic() < end and state == "open":
        most = max(most, resident())
        rows = [r for r in app.reads.deliveries(limit=500) if r["channel"] in bad]
        states = {str(r["state"]) for r in rows if r["attempts"]}
        failed = [r for r in rows if r["state"] == "pending" and r["error"]]
        state = "sent" if "sent" in states else "dead" if "dead" in states else "waits" if failed else "open"
        time.sleep(0.05)
    return state, most


def _one_http(kind: str, script: Script, expected: str) -> Seen:
    def make(other: int) -> list[Channel]:
        def played(connection: socket.socket) -> None:
            script(_Told(connection, other))  # type: ignore[arg-type]

        receiver = Receiver(played, waits=True)
        return [Channel("bad", f"{kind}://127.0.0.1:{receiver.port}/x", pace=0.0)]

    return beside(make, expected)


class _Told:
    """A connection that is told where the other host is."""

    def __init__(self, connection: socket.socket, other: int) -> None:
        self._connection, self._other = connection, other

    def sendall(self, data: bytes) -> None:
        self._connection.sendall(data.replace(b"{other}", b"http://127.0.0.1:%d" % self._other))


def _one_smtp(script: Script) -> Seen:
    def make(_: int) -> list[Channel]:
        receiver = Receiver(script, waits=False)
        url = f"mailto://127.0.0.1:{receiver.port}?from=a@b.example&to=c@d.example&mode=insecure"
        return [Channel("bad", url, pace=0.0)]

    return beside(make)


def _all_at_once() -> Seen:
    """Twenty of them together."""

    def make(other: int) -> list[Channel]:
        found = []
        for number, (script, _) in enumerate(list(_http().values())[:13]):
            receiver = Receiver(partial(_play, script, other), waits=True)
            found.append(Channel(f"http{number}", f"json://127.0.0.1:{receiver.port}/x", pace=0.0))
        for number, script in enumerate(_smtp().values()):
            receiver = Receiver(script, waits=False)
            url = f"mailto://127.0.0.1:{receiver.port}?from=a@b.example&to=c@d.example&mode=insecure"
            found.append(Channel(f"smtp{number}", url, pace=0.0))
        return found

    return beside(make)


def _play(script: Script, other: int, connection: socket.socket) -> None:
    script(_Told(connection, other))  # type: ignore[arg-type]


def cases() -> Iterator[Case]:
    for name, (script, expected) in _http().items():
        long = expected == "waits" and name in ("silence", "a status line that drips", "nothing")
        for kind in ("slackhook", "json"):
            required = f"the good channel within {MOST_SECONDS:.0f} s; this one {expected}"
            yield Case("delivery", f"{kind}: {name}", required, partial(_one_http, kind, script, expected), long=long)
    for name, script in _smtp().items():
        yield Case("delivery", name, f"the good channel within {MOST_SECONDS:.0f} s", partial(_one_smtp, script))
    yield Case(
        "delivery", "twenty misbehaving receivers at once", "the good channel within 1 s, below 60 MB", _all_at_once
    )
