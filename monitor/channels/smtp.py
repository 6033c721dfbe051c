"""A mail server: reached by the way that the address names, its replies within bounds, what it said of a mail."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.email.smtp import SMTP_SECURE_MODES, SMTPSecureMode

from monitor.channels.bounds import Budget, note_open, reading
from monitor.channels.letter import Letter

# All replies of a mail together, and how long each may take.
_REPLY_BYTES, _REPLY_SECONDS = 128_000, 30.0


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
    """Notes when the whole mail is about to be given: from then on the server may have it."""

    begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.begun = True
        return super().data(msg)


class _SecureServer(_Server, smtplib.SMTP_SSL):
    pass


@lru_cache(maxsize=2)
def _certificates(verified: bool) -> ssl.SSLContext:
    """Read once: apprise reads them for every mail, which takes forty times as long as to send it."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def opened(plugin: Any, letter: Letter) -> Iterator[_Server]:
    """The server of a mail address of apprise's, logged in where the address has a user. Raises what smtplib raises."""
    server: _Server | None = None
    try:
        server = _connected(plugin)
        _secured(server, plugin)
    except smtplib.SMTPResponseException as error:
        # A login that is refused today may be mended tomorrow: it is trouble of the channel, not the end of an alert.
        letter.note(0, f"{plugin.smtp_host} answered {error.smtp_code}")
        _hang_up(server)
        raise
    except UnicodeError as error:
        letter.note(
            0,
            f"{plugin.smtp_host}: the user or password holds letters that a mail login cannot carry (ASCII alone can)",
        )
        _hang_up(server)
        raise smtplib.SMTPException("the login cannot be encoded") from error
    except (OSError, smtplib.SMTPException) as error:
        letter.note(0, f"{plugin.smtp_host}: {type(error).__name__} before the mail was sent")
        _hang_up(server)
        raise
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connected(plugin: Any) -> _Server:
    """Plain, or TLS from the start."""
    if plugin.secure_mode not in SMTP_SECURE_MODES:
        raise AppriseImproperlyConfigured(f"no such mode of a mail server: {plugin.secure_mode!r}")
    host, port, limit = plugin.smtp_host, plugin.port, plugin.socket_connect_timeout
    if plugin.secure_mode == SMTPSecureMode.SSL:
        return _SecureServer(host, port, timeout=limit, context=_certificates(bool(plugin.verify_certificate)))
    return _Server(host, port, timeout=limit)


def _secured(server: _Server, plugin: Any) -> None:
    """STARTTLS where the address asks for it, then the login where it has one."""
    if plugin.secure_mode == SMTPSecureMode.STARTTLS:
        server.starttls(context=_certificates(bool(plugin.verify_certificate)))
    if plugin.user and plugin.password:
        server.login(plugin.user, plugin.password)


def _hang_up(server: _Server | None) -> None:
    if server is not None:
        server.close()


def give(server: _Server, host: str, sender: str, to: list[str], mail: str, letter: Letter) -> bool:
    """Whether the server took a mail for all of `to`. What it said, and whether it had the whole mail when the answer
    failed to come, is noted.
    """
    server.begun = False
    try:
        refused = server.sendmail(sender, to, mail)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    except smtplib.SMTPResponseException as error:
        return letter.note(error.smtp_code, f"{host} answered {error.smtp_code} {_said(error.smtp_error)}")
    except (OSError, smtplib.SMTPException) as error:
        return letter.note(0, f"{host}: {type(error).__name__} while the mail was sent", doubt=server.begun)
    return _refused(host, refused, letter) if refused else True


def _refused(host: str, recipients: dict[str, tuple[int, bytes]], letter: Letter) -> bool:
    code, said = next(iter(recipients.values()))
    return letter.note(code, f"{host} refused the recipient: {code} {_said(said)}")


def _said(words: Any) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
