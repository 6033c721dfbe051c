"""One delivery, one apprise URL, one attempt. What went wrong is said without the address."""

import json
import logging
import re
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from monitor.channels.render import html, plain, slack, wording
from monitor.channels.render.wording import Style
from monitor.core.model import Alert, Delivery, SendOutcome
from monitor.core.settings import Channel
from monitor.core.views import event_view

log = logging.getLogger(__name__)
_MAIL = ("mailto", "mailtos")
_SLACK = ("slack", "slackhook", "slackhooks")
_EVENT = ("event", "events")
_REFUSED_FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})
_STATUS = re.compile(r"(?:error[= ]|code[= ]|status[= ])(\d{3})")
# apprise hands whole addresses to its log at these levels.
for _name in ("apprise", "requests", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Apprise:
    """Sends alerts through apprise."""

    def __init__(self, zone: ZoneInfo, secrets: tuple[str, ...] = ()) -> None:
        self.zone, self._secrets = zone, secrets
        self._ready = False
        self._lock = threading.Lock()

    def send(self, channel: Channel, delivery: Delivery, alert: Alert, *, test: bool = False) -> SendOutcome:
        """One attempt. A doubtful delivery says that it may be a repeat."""
        style = Style(self.zone, repeat=delivery.doubtful, test=test)
        try:
            return self._send(channel, alert, style, delivery)
        except Exception as error:  # noqa: BLE001 - a plug-in's own surprise must not end the deliverer
            return SendOutcome(False, detail=self._redact(f"{type(error).__name__}: {error}"))

    def _send(self, channel: Channel, alert: Alert, style: Style, delivery: Delivery) -> SendOutcome:
        self._prepare()
        import apprise

        from monitor.channels.plugins import text_part

        scheme = scheme_of(channel.url)
        plugin = apprise.Apprise.instantiate(_with_headers(channel.url, scheme, alert), suppress_exceptions=False)
        if plugin is None:
            return SendOutcome(False, permanent=True, detail="the channel's address is not one that apprise knows")
        if scheme in _EVENT:
            plugin.headers["Idempotency-Key"] = alert.event.reference
        title, body, kind = message(scheme, alert, style)
        heard = _Heard()
        logger = logging.getLogger("apprise")
        logger.addHandler(heard)
        try:
            with text_part(plain.body(alert, style)):
                ok = bool(plugin.notify(body=body, title=title, body_format=kind, interpret_escapes=False))
        finally:
            logger.removeHandler(heard)
        return self._outcome(ok, plugin, heard)

    def _prepare(self) -> None:
        with self._lock:
            if not self._ready:
                from monitor.channels.plugins import register

                register()
                self._ready = True

    def _outcome(self, ok: bool, plugin: Any, heard: "_Heard") -> SendOutcome:
        if ok:
            return SendOutcome(True)
        detail = getattr(plugin, "detail", "") or heard.words or "the channel did not take it"
        found = _STATUS.search(detail)
        status = getattr(plugin, "status", 0) or (int(found[1]) if found else 0)
        wait = getattr(plugin, "retry_after", "")
        return SendOutcome(
            False,
            permanent=status in _REFUSED_FOR_GOOD,
            detail=self._redact(detail),
            retry_after=float(wait) if str(wait).isdigit() else None,
        )

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "****")
        return text[:500]


class _Heard(logging.Handler):
    """What apprise said of this thread's attempt; it gives its reasons to the log only."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())

    @property
    def words(self) -> str:
        return "; ".join(self.lines)


def scheme_of(url: str) -> str:
    return urlsplit(url).scheme.lower()


def problem_with(url: str) -> str:
    """What is wrong with a channel's address, in words that do not repeat it; empty when nothing is."""
    import apprise

    from monitor.channels.plugins import register

    register()
    plugin = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if plugin is None:
        return "an address that apprise cannot read"
    if len(plugin) > 1:
        return f"an address with {len(plugin)} recipients"
    return ""


def message(scheme: str, alert: Alert, style: Style) -> tuple[str, str, Any]:
    """Title, body and apprise's body format for a kind of channel."""
    from apprise import NotifyFormat

    if scheme in _EVENT:
        return "", json.dumps(event_message(alert, style), ensure_ascii=False), None
    if scheme in _SLACK:
        return "", slack.body(alert, style), None
    if scheme in _MAIL:
        return wording.subject(alert, style), html.page(alert, style), NotifyFormat.HTML
    return wording.subject(alert, style), plain.body(alert, style), NotifyFormat.TEXT


def event_message(alert: Alert, style: Style) -> Mapping[str, Any]:
    """What `event://` posts."""
    item = None
    if alert.event.item_id is not None:
        item = {"id": alert.event.item_id, "key": alert.item_key, "url": alert.url, "title": alert.title}
    return {
        "reference": alert.event.reference,
        "repeat": style.repeat,
        "test": style.test,
        "events": [event_view(alert.event, item)],
    }


def _with_headers(url: str, scheme: str, alert: Alert) -> str:
    """Mail carries the reference as a header too, and says that a program sent it."""
    if scheme not in _MAIL:
        return url
    headers = {
        "X-Monitor-Reference": alert.event.reference,
        "Auto-Submitted": "auto-generated",
    }
    extra = "&".join(f"%2B{name}={quote(value, safe='')}" for name, value in headers.items())
    return f"{url}{'&' if '?' in url else '?'}{extra}"
