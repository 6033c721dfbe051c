"""What was said on the wire while a plug-in of apprise sent: apprise itself tells yes or no.

Nearly all of its plug-ins speak HTTP by requests. Within `listening` the last answer of this thread is noted, and
whether an answer failed to come once the connection stood: then the receiver may have the message.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError


@dataclass(slots=True)
class Heard:
    """The last answer: its status (0: none), its Retry-After; whether any request was made, and is in doubt."""

    status: int = 0
    retry_after: str = ""
    asked: bool = False
    doubt: bool = False


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


_send = requests.Session.send


def _listened(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
    heard = _now.heard
    if heard is None:
        return _send(self, request, **kwargs)
    heard.asked, heard.status, heard.doubt = True, 0, False
    try:
        answer = _send(self, request, **kwargs)
    except requests.RequestException as error:
        heard.doubt = in_doubt(error)
        raise
    heard.status, heard.retry_after = answer.status_code, answer.headers.get("Retry-After", "")
    return answer


def in_doubt(error: requests.RequestException) -> bool:
    """Whether a request that failed may have arrived: once a connection stood, its body may have."""
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.InvalidURL)):
        return False
    inner = error.args[0] if error.args else None
    return not isinstance(getattr(inner, "reason", inner), NewConnectionError)


requests.Session.send = _listened  # type: ignore[method-assign]
