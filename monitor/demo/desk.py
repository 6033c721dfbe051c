"""The desk's side of the demo: a real SMTP server and a real HTTP receiver on loopback, keeping what they get."""

import asyncio
import json
import logging
import socket
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import AuthResult, Envelope, Session

_HANG = 60.0
# It warns of an attribute of its own at every login.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(slots=True)
class Posted:
    """One HTTP message: the path it came to, its headers (lower case) and its JSON."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = 0.0


@dataclass(slots=True)
class Inbox:
    """What the desk got, in the order it came."""

    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Mail:
    """aiosmtpd's handler. Recipients whose name begins with 'refused' are refused, as a server may; with 'greylisted',
    at the first attempt; with 'hang', the answer to the whole mail does not come, though it is kept.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.answer = ""
        self._met: set[str] = set()

    async def handle_RCPT(
        self, server: SmtpServer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        if address.startswith("refused"):
            return "550 no such mailbox"
        if address.startswith("greylisted") and address not in self._met:
            self._met.add(address)
            return "451 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SmtpServer, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        with self._inbox.lock:
            self._inbox.mails.append(message)
        if any(to.startswith("hang") for to in envelope.rcpt_tos):
            await asyncio.sleep(_HANG)
        return "250 OK"


def _authenticated(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    """Any login but one whose password is 'wrong'."""
    return AuthResult(success=getattr(data, "password", b"") != b"wrong", handled=False)


class _Hook(BaseHTTPRequestHandler):
    server: "_HookServer"

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except (ValueError, OSError):
            # A sender that died in the middle of its message.
            self.close_connection = True
            return
        # Receivers sign or hide secrets in what follows the path.
        path = self.path.partition("?")[0]
        status, headers = self.server.answer_to(path)
        if not status:
            self.server.ending.wait(_HANG)
            return
        if status < 300:
            with self.server.inbox.lock:
                asked = {k.lower(): v for k, v in self.headers.items()}
                self.server.inbox.posts.append(Posted(path, asked, body, time.time()))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


class _HookServer(ThreadingHTTPServer):
    daemon_threads = True
    inbox: Inbox
    answers: dict[str, tuple[int, dict[str, str]]]
    ending: threading.Event

    def answer_to(self, path: str) -> tuple[int, dict[str, str]]:
        return self.answers.get(path, (200, {}))


class Desk:
    """Both receivers. `refuse` makes a path of the HTTP receiver answer with a status (0: not at all); with
    `mail_answer` the mail server refuses every recipient.
    """

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._http = _HookServer(("127.0.0.1", 0), _Hook)
        self._http.inbox, self._http.answers, self._http.ending = self.inbox, {}, threading.Event()
        self._mail = _Mail(self.inbox)
        self.mail_port = _free_port()
        self._smtp = Controller(
            self._mail,
            hostname="127.0.0.1",
            port=self.mail_port,
            ready_timeout=10,
            authenticator=_authenticated,
            auth_require_tls=False,
        )
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True, name="desk")

    def __enter__(self) -> "Desk":
        self._thread.start()
        self._smtp.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.ending.set()
        self._http.shutdown()
        self._http.server_close()
        self._smtp.stop()

    def refuse(self, path: str, status: int, **headers: str) -> None:
        self._http.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()})

    def accept(self, path: str) -> None:
        self._http.answers.pop(path, None)

    @property
    def mail_answer(self) -> str:
        return self._mail.answer

    @mail_answer.setter
    def mail_answer(self, line: str) -> None:
        self._mail.answer = line

    @property
    def http(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def mail_url(self, to: str = "desk@example.org", password: str = "") -> str:
        """apprise's address of a mailbox here; with a login where there is a password."""
        login = f"monitor:{password}@" if password else ""
        return f"mailto://{login}127.0.0.1:{self.mail_port}?from=monitor@example.org&to={to}&mode=insecure"

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
