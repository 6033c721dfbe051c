"""Mail as apprise sends it, with what it leaves out: our own text part, a lasting Message-ID, and what the server said.

apprise makes a mail's text part from its HTML and loses what was struck and what is new ("2,6352,815"), and tells of a
refusal to its debug log only. What is set here holds for the thread that sends.
"""

import re
import smtplib
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_string
from email.errors import HeaderParseError
from email.header import Header, decode_header
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from apprise.attachment.memory import AttachMemory
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import SMTP_SECURE_MODES, AppriseSMTPController, SMTPSecureMode

from monitor.channels.bounds import Budget, note_open, note_over, reading

if TYPE_CHECKING:
    from monitor.channels.forms import Rendered


# RFC 2047: no line that holds an encoded word is longer.
_LINE = 76
_NAMED = ("From", "To", "Reply-To")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
# All replies of a mail together, and how long each may take.
_REPLY_BYTES, _REPLY_SECONDS = 128_000, 30.0


class Sending(threading.local):
    """What this thread sends, and what the server said of it."""

    text: str | None = None
    title: str = ""
    message_id: str = ""
    status: int = 0
    detail: str = ""
    doubt: bool = False


_sending = Sending()


@contextmanager
def carrying(text: str | None, title: str, message_id: str) -> Iterator[Sending]:
    """Mails sent inside carry this text beside their HTML, this subject, and this Message-ID: a repeat has the same."""
    _sending.text, _sending.title, _sending.message_id = text, title, message_id
    _sending.status, _sending.detail, _sending.doubt = 0, "", False
    try:
        yield _sending
    finally:
        _sending.text = None
        note_over()


def attachment(rendered: "Rendered") -> list[Any]:
    """The page that goes with a mail."""
    return [AttachMemory(content=rendered.attachment, name=rendered.attachment_name, mimetype="text/html")]


class _Bounded:
    """A mail server whose replies are read within bounds: smtplib takes as many lines as come."""

    _budget: Budget

    def getreply(self) -> tuple[int, bytes]:
        server: Any = self
        if server.file is None:
            note_open(server.sock)
            self._budget = Budget(_REPLY_SECONDS, _REPLY_BYTES)
            server.file = reading(server.sock, self._budget)
        self._budget.allow(_REPLY_SECONDS)
        return super().getreply()  # type: ignore[misc,no-any-return]


class _Server(_Bounded, smtplib.SMTP):
    pass


class _SecureServer(_Bounded, smtplib.SMTP_SSL):
    pass


_prepare = NotifyEmail.prepare_emails


def _prepared(*args: Any, **kwargs: Any) -> Iterator[Any]:
    for message in _prepare(*args, **kwargs):
        text = _sending.text
        yield message if text is None else replace(message, body=_completed(message.body, text))


def _completed(source: str, text: str) -> str:
    mail, message_id = message_from_string(source), _sending.message_id
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            del part["Content-Transfer-Encoding"]
            part.set_payload(text, "utf-8")
    if message_id:
        del mail["Message-ID"]
        mail["Message-ID"] = message_id
    if "Subject" in mail:
        # What the title says stands as it is: `=?…?=` in it is no encoded word of ours.
        mail.replace_header("Subject", _folded("Subject", [(_sending.title, "utf-8")]))
    for name in _NAMED:
        _fold(mail, name)
    return mail.as_string()


def _fold(mail: Any, name: str) -> None:
    """Write a header anew in lines that every server takes: a title in Chinese made one of 1,600 octets."""
    value = mail[name]
    if value is None or (len(value) <= _LINE and "\n" not in value):
        return
    try:
        parts = [(_decoded(words, charset), charset or "us-ascii") for words, charset in decode_header(value)]
    except (HeaderParseError, LookupError, ValueError):
        return
    mail.replace_header(name, _folded(name, parts))


def _decoded(words: Any, charset: str | None) -> str:
    return words.decode(charset or "ascii", "replace") if isinstance(words, bytes) else str(words)


def _folded(name: str, parts: Iterable[tuple[str, str]]) -> str:
    """A header in lines of encoded words. Whatever controls lines stays out of it."""
    made = Header(maxlinelen=_LINE, header_name=name)
    for words, _ in parts:
        text = _CONTROLS.sub(" ", words)
        # Words that look as if they were encoded are encoded, so that nobody decodes them.
        made.append(text, "us-ascii" if text.isascii() and "=?" not in text else "utf-8")
    return made.encode(linesep="\n")


@lru_cache(maxsize=2)
def _certificates(verified: bool) -> ssl.SSLContext:
    """Read once: apprise reads them for every mail, which takes forty times as long as to send it."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _opened(self: Any) -> Any:
    """apprise's way to a server: plain, TLS from the start, or STARTTLS; then the login, where the address has one."""
    try:
        self._socket = _connected(self)
        if self.user and self.password:
            self._socket.login(self.user, self.password)
    except smtplib.SMTPResponseException as error:
        # A login that is refused today may be mended tomorrow: it is trouble of the channel, not the end of an alert.
        _note(0, f"{self.host} answered {error.smtp_code}")
        _hang_up(self)
        raise
    except UnicodeError as error:
        _note(0, f"{self.host}: the user or password holds letters that a mail login cannot carry (ASCII alone can)")
        _hang_up(self)
        raise smtplib.SMTPException("the login cannot be encoded") from error
    except (OSError, smtplib.SMTPException) as error:
        _note(0, f"{self.host}: {type(error).__name__} before the mail was sent")
        _hang_up(self)
        raise
    return self


def _connected(self: Any) -> smtplib.SMTP:
    if self.secure_mode not in SMTP_SECURE_MODES:
        raise AppriseImproperlyConfigured(f"no such mode of a mail server: {self.secure_mode!r}")
    limit, secured = self.socket_connect_timeout, partial(_certificates, bool(self.verify_certificate))
    if self.secure_mode == SMTPSecureMode.SSL:
        return _SecureServer(self.host, self.port, timeout=limit, context=secured())
    server = _Server(self.host, self.port, timeout=limit)
    if self.secure_mode == SMTPSecureMode.STARTTLS:
        self._socket = server
        server.starttls(context=secured())
    return server


def _hang_up(self: Any) -> None:
    if self._socket is not None:
        self._socket.close()
        self._socket = None


def _send(self: Any, sender: str, to: list[str], message: str) -> bool:
    """One mail. What the server said, and whether it had the whole mail when the answer failed to come, is noted."""
    server, begun = self._socket, []
    give = server.data

    def data(content: Any) -> Any:
        begun.append(True)
        return give(content)

    server.data = data
    try:
        refused = server.sendmail(sender, to, message)
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(self.host, error.recipients)
    except smtplib.SMTPResponseException as error:
        return _note(error.smtp_code, f"{self.host} answered {error.smtp_code} {_said(error.smtp_error)}")
    except (OSError, smtplib.SMTPException) as error:
        return _note(0, f"{self.host}: {type(error).__name__} while the mail was sent", doubt=bool(begun))
    finally:
        del server.data
    return _refused(self.host, refused) if refused else True


def _refused(host: str, recipients: dict[str, tuple[int, bytes]]) -> bool:
    code, said = next(iter(recipients.values()))
    return _note(code, f"{host} refused the recipient: {code} {_said(said)}")


def _note(status: int, detail: str, *, doubt: bool = False) -> bool:
    _sending.status, _sending.detail, _sending.doubt = status, detail, doubt
    return False


def _said(words: Any) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


NotifyEmail.prepare_emails = staticmethod(_prepared)
AppriseSMTPController.__enter__ = _opened
AppriseSMTPController.sendmail = _send
