"""A site that answers rightly until it is told to do something else, byte by byte."""

import hashlib
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from monitor.demo.seeds import folder
from monitor.demo.site import Site

Script = Callable[[socket.socket], None]
"""What is done with a connection once its request has come."""


class HostileSite:
    """A plain site behind a socket of its own, at any port (0) or at this one. `attacks`: what happens at a path instead."""

    def __init__(self, port: int = 0) -> None:
        self.site = Site(folder() / "site")
        self.attacks: dict[str, Script] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", port), backlog=128)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.site.origin = self.url
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> "HostileSite":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._listening.close()

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(60)
            head = _head(connection)
            path = head.split(" ")[1] if head.count(" ") >= 2 else ""
            if not path:
                return
            self.asked.append(path)
            self.heads.append(head)
            script = self.attacks.get(path)
            if script is not None:
                script(connection)
            else:
                connection.sendall(self._good(path, head))

    def _good(self, path: str, head: str) -> bytes:
        reply = self.site.answer("GET", path, b"")
        if reply is None:
            return answer(b"<html><title>404</title></html>", status="404 Not Found")
        if reply.status != 200:
            return answer(reply.body, status=f"{reply.status} Moved", **reply.headers)
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if f"if-none-match: {etag}" in head.lower():
            return answer(b"", status="304 Not Modified", ETag=etag)
        return answer(reply.body, kind=reply.content_type, ETag=etag)


def answer(body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A whole answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _head(connection: socket.socket) -> str:
    found = b""
    while b"\r\n\r\n" not in found and len(found) < 200_000:
        more = connection.recv(65_536)
        if not more:
            break
        found += more
    return found.decode("latin-1")
