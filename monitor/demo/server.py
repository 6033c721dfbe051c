"""A small HTTP server on loopback: validators, gzip, a log of what was asked, and faults that can be switched on."""

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep, time
from typing import Self

CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>'
)
# The body of a story in JSON, the paragraphs of a page, the entries of a feed or a sitemap.
_STORY = re.compile(rb'("body": ")(?:[^"\\]|\\.)*')
_TEXT = re.compile(rb"<p\b.*?</p>|<script\b.*?</script>", re.DOTALL)
_ENTRY = re.compile(rb"<item>.*?</item>|<entry>.*?</entry>|<url>.*?</url>", re.DOTALL)
_PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Back soon.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in, the status it was answered with, and what went wrong with it."""

    method: str
    path: str
    headers: dict[str, str]
    status: int
    fault: str = ""

    @property
    def conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answers: bytes and their type. `open_end`: it does not say where it ends."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at addresses that begin with `prefix`.

    `kind`: a status ('404', '500', '403', '429'), 'challenge', 'html', 'foreign', 'empty', 'half', 'cut', 'drip',
    'hang', 'shrunk' (a list of which half is missing), 'emptied' (a page or story without its text).
    `value`: what replaces the body for 'empty', the Retry-After for '429' and '503'.
    """

    prefix: str
    kind: str
    value: str = ""


Answer = Callable[[str, str, bytes], Reply | None]


class Server:
    """One site on a port of its own. `answer(method, path with query, body)` gives the reply, None is 404."""

    def __init__(self, answer: Answer, *, validators: bool = True) -> None:
        self._answer = answer
        self.validators = validators
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.healed = 0
        self.luck: Callable[[str], Fault | None] = lambda _: None
        self._asking = threading.local()
        self._changed: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._http = self._bound(0)

    def _bound(self, port: int) -> "_Http":
        http = _Http(("127.0.0.1", port), _Handler)
        http.site = self
        return http

    def move(self, port: int) -> None:
        """Serve at this port. Raises `OSError` when another program has it. To be called before `start`."""
        self._http.server_close()
        self._http = self._bound(port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        serve = self._http.serve_forever
        threading.Thread(target=serve, args=(0.01,), daemon=True, name="newsroom").start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def fail(self, prefix: str, kind: str, value: str = "") -> None:
        """From now on addresses that begin with `prefix` go wrong."""
        self.faults.append(Fault(prefix, kind, value))

    def heal(self) -> None:
        self.faults.clear()
        self.healed += 1

    def take_log(self) -> list[Asked]:
        """What was asked since the last call."""
        with self._lock:
            log, self.asked = self.asked, []
        return log

    def note(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)

    def fault_at(self, path: str) -> Fault | None:
        """robots.txt goes wrong only when it is meant by its own name."""
        if path == "/robots.txt":
            return next((f for f in self.faults if f.prefix == "/robots.txt"), None)
        return next((f for f in self.faults if path.startswith(f.prefix)), None) or self.luck(path)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the request that is being answered, their names in lower case."""
        found: dict[str, str] = getattr(self._asking, "headers", {})
        return found

    def reply(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        self._asking.headers = headers
        found = self._answer(method, path, body)
        return found or Reply(b"<html><title>404</title></html>", status=404)

    def stamp(self, path: str, body: bytes) -> tuple[str, str]:
        """ETag and Last-Modified of an address: both move when its bytes do."""
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        with self._lock:
            if self._changed.get(path, ("", 0.0))[0] != etag:
                self._changed[path] = (etag, time())
            return etag, formatdate(self._changed[path][1], usegmt=True)


class Running:
    """A site that is started and stopped by a `with` statement."""

    server: Server

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def _without(body: bytes, kind: str) -> bytes:
    """A list without half of its entries, or a document without its text; both whole in their format."""
    if kind == "emptied":
        return _TEXT.sub(b"", _STORY.sub(rb"\1", body))
    if body.lstrip().startswith(b"{"):
        data = json.loads(body)
        rows = data.get("data")
        return json.dumps({**data, "data": rows[: len(rows) // 2]} if isinstance(rows, list) else data).encode()
    entries = _ENTRY.findall(body)
    for entry in entries[len(entries) // 2 :]:
        body = body.replace(entry, b"")
    return body


def _may_pack(reply: Reply, fault: Fault | None) -> bool:
    return fault is None and "Content-Encoding" not in reply.headers


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    site: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no trouble of the newsroom's."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet, so that no client waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def log_message(self, *_: object) -> None:
        return

    def _serve(self, body: bytes) -> None:
        site = self.server.site
        fault = site.fault_at(self.path)
        known = {name.lower(): value for name, value in self.headers.items()}
        reply = site.reply(self.command, self.path, body, known)
        if fault is not None:
            reply = self._faulty(fault, reply)
        headers = {"Content-Type": reply.content_type, **reply.headers}
        if reply.status == 200 and site.validators and fault is None:
            etag, changed = site.stamp(f"{self.command} {self.path} {body!r}", reply.body)
            headers |= {"ETag": etag, "Last-Modified": changed}
            if self.headers.get("If-None-Match") == etag:
                reply = Reply(b"", reply.content_type, 304)
        site.note(Asked(self.command, self.path, known, reply.status, fault.kind if fault else ""))
        self._send(reply, headers, fault)

    def _faulty(self, fault: Fault, reply: Reply) -> Reply:
        if fault.kind.isdigit():
            headers = {"Retry-After": fault.value} if fault.value else {}
            return Reply(_PAGE, status=int(fault.kind), headers=headers)
        if fault.kind == "challenge":
            return Reply(CHALLENGE, status=403, headers={"cf-mitigated": "challenge"})
        if fault.kind == "html":
            return Reply(_PAGE)
        if fault.kind == "foreign":
            return Reply(b'{"status": "ok", "hits": []}', "application/json")
        if fault.kind in ("shrunk", "emptied"):
            return Reply(_without(reply.body, fault.kind), reply.content_type, reply.status)
        if fault.kind == "empty":
            return Reply(fault.value.encode(), reply.content_type)
        if fault.kind == "half":
            return Reply(reply.body[: len(reply.body) // 2], reply.content_type, reply.status)
        return reply

    def _send(self, reply: Reply, headers: dict[str, str], fault: Fault | None) -> None:
        body = reply.body
        if body and "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500 and _may_pack(reply, fault):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if reply.open_end:
            self.send_header("Connection", "close")
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._body(body, fault.kind if fault else "")

    def _body(self, body: bytes, kind: str) -> None:
        """'cut' ends the connection half way, 'drip' sends a byte at a time, 'hang' nothing; healed, both end."""
        if kind == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif kind in ("drip", "hang"):
            self.wfile.flush()
            healed = self.server.site.healed
            for byte in body[:200]:
                sleep(0.2)
                if self.server.site.healed > healed:
                    break
                if kind == "drip":
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
            self.close_connection = True
        else:
            self.wfile.write(body)
