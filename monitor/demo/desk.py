"""The desk's side of the demo: a real SMTP server and a real HTTP receiver on loopback, keeping what they get."""

import json
import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import Envelope, Session


@dataclass(slots=True)
class Posted:
    """One HTTP message: the path it came to, its headers (lower case) and its JSON."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(slots=True)
class Inbox:
    """What the desk got, in the order it came."""

    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Mail:
    """aiosmtpd's handler. Recipients whose name begins with 'refused' are refused, as a server may."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(
        self, server: SmtpServer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SmtpServer, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        with self._inbox.lock:
            self._inbox.mails.append(message)
        return "250 OK"


class _Hook(BaseHTTPRequestHandler):
    server: "_HookServer"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        status = self.server.status_for(self.path)
        if status < 300:
            with self.server.inbox.lock:
                headers = {k.lower(): v for k, v in self.headers.items()}
                self.server.inbox.posts.append(Posted(self.path, headers, body))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


class _HookServer(ThreadingHTTPServer):
    daemon_threads = True
    inbox: Inbox
    statuses: dict[str, int]

    def status_for(self, path: str) -> int:
        return self.statuses.get(path, 200)


class Desk:
    """Both receivers. `refuse` makes a path of the HTTP receiver answer with a status."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._http = _HookServer(("127.0.0.1", 0), _Hook)
        self._http.inbox, self._http.statuses = self.inbox, {}
        self.mail_port = _free_port()
        self._smtp = Controller(_Mail(self.inbox), hostname="127.0.0.1", port=self.mail_port, ready_timeout=10)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True, name="desk")

    def __enter__(self) -> "Desk":
        self._thread.start()
        self._smtp.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._smtp.stop()

    def refuse(self, path: str, status: int) -> None:
        self._http.statuses[path] = status

    def accept(self, path: str) -> None:
        self._http.statuses.pop(path, None)

    @property
    def http(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def mail_url(self, to: str = "desk@example.org") -> str:
        return f"mailto://127.0.0.1:{self.mail_port}?from=monitor@example.org&to={to}&mode=insecure"

    def posts_to(self, path: str) -> list[Posted]:
        with self.inbox.lock:
            return [p for p in self.inbox.posts if p.path == path]


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail, as a reader without HTML sees it."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def _free_port() -> int:
    """A port nobody listens on; aiosmtpd cannot be told to choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
