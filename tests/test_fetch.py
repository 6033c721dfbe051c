"""The one door out, over real HTTP on loopback."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import monotonic, sleep

import pytest

from monitor.core.errors import Blocked, FetchError, HostResting, Missing, Paced, Stopping
from monitor.core.model import Request
from monitor.core.ports import HostState
from monitor.core.settings import Http, Source
from monitor.demo.server import Reply, Server
from monitor.fetch import large
from monitor.fetch.body import Cut, TooLarge, read_body
from monitor.fetch.door import Door
from monitor.fetch.http import SourceFetcher
from monitor.fetch.large import Spool
from monitor.fetch.public import is_public
from tests.conftest import TurnedClock
from trials.hostile.listening import Listening


class Hosts:
    """Host states in memory."""

    def __init__(self) -> None:
        self.states: dict[str, HostState] = {}

    def host(self, host: str) -> HostState:
        return self.states.get(host, HostState(host))

    def save_host(self, state: HostState) -> None:
        self.states[state.host] = state


@pytest.fixture
def server() -> Iterator[Server]:
    def answer(method: str, path: str, body: bytes) -> Reply | None:
        if method == "POST":
            return Reply(b"[" + body + b"]", "application/json")
        return {
            "/robots.txt": Reply(b"User-agent: *\nDisallow: /private/\n", "text/plain"),
            "/a": Reply(b"text " * 500, "text/plain"),
            "/moved": Reply(b"", status=302, headers={"Location": "/a"}),
            "/loop": Reply(b"", status=302, headers={"Location": "/loop"}),
            "/away": Reply(b"", status=302, headers={"Location": "http://localhost.example/"}),
            "/private/x": Reply(b"secret", "text/plain"),
        }.get(path)

    made = Server(answer)
    made.start()
    yield made
    made.stop()


Open = Callable[..., SourceFetcher]


@pytest.fixture
def opened(server: Server, clock: TurnedClock) -> Iterator[Open]:
    doors: list[Door] = []

    def make(hosts: Hosts | None = None, source: Source | None = None, **http: object) -> SourceFetcher:
        known = {"allow_private": True, "per_host_interval": 0.0, "timeout": 3.0} | http
        door = Door(Http(**known), hosts or Hosts(), clock)  # type: ignore[arg-type]
        doors.append(door)
        return SourceFetcher(door, source or Source("s", "feed", server.url))

    yield make
    for door in doors:
        door.close()


def ask(server: Server, path: str) -> Request:
    return Request(server.url + path, "item")


def test_a_second_look_is_conditional_and_a_304_carries_no_document(server: Server, opened: Open) -> None:
    """Both validators go back as they came; the answer costs no parsing."""
    fetcher = opened()
    first = fetcher.get(ask(server, "/a"), None)
    assert first.document is not None
    assert first.document.body == b"text " * 500
    second = fetcher.get(ask(server, "/a"), first.validator)
    assert (second.not_modified, second.document, second.validator) == (True, None, first.validator)
    assert server.take_log()[-1].conditional
    assert (fetcher.tally.requests, fetcher.tally.not_modified) == (2, 1)


def test_the_same_bytes_without_validators_are_no_document_either(server: Server, opened: Open) -> None:
    """A site that gives no validators costs a body and no parsing."""
    server.validators = False
    fetcher = opened()
    first = fetcher.get(ask(server, "/a"), None)
    second = fetcher.get(ask(server, "/a"), first.validator)
    assert (second.not_modified, second.document, fetcher.tally.same_bytes) == (False, None, 1)


def test_a_post_sends_its_body(server: Server, opened: Open) -> None:
    """The site's own search is asked by POST."""
    answer = opened().get(Request(server.url + "/api/search", "list", "POST", '{"a":1}'), None)
    assert answer.document is not None
    assert answer.document.body == b'[{"a":1}]'


def test_redirects_are_followed_five_times_and_only_to_own_hosts(server: Server, opened: Open) -> None:
    """Each hop is checked; the final address is told."""
    answer = opened().get(ask(server, "/moved"), None)
    assert answer.document is not None
    assert answer.document.url == server.url + "/a"
    with pytest.raises(FetchError, match="more than 5 redirects"):
        opened().get(ask(server, "/loop"), None)
    with pytest.raises(FetchError, match="not among the source's hosts"):
        opened().get(ask(server, "/away"), None)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("404", Missing, "404"),
        ("500", FetchError, "500"),
        ("403", Blocked, "403"),
        ("challenge", Blocked, "challenge"),
        ("cut", FetchError, "127.0.0.1"),
        ("drip", FetchError, "in time"),
        ("hang", FetchError, "in time"),
    ],
)
def test_what_goes_wrong_is_said(server: Server, opened: Open, kind: str, error: type[Exception], words: str) -> None:
    """A miss, a refusal, half a body, a dripping and a hanging server: each an error within the deadline."""
    server.fail("/a", kind)
    began = monotonic()
    with pytest.raises(error, match=words):
        opened(timeout=1.0).get(ask(server, "/a"), None)
    assert monotonic() - began < 4


def _drip(connection: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
        connection.send(bytes([byte]))
        sleep(0.1)


def test_a_server_that_drips_its_headers_is_given_up_in_time(opened: Open) -> None:
    """The deadline is over the whole request, not over each read."""
    with Listening(_drip) as site:
        began = monotonic()
        with pytest.raises(FetchError, match="in time"):
            opened(source=Source("s", "feed", site.url), timeout=1.0).get(Request(site.url + "/x", "item"), None)
        assert monotonic() - began < 4


@pytest.mark.parametrize("kind", ["404", "html"])
def test_without_a_robots_txt_everything_is_allowed(server: Server, opened: Open, kind: str) -> None:
    """A missing file, or a web page in its place, forbids nothing."""
    server.fail("/robots.txt", kind)
    assert opened().get(ask(server, "/private/x"), None).document


def test_a_robots_txt_in_trouble_allows_nothing_unless_an_older_one_is_known(server: Server, opened: Open) -> None:
    """What it says is unknown while it answers 500."""
    server.fail("/robots.txt", "500")
    with pytest.raises(FetchError, match=r"robots\.txt answers 500"):
        opened().get(ask(server, "/a"), None)


@pytest.mark.parametrize("value", ["120", "Sun, 12 Jul 2026 09:02:00 GMT"])
def test_retry_after_outlives_the_process(server: Server, opened: Open, clock: TurnedClock, value: str) -> None:
    """In seconds or as a date: until then nobody asks that host, also after a restart."""
    hosts = Hosts()
    opened(hosts).get(ask(server, "/a"), None)
    server.fail("/a", "429", value)
    with pytest.raises(FetchError, match="429") as caught:
        opened(hosts).get(ask(server, "/a"), None)
    assert caught.value.retry_after == datetime(2026, 7, 12, 9, 2, tzinfo=UTC)
    server.heal()
    server.take_log()
    with pytest.raises(HostResting):
        opened(hosts).get(ask(server, "/a"), None)
    assert server.take_log() == []
    clock.turn(seconds=121)
    assert opened(hosts).get(ask(server, "/a"), None).document


def test_requests_to_a_host_keep_their_distance(server: Server, opened: Open) -> None:
    """The interval lies between two requests to one host, whoever asks."""
    fetcher = opened(per_host_interval=0.2)
    began = monotonic()
    for _ in range(3):
        fetcher.get(ask(server, "/a"), None)
    assert monotonic() - began >= 0.6


def test_who_asks_is_said(server: Server, opened: Open) -> None:
    """An honest name with a contact; gzip only; no cookie unless the stanza gives one."""
    opened(contact="desk@example.org").get(ask(server, "/a"), None)
    headers = server.take_log()[-1].headers
    assert headers["user-agent"].startswith("dossier-monitor/")
    assert "desk@example.org" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip"
    assert "cookie" not in headers


def test_private_addresses_are_refused_when_connecting(server: Server, opened: Open) -> None:
    """Decided on the resolved address: names, numbers and mapped addresses alike."""
    port = server.url.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::127.0.0.1]"):
        url = f"http://{host}:{port}"
        with pytest.raises(FetchError, match=r"not a public address|unusual form"):
            opened(source=Source("s", "feed", url), allow_private=False).get(Request(url + "/a", "item"), None)
    assert server.take_log() == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("::ffff:127.0.0.1", False),
        ("224.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Private, link-local, mapped and multicast addresses are not."""
    assert is_public(address) is public


def read_into(body: bytes, encoding: str, most: int) -> bytes:
    """A body as it is received, in one piece."""
    spool = Spool()
    try:
        read_body([body], encoding, most, spool)
        return spool.content()
    finally:
        spool.close()


def test_a_compression_bomb_is_stopped_before_it_unpacks() -> None:
    """Raw and inflated bytes are bounded; memory stays flat."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(TooLarge, match="unpacks"):
        read_into(bomb, "gzip", 1_000_000)
    with pytest.raises(TooLarge, match="larger"):
        read_into(b"x" * 2_000_000, "", 1_000_000)
    assert read_into(gzip.compress(b"fine"), "gzip", 100) == b"fine"
    assert read_into(b"x" * 2_000_000, "", 3_000_000) == b"x" * 2_000_000


@pytest.mark.parametrize("body", [gzip.compress(b"text" * 99, mtime=0)[:-9], b"no gzip at all", zlib.compress(b"x")])
def test_a_damaged_body_is_an_error(body: bytes) -> None:
    """A stream that does not come to its end is never a shorter text."""
    with pytest.raises(Cut):
        read_into(body, "gzip", 10_000)
    with pytest.raises(Cut, match="not asked for"):
        read_into(body, "br", 10_000)


def test_the_connection_is_kept_over_304s(server: Server, opened: Open) -> None:
    """Rechecking many items of a host costs one connection."""
    fetcher = opened()
    known = fetcher.get(ask(server, "/a"), None).validator
    connections = []
    backend = fetcher._door._transports["http"]._pool._network_backend
    real = backend.connect_tcp
    backend.connect_tcp = lambda *a, **k: connections.append(a) or real(*a, **k)  # type: ignore[method-assign,func-returns-value]
    for _ in range(5):
        assert fetcher.get(ask(server, "/a"), known).not_modified
    assert connections == []


def test_behind_a_proxy_the_total_deadline_holds_as_without(opened: Open) -> None:
    """A proxy that answers a byte now and then is given up in time."""
    source = Source("s", "feed", "http://x.example")
    with Listening(_drip) as proxy:
        began = monotonic()
        with pytest.raises(FetchError, match="in time"):
            opened(source=source, timeout=1.0, proxy=proxy.url).get(Request("http://x.example/a", "item"), None)
        assert monotonic() - began < 4


def test_a_name_that_is_not_looked_up_in_time_is_given_up(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's look-up knows no limit; the deadline holds over it."""
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(20) and [])
    began = monotonic()
    with pytest.raises(FetchError, match="not looked up in time"):
        opened(source=Source("s", "feed", "http://slow.example"), timeout=0.5).get(
            Request("http://slow.example/a", "item"), None
        )
    assert monotonic() - began < 3
    released.set()


@pytest.mark.parametrize("port", [6379, 22, 8081])
def test_a_redirect_goes_to_the_sources_own_port_or_one_of_the_webs(server: Server, opened: Open, port: int) -> None:
    """Whatever else listens on that machine is not asked."""
    host = server.url.rpartition(":")[0]
    answer = server._answer

    def redirect(method: str, path: str, body: bytes) -> Reply | None:
        if path == "/port":
            return Reply(b"", status=302, headers={"Location": f"{host}:{port}/a"})
        return answer(method, path, body)

    server._answer = redirect
    with pytest.raises(FetchError, match=f"port {port}"):
        opened().get(ask(server, "/port"), None)


def test_a_large_answer_waits_for_its_place_in_memory(server: Server, opened: Open) -> None:
    """It is given free when what was asked for was worked off; small ones pass by. What waits holds no worker, and is
    not asked for again.
    """
    answer = server._answer
    server._answer = lambda m, p, b: Reply(b"x" * 3_000_000, "text/plain") if p == "/large" else answer(m, p, b)
    fetcher = opened()
    assert fetcher.get(ask(server, "/large"), None).size == 3_000_000
    second = SourceFetcher(fetcher._door, Source("s", "feed", server.url), patience=0.05)
    for _ in range(3):
        began = monotonic()
        with pytest.raises(Paced):
            second.get(ask(server, "/large"), None)
        assert monotonic() - began < 2
    assert fetcher.get(ask(server, "/a"), None).document
    fetcher.done()
    assert second.get(ask(server, "/large"), None).size == 3_000_000
    assert second.tally.requests == 1
    second.done()


def test_a_large_answer_that_finds_no_place_in_two_minutes_is_that_pages_trouble(
    server: Server, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = server._answer
    server._answer = lambda m, p, b: Reply(b"x" * 3_000_000, "text/plain") if p == "/large" else answer(m, p, b)
    monkeypatch.setattr(large, "_PATIENCE", 0.5)
    fetcher = opened()
    fetcher.get(ask(server, "/large"), None)
    with pytest.raises(FetchError, match="other large answers"):
        SourceFetcher(fetcher._door, Source("s", "feed", server.url)).get(ask(server, "/large"), None)
    fetcher.done()


def test_what_is_on_its_way_ends_when_the_door_is_shut(server: Server, opened: Open) -> None:
    """A service that stops waits for no site."""
    server.fail("/a", "hang")
    fetcher, began = opened(timeout=30.0), monotonic()
    threading.Timer(0.3, fetcher._door.shut).start()
    with pytest.raises(Stopping):
        fetcher.get(ask(server, "/a"), None)
    assert monotonic() - began < 2


def test_a_pace_that_is_waited_for_elsewhere_is_said(server: Server, opened: Open) -> None:
    """The same call, made again in time, goes on."""
    first = opened(per_host_interval=0.4)
    first.get(ask(server, "/a"), None)
    fetcher = SourceFetcher(first._door, Source("s", "feed", server.url), patience=0.05)
    with pytest.raises(Paced) as caught:
        fetcher.get(ask(server, "/moved"), None)
    assert 0 < caught.value.seconds <= 0.4
    sleep(caught.value.seconds)
    with pytest.raises(Paced):
        fetcher.get(ask(server, "/moved"), None)
    sleep(0.4)
    answer = fetcher.get(ask(server, "/moved"), None)
    assert answer.document is not None
    assert answer.document.url.endswith("/a")
    assert fetcher.tally.requests == 2
