"""Two channel kinds of our own, made as apprise plug-ins: `slackhook(s)://` and `event(s)://`.

Both post JSON to an address that the desk names, follow no redirect, and keep what the receiver said for the
sender to read: apprise itself only tells yes or no.

apprise makes a mail's text part from its HTML and loses what was struck and what is new ("2,6352,815"). Our
own text takes its place on the way out.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_string
from typing import Any
from urllib.parse import urlsplit

import requests
from apprise import NotifyBase, NotifyType
from apprise.manager_plugins import NotificationManager
from apprise.plugins.email.base import NotifyEmail

_TIMEOUT = (4.0, 10.0)


class _Post(NotifyBase):  # type: ignore[misc]
    """Posts a JSON body to host and path. `status` and `retry_after` tell what the receiver answered."""

    service_url = None
    body_maxlen = 400_000
    title_maxlen = 0
    request_rate_per_sec = 0
    templates = ("{schema}://{host}", "{schema}://{host}:{port}", "{schema}://{host}/{path}")
    template_tokens = {  # noqa: RUF012 - apprise reads it so
        "host": {"name": "Host", "type": "string", "required": True},
        "port": {"name": "Port", "type": "int"},
        "path": {"name": "Path", "type": "string"},
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fullpath = kwargs.get("fullpath") or "/"
        self.query = kwargs.get("query") or ""
        self.status = 0
        self.retry_after = ""
        self.detail = ""
        self.headers: dict[str, str] = {}

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        port = f":{self.port}" if self.port else ""
        path = "/****" if privacy else self.fullpath + self.query
        return f"{self.secure_protocol if self.secure else self.protocol}://{self.host}{port}{path}"

    @staticmethod
    def parse_url(url: str, verify_host: bool = True) -> dict[str, Any] | None:
        results: dict[str, Any] | None = NotifyBase.parse_url(url, verify_host=verify_host)
        if not results:
            return None
        # Path and query go out as they were written: receivers sign or hide secrets in them.
        parts = urlsplit(url)
        results["fullpath"] = parts.path or "/"
        results["query"] = f"?{parts.query}" if parts.query else ""
        return results

    def post(self, body: bytes) -> bool:
        scheme = "https" if self.secure else "http"
        address = f"{scheme}://{self.host}{f':{self.port}' if self.port else ''}{self.fullpath}{self.query}"
        credentials = (self.user, self.password or "") if self.user else None
        headers = {"Content-Type": "application/json", "User-Agent": self.app_id, **self.headers}
        try:
            answer = requests.post(
                address, data=body, headers=headers, auth=credentials, timeout=_TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            self.detail = f"no answer from {self.host}: {type(error).__name__}"
            return False
        self.status, self.retry_after = answer.status_code, answer.headers.get("Retry-After", "")
        self.detail = f"{self.host} answered {answer.status_code}"
        return 200 <= answer.status_code < 300


class SlackHook(_Post):
    """Any receiver of Slack's webhook form: {"text": …}."""

    service_name = "Slack-compatible webhook"
    protocol = "slackhook"
    secure_protocol = "slackhooks"

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        return self.post(json.dumps({"text": f"*{title}*\n{body}" if title else body}).encode())


class EventHook(_Post):
    """A receiver of machines: the body is the JSON that the sender prepared."""

    service_name = "Event webhook"
    protocol = "event"
    secure_protocol = "events"

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        return self.post(body.encode())


def register() -> None:
    """Make both kinds known to apprise."""
    manager = NotificationManager()
    for plugin, names in ((SlackHook, ("slackhook", "slackhooks")), (EventHook, ("event", "events"))):
        for name in names:
            if name not in manager:
                manager.add(plugin, schemas=name)


class _Words(threading.local):
    """The text part for the mail that this thread sends."""

    text: str | None = None


_words = _Words()


@contextmanager
def text_part(text: str) -> Iterator[None]:
    """Mails sent inside carry this text beside their HTML."""
    _words.text = text
    try:
        yield
    finally:
        _words.text = None


_prepare = NotifyEmail.prepare_emails


def _prepared(*args: Any, **kwargs: Any) -> Iterator[Any]:
    for message in _prepare(*args, **kwargs):
        text = _words.text
        yield message if text is None else replace(message, body=_with_text(message.body, text))


NotifyEmail.prepare_emails = staticmethod(_prepared)


def _with_text(source: str, text: str) -> str:
    mail = message_from_string(source)
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            del part["Content-Transfer-Encoding"]
            part.set_payload(text, "utf-8")
    return mail.as_string()
