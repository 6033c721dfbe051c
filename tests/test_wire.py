"""What a receiver says behind a proxy: the proxy's words are none of the receiver's, and its time is bounded as well."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from monitor.channels import wire
from monitor.channels.bounds import Budget
from monitor.channels.wire import Heard
from trials.hostile.listening import Listening, Script


@contextmanager
def proxy(script: Script) -> Iterator[str]:
    """A proxy that reads the request for a tunnel and then does this."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        script(connection)

    with Listening(serve) as listening:
        yield listening.url


def sent_through(address: str) -> Heard:
    """Post by a tunnel through this proxy, which must fail; what was heard."""
    with wire.listening() as heard, requests.Session() as session, pytest.raises(requests.RequestException):
        session.post("https://receiver.example/x", data=b"{}", proxies={"https": address}, timeout=5)
    return heard


def test_a_proxys_yes_to_the_tunnel_is_no_receivers() -> None:
    """The tunnel stands and then breaks: nobody took the message, and it may have arrived for all we know."""
    with proxy(lambda connection: connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")) as address:
        heard = sent_through(address)
    assert (heard.asked, heard.status) == (True, 0)


def test_a_proxy_that_refuses_the_tunnel_leaves_no_doubt() -> None:
    with proxy(lambda connection: connection.sendall(b"HTTP/1.1 407 Who are you\r\n\r\n")) as address:
        heard = sent_through(address)
    assert (heard.status, heard.doubt) == (0, False)


def test_a_proxy_that_drips_is_left_within_the_senders_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time for a limit per read."""
    monkeypatch.setattr(wire, "_SECONDS", 1.0)

    def drip(connection: socket.socket) -> None:
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.1)

    began = time.monotonic()
    with proxy(drip) as address:
        sent_through(address)
        assert time.monotonic() - began < 4


def test_a_budget_ends_where_its_time_or_its_bytes_do() -> None:
    budget = Budget(0.0, 10)
    budget.spend(10)
    assert budget.room() == 0
    with pytest.raises(TimeoutError, match="over"):
        budget.left()
