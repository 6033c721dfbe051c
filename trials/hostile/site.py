"""A site that answers rightly until it is told to do something else, byte by byte."""

import hashlib
import socket

from monitor.demo.seeds import folder
from tests.newsroom.site import Site
from trials.hostile.listening import Listening, Script


class HostileSite:
    """A plain site behind a socket of its own, at any port (0) or at this one. `attacks`: what happens at a path instead."""

    def __init__(self, port: int = 0) -> None:
        self.site = Site(folder() / "site")
        self.attacks: dict[str, Script] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self._port = port

    def __enter__(self) -> "HostileSite":
        self._listening = Listening(self._serve, self._port)
        self.url = self.site.origin = self._listening.url
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    @property
    def ended(self) -> bool:
        return self._listening.closed.is_set()

    def _serve(self, connection: socket.socket) -> None:
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
