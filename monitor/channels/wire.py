"""What was said on the wire while a plug-in of apprise sent: apprise itself tells yes or no.

Nearly all of its plug-ins speak HTTP by requests. Within `listening` the last answer of this thread is noted, and
whether an answer failed to come once the connection stood: then the receiver may have the message. The status decides,
whatever becomes of the rest; of that 64 kB are read and no redirect is followed: an alert goes where the desk said.
"""

import http.client
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from monitor.channels.bounds import Budget, note_open, note_over, reading

_SECONDS, _REST_SECONDS = 30.0, 5.0
MOST_REPLY, _MOST_HEADS = 64_000, 128_000


@dataclass(slots=True)
class Heard:
    """The last answer: its status (0: none), its Retry-After; whether any request was made, and is in doubt.
    `connecting`: the way to the receiver (proxy, tunnel, TLS) does not stand yet, and nothing can have arrived.
    """

    status: int = 0
    retry_after: str = ""
    asked: bool = False
    doubt: bool = False
    connecting: bool = False
    budget: Budget = field(default_factory=lambda: Budget(_SECONDS, MOST_REPLY + _MOST_HEADS))

    def begin(self) -> None:
        """Another request is made."""
        self.asked, self.status, self.retry_after, self.doubt, self.connecting = True, 0, "", False, False
        self.budget = Budget(_SECONDS, MOST_REPLY + _MOST_HEADS)


class _Now(threading.local):
    heard: Heard | None = None


_now = _Now()


@contextmanager
def listening() -> Iterator[Heard]:
    """Note what this thread's requests are answered."""
    _now.heard = heard = Heard()
    try:
        yield heard
    finally:
        _now.heard = None
        note_over()


class _Bounded(http.client.HTTPResponse):
    """A reply that is read within its budget."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        if _now.heard is not None:
            unbounded, self.fp = self.fp, reading(sock, _now.heard.budget)
            unbounded.close()


class _Reply(_Bounded):
    """A receiver's, whose status is noted as soon as it stands."""

    def _read_status(self) -> tuple[str, int, str]:
        found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        if _now.heard is not None and found[1] >= 200:
            _now.heard.status = found[1]
            _now.heard.budget.allow(_REST_SECONDS)
        return found


@contextmanager
def _connecting() -> Iterator[None]:
    """What fails inside has told the receiver nothing."""
    heard = _now.heard or Heard()
    heard.connecting = True
    yield
    # A proxy's yes to the tunnel is none of the receiver's.
    heard.begin()


class _Plain(HTTPConnection):
    response_class = _Reply

    def connect(self) -> None:
        with _connecting():
            super().connect()
        note_open(self.sock)


class _Secure(HTTPSConnection):
    response_class: type[_Bounded] = _Reply

    def connect(self) -> None:
        with _connecting():
            super().connect()
        note_open(self.sock)

    def _tunnel(self) -> None:
        note_open(self.sock)
        self.response_class = _Bounded
        try:
            super()._tunnel()
        finally:
            self.response_class = _Reply


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class Bounded(HTTPAdapter):
    """requests' way to a receiver, with our bounds on what that says."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_send = requests.Session.send


def _listened(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
    heard = _now.heard
    if heard is None:
        return _send(self, request, **kwargs)
    for prefix in [name for name, adapter in self.adapters.items() if type(adapter) is HTTPAdapter]:
        self.mount(prefix, Bounded())
    heard.begin()
    try:
        answer = _send(self, request, **{**kwargs, "stream": True, "allow_redirects": False})
    except requests.RequestException as error:
        if heard.status:
            return _without_heads(request, heard.status)
        heard.doubt = not heard.connecting and in_doubt(error)
        raise
    heard.status, heard.retry_after = answer.status_code, answer.headers.get("Retry-After", "")
    _take_content(answer)
    return answer


def _without_heads(request: requests.PreparedRequest, status: int) -> requests.Response:
    """The answer of a receiver that said its status, and of which no more came."""
    answer = requests.Response()
    answer.status_code, answer.request, answer.url = status, request, request.url or ""
    answer._content = b""
    return answer


def _take_content(answer: requests.Response) -> None:
    """What comes behind the status, as far as it is read; the connection ends with it."""
    try:
        answer._content = _content(answer)
    except Exception:  # noqa: BLE001 - the status decides, whatever breaks behind it
        answer._content = b""
    answer._content_consumed = True
    answer.close()


def _content(answer: requests.Response) -> bytes:
    raw = answer.raw.read(MOST_REPLY, decode_content=False) or b""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return bytes(raw)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return b""
    return zlib.decompressobj(wbits=47).decompress(raw, MOST_REPLY)


def in_doubt(error: requests.RequestException) -> bool:
    """Whether a request that failed may have arrived: once a connection stood, its body may have."""
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.InvalidURL)):
        return False
    inner = error.args[0] if error.args else None
    return not isinstance(getattr(inner, "reason", inner), NewConnectionError)


requests.Session.send = _listened  # type: ignore[method-assign]
