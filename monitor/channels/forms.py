"""A message in the form of a channel's kind: title, body, headers, attachment. What is sent is what `preview` shows."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.channels.limits import MOST_TEXT, Limit
from monitor.channels.templates import Templates
from monitor.core.model import Message
from monitor.core.settings import Channel, Settings
from monitor.render import diffpage, plain, slack, wording
from monitor.render.compose import headline
from monitor.render.language import ENGLISH, words_of
from monitor.render.views import event_view
from monitor.render.wording import Style

_LEAST_ROOM, _ATTEMPTS = 200, 8
_MAIL = ("mailto", "mailtos")
_SLACK = ("slack", "slackhook", "slackhooks")
_EVENT = ("event", "events")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes out. `format` is apprise's body format; `text` the plain part of a mail; `attachment` an HTML page."""

    kind: str
    title: str
    body: str
    format: str | None = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    attachment: str = ""
    attachment_name: str = ""
    message_id: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of what a reader gets: title, body, plain part, attached page."""
        parts = (self.title, self.body, self.text or "", self.attachment)
        return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


class Renderer:
    """Words messages for the channels of a configuration."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._templates = Templates(settings.templates)

    def render(self, channel: Channel, message: Message, limit: Limit = Limit()) -> Rendered:  # noqa: B008 - frozen
        """The message for this channel, title and text within its limit."""
        kind = kind_of(channel.url)
        style = Style(
            self._settings.zone,
            repeat=message.repeat,
            test=message.test,
            words=words_of(channel.language),
            public_url=self._settings.public_url,
            attached=kind == "mail",
        )
        if kind == "event":
            headers = {"Idempotency-Key": message.reference}
            return Rendered(kind, "", json.dumps(event_message(message), ensure_ascii=True), headers=headers)
        if kind == "slack":
            return Rendered(kind, "", slack.body(message, style))
        if kind == "mail":
            return self._mail(channel, message, style)
        title = slack.unmentioned(plain.subject(message, style))
        return Rendered(kind, title, self._within(message, style, limit, limit.most - limit.size(title) - 2), "text")

    def _within(self, message: Message, style: Style, limit: Limit, room: int) -> str:
        """The text within so much of a limit; templates count characters, so what is too long is made again."""
        room = most = max(room, _LEAST_ROOM)
        for _ in range(_ATTEMPTS):
            text = slack.unmentioned(self._templates.text(message, style, most))
            if (size := limit.size(text)) <= room or most <= _LEAST_ROOM:
                break
            most = max(most * room // size - 1, _LEAST_ROOM)
        return text

    def _mail(self, channel: Channel, message: Message, style: Style) -> Rendered:
        whole = message.whole is not None and not message.digest and message.alert.shortened
        domain = _domain(channel.url)
        return Rendered(
            "mail",
            plain.subject(message, style),
            self._templates.mail(message, style),
            "html",
            text=self._templates.text(message, style, MOST_TEXT),
            headers=_headers(message, domain),
            attachment=_attached(message, style) if whole else "",
            attachment_name=f"{message.reference}.html",
            message_id=f"<{message.reference}@{domain}>",
        )


def kind_of(url: str) -> str:
    """'mail', 'slack', 'event', or 'text' for all others."""
    scheme = scheme_of(url)
    kinds = (("mail", _MAIL), ("slack", _SLACK), ("event", _EVENT))
    return next((kind for kind, schemes in kinds if scheme in schemes), "text")


def scheme_of(url: str) -> str:
    return urlsplit(url).scheme.lower()


def event_message(message: Message) -> dict[str, Any]:
    """What `event://` posts: every event of the message, also of edits that others are told as one."""
    events = []
    for alert in message.alerts:
        item = None
        if alert.event.item_id is not None:
            item = {
                "id": alert.event.item_id,
                "key": alert.item_key,
                "url": alert.url,
                "title": ENGLISH.say(headline(alert)),
            }
        events.append(event_view(alert.event, item))
    return {"reference": message.reference, "repeat": message.repeat, "test": message.test, "events": events}


def _headers(message: Message, domain: str) -> dict[str, str]:
    """The reference for machines, what mail programs file and thread by, and that a program sent it."""
    headers = {"X-Monitor-Reference": message.reference, "Auto-Submitted": "auto-generated"}
    source = "digest" if message.digest else message.alert.event.source
    headers["List-Id"] = f"<{_label(source)}.monitor.{domain}>"
    if not message.digest:
        event = message.alert.event
        thread = f"item-{event.item_id}" if event.item_id is not None else f"source-{_label(event.source)}"
        headers["References"] = headers["In-Reply-To"] = f"<{thread}.monitor@{domain}>"
    return headers


def _label(name: str) -> str:
    """A source's name as part of a domain; watched pages are named by their address."""
    return name if name.isascii() and name.replace("-", "").isalnum() else sha256(name.encode()).hexdigest()[:12]


def _domain(url: str) -> str:
    """The domain of the sender, or of the server."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0]
    domain = sender.rpartition("@")[2].strip("> ") if "@" in sender else parts.hostname or ""
    return domain if domain and domain.replace("-", "").replace(".", "").isalnum() else "monitor.invalid"


def _attached(message: Message, style: Style) -> str:
    alert = message.alert
    assert message.whole is not None
    about = [wording.times(alert, style), wording.reference_line(message.reference)]
    most = diffpage.MOST_ATTACHED
    return diffpage.page(alert.title, message.whole, url=alert.url, about=about, words=style.words, most=most)
