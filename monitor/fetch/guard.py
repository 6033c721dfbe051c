"""Which addresses may be connected to, decided after the name was resolved; and the total deadline.

httpx has no seam for this: the backend is put into httpcore's pool through a private attribute, which is
why httpcore is pinned and a test holds the guard to its promise.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterable
from time import monotonic
from typing import Any

import httpcore


class ForbiddenAddress(httpcore.ConnectError):
    """The name leads to an address that is not public."""


class Deadline(threading.local):
    """The moment (monotonic) at which the request of this thread is given up."""

    at: float = float("inf")

    def start(self, seconds: float) -> None:
        self.at = monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds for the next operation. Raises when none are left."""
        remaining = self.at - monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the total time for the request is used up")
        return remaining if most is None else min(most, remaining)


class _Stream(httpcore.NetworkStream):
    """A network stream whose every operation ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Guard(httpcore.NetworkBackend):
    """Connects to an address it has itself resolved and found allowed, so that no second look-up can differ."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not self._allow_private:
            refused = [a for a in addresses if not is_public(a)]
            if refused:
                raise ForbiddenAddress(f"{host} leads to {refused[0]}, which is not a public address")
        return addresses


def is_public(address: str) -> bool:
    """Whether an address is on the public internet; an IPv4 address inside IPv6 is judged as itself."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast
