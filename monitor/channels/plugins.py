"""Channel kinds of our own, made as apprise plug-ins: `slackhook(s)://` and `event(s)://`; ours for `mailto(s)://`.

The first two post JSON to an address that the desk names, and follow no redirect. Mail is told of in `mail.py`.
"""

import json
import os
import threading
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests
from apprise import NotifyBase, NotifyType
from apprise.manager_plugins import NotificationManager

from monitor.channels.wire import Bounded

_TIMEOUT = (4.0, 10.0)


class _Post(NotifyBase):  # type: ignore[misc]
    """Posts a JSON body to host and path. `detail` says what the receiver answered."""

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
        self.detail = ""
        self._kept: requests.Session | None = None
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
            answer = self._session(address).post(
                address, data=body, headers=headers, auth=credentials, timeout=_TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            self.detail = f"no answer from {self.host}: {type(error).__name__}"
            return False
        self.detail = f"{self.host} answered {answer.status_code}"
        return 200 <= answer.status_code < 300

    def _session(self, address: str) -> requests.Session:
        """What the environment says of proxies and certificates is read once: it costs a third of a send."""
        if self._kept is None:
            self._kept = requests.Session()
            for scheme in ("http://", "https://"):
                self._kept.mount(scheme, Bounded())
            self._kept.proxies = requests.utils.get_environ_proxies(address)
            self._kept.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
            self._kept.trust_env = False
            # A kept connection may be closed just when it is used, which looks like a message in doubt.
            self._kept.headers["Connection"] = "close"
        return self._kept


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


_registering = threading.Lock()
_MAIL = frozenset({"mailto", "mailtos"})


def register(schemas: Collection[str]) -> None:
    """Make our kinds known to apprise; ours for mail where mail is one of `schemas`, as its modules are large."""
    manager = NotificationManager()
    with _registering:
        for plugin, names in ((SlackHook, ("slackhook", "slackhooks")), (EventHook, ("event", "events"))):
            if any(name not in manager for name in names):
                manager.add(plugin, schemas=names, force=True)
        if not _MAIL.isdisjoint(schemas):
            _register_mail(manager)


def _register_mail(manager: NotificationManager) -> None:
    from monitor.channels.mail import Mail

    if manager["mailto"] is not Mail:
        manager.add(Mail, schemas=sorted(_MAIL), force=True)
