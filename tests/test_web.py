"""The web face on a real socket: known hosts alone, headers on every answer, no name of a server, nobody waited for."""

import http.client
import socket
import time
from collections.abc import Iterator

import pytest

from monitor.app import App
from monitor.core.settings import Settings, Web
from monitor.engines.local import Service
from monitor.web import server
from monitor.web.pages import Current, application
from monitor.web.server import WebServer


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on a new store, which polls nothing."""
    place = tmp_path_factory.mktemp("web")
    with App(Settings(place, f"sqlite:///{place / 'monitor.db'}")) as app:
        app.prepare()
        yield Service(app)


@pytest.fixture
def port(service: Service) -> Iterator[int]:
    web = Web(public_url="https://desk.example.org/monitor", hosts=("monitor.example.org",))
    running = WebServer(application(Current(service), web), "127.0.0.1", 0)
    running.start()
    yield running.port
    running.stop()


def asked(port: int, path: str, host: str = "", method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("", 200), ("localhost:8080", 200), ("[::1]:8080", 200), ("desk.example.org", 200), ("monitor.example.org:80", 200),
        ("evil.example", 400), ("127.0.0.1.evil.example", 400), ("desk.example.org.evil.example", 400), ("10.1.2.3:8080", 200), ("a b", 400),
    ],
)  # fmt: skip
def test_only_a_host_that_is_ours_is_answered(port: int, host: str, status: int) -> None:
    """A foreign page whose name is made to lead here asks by that name."""
    assert asked(port, "/readyz", host)[0] == status


@pytest.mark.parametrize(
    ("path", "method", "host", "status"),
    [
        ("/readyz", "GET", "", 200),
        ("/metrics", "GET", "", 200),
        ("/nothing", "GET", "", 404),
        ("/readyz", "POST", "", 405),
        ("/events/999999", "GET", "", 404),
        ("/readyz", "GET", "evil.example", 400),
    ],
)
def test_every_answer_has_its_headers_and_no_name(port: int, path: str, method: str, host: str, status: int) -> None:
    found, headers, _ = asked(port, path, host, method)
    assert found == status
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    ("before", "sent"),
    [
        (b"", b""),
        (b"", b"GET /readyz HTTP/1.1\r\nHost: x\r\n"),
        (b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"GET /re"),
    ],
)
def test_a_request_that_does_not_come_is_not_waited_for(
    port: int, before: bytes, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the second one on a connection that is kept; a whole one is answered first."""
    monkeypatch.setattr(server, "_HEAD_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", port), timeout=8) as connection:
        connection.sendall(before)
        got = connection.recv(65_536) if before else b""
        connection.sendall(sent)
        began = time.monotonic()
        while data := connection.recv(65_536):
            got += data
        assert time.monotonic() - began < 2
    assert (b"200 OK" in got) == bool(before)


def test_a_thousand_unfinished_heads_leave_the_others_answered(port: int) -> None:
    held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(200)]
    for connection in held:
        connection.sendall(b"GET /readyz HTTP/1.1\r\nX: ")
    assert asked(port, "/readyz")[0] == 200
    for connection in held:
        connection.close()


def test_a_server_takes_requests_from_its_first_moment_on(service: Service) -> None:
    """Who is told that it listens finds it listening."""
    running = WebServer(application(Current(service), Web()), "127.0.0.1", 0)
    with socket.create_connection(("127.0.0.1", running.port), timeout=1):
        running.start()
    assert asked(running.port, "/readyz")[0] == 200
    running.stop()
