"""Which addresses may be connected to, decided after the name was resolved; the total deadline; the end of everything.

httpx has no seam for this: the backend is put into httpcore's pool through a private attribute, which is
why httpcore is pinned and a test holds the guard to its promise.
"""

import socket
import threading
from collections.abc import Iterable
from time import monotonic
from typing import Any
from weakref import WeakSet

import httpcore

from monitor.fetch.names import addresses_of
from monitor.fetch.public import is_public


class ForbiddenAddress(httpcore.ConnectError):
    """The name leads to an address that is not public."""


class Ended(httpcore.NetworkError):
    """The service is stopping: what was on its way is given up."""


class Deadline(threading.local):
    """The moment (monotonic) at which the request of this thread is given up."""

    at: float = float("inf")
    seconds: float = float("inf")

    def start(self, seconds: float) -> None:
        self.seconds = seconds
        self.at = monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds for the next operation, never more than the whole. Raises when none are left."""
        # A monotonic clock that a suspended machine or a debugger turned back must not make the wait longer.
        remaining = min(self.at - monotonic(), self.seconds)
        if remaining <= 0:
            raise httpcore.ReadTimeout("the total time for the request is used up")
        return remaining if most is None else min(most, remaining)


class Open:
    """The connections that stand. `end` breaks them all, so that whoever waits on one goes on at once."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._streams: WeakSet[_Stream] = WeakSet()
        self._lock = threading.Lock()

    def add(self, stream: "_Stream") -> None:
        with self._lock:
            self._streams.add(stream)
        if self.ended:
            stream.shut()

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def wait(self, seconds: float) -> None:
        """Wait, or until everything ends."""
        self._ended.wait(seconds)

    def end(self) -> None:
        self._ended.set()
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            stream.shut()

    def check(self) -> None:
        if self.ended:
            raise Ended("the service is stopping")


class _Stream(httpcore.NetworkStream):
    """A network stream whose every operation ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, opened: Open) -> None:
        self._stream, self._deadline, self._open = stream, deadline, opened
        opened.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        found = self._stream.read(max_bytes, self._deadline.left(timeout))
        self._open.check()
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._open.check()
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(inner, self._deadline, self._open)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def shut(self) -> None:
        """Break the connection under whoever reads from it."""
        found = self._stream.get_extra_info("socket")
        try:
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


class Guard(httpcore.NetworkBackend):
    """Connects to an address it has itself resolved and found allowed, so that no second look-up can differ."""

    def __init__(self, deadline: Deadline, opened: Open, *, allow_private: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline, self._open = deadline, opened
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
            self._open.check()
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline, self._open)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = addresses_of(host, port, self._deadline.left(None))
        if not self._allow_private:
            refused = [a for a in addresses if not is_public(a)]
            if refused:
                raise ForbiddenAddress(f"{host} leads to {refused[0]}, which is not a public address")
        return addresses
