"""One message, one apprise URL, one attempt. What went wrong is said without the address."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor.channels.forms import Rendered, Renderer, kind_of, scheme_of
from monitor.channels.letter import Letter
from monitor.channels.limits import Limit, limit_of
from monitor.channels.refusals import refusal
from monitor.core.answers import parse_retry_after
from monitor.core.model import Message, SendOutcome
from monitor.core.secret import struck_out
from monitor.core.settings import Channel, Settings

if TYPE_CHECKING:
    from monitor.channels import wire

log = logging.getLogger(__name__)
_MOST_ALERTS, _ROOM_PER_ALERT, _ROOM_AROUND = 50, 450, 600
_WRONG_ADDRESS = frozenset({401, 403, 404, 405, 410})
_WRONG_MESSAGE = frozenset({400, 413, 415, 422})
# A gateway that gave up on the receiver cannot say whether that took the message.
_IN_DOUBT = frozenset({502, 504})
# apprise hands whole addresses to its log at these levels.
for _name in ("apprise", "requests", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)
# What apprise says of an attempt is heard where it is made; what it says of an address shows pieces of it.
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False


class Apprise:
    """Sends messages through apprise. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._secrets, self._urls = settings.secrets, [c.url for c in settings.channels if c.on]
        self._renderer = Renderer(settings)
        self._lock = threading.Lock()
        self._free: dict[str, list[_Way]] = {}
        self._most: dict[str, int] = {}
        self._is_ready = False

    def make_ready(self) -> None:
        """Load apprise, and the plug-ins of the channels, before there is something to send.

        One thread does it: two that import each other's modules lock each other out.
        """
        with self._lock:
            if self._is_ready:
                return
            import apprise

            from monitor.channels import mail, wire
            from monitor.channels.schemas import load_for

            for url in self._urls:
                load_for(url)
            log.debug("apprise %s is ready (%s, %s)", apprise.__version__, mail.__name__, wire.__name__)
            self._is_ready = True

    def room(self, channel: Channel) -> int:
        """How many alerts a message to this channel may tell as a digest."""
        self.make_ready()
        if kind_of(channel.url) != "text":
            return _MOST_ALERTS
        if channel.url not in self._most:
            plugin = _plugin(channel.url)
            self._most[channel.url] = _limit(channel.url, plugin).most if plugin is not None else 0
        room = self._most[channel.url] - _ROOM_AROUND
        return max(1, min(_MOST_ALERTS, room // _ROOM_PER_ALERT))

    def send(self, channel: Channel, message: Message) -> SendOutcome:
        """One attempt. A doubtful message says that it may be a repeat."""
        try:
            self.make_ready()
            way = self._way(channel.url)
            if way is None:
                return SendOutcome(False, permanent=True, detail="the channel's address is not one that apprise knows")
            rendered = self._renderer.render(channel, message, _limit(channel.url, way.plugin))
        except Exception as error:  # noqa: BLE001 - a template or plug-in may raise anything
            return SendOutcome(False, detail=self._redact(f"{type(error).__name__}: {error}"))
        try:
            outcome = replace(self._sent(way, rendered), digest=rendered.digest)
        except Exception as error:  # noqa: BLE001 - the same, and it may have sent before
            said = self._redact(f"{type(error).__name__}: {error}")
            return SendOutcome(False, doubt=True, detail=said, digest=rendered.digest)
        with self._lock:
            self._free.setdefault(channel.url, []).append(way)
        return outcome

    def give_up(self, thread: int | None) -> None:
        """Break the connection of a thread whose send hangs."""
        from monitor.channels.bounds import give_up

        give_up(thread)

    def _way(self, url: str) -> "_Way | None":
        """A plug-in that nobody uses: to make one costs as much as to send. One that hangs does not come back."""
        with self._lock:
            if self._free.get(url):
                return self._free[url].pop()
        plugin = _plugin(url)
        if plugin is None:
            return None
        # The pace is ours: apprise's own throttle sleeps within a send, whose time is measured.
        plugin.request_rate_per_sec = 0
        return _Way(plugin, dict(getattr(plugin, "headers", {})))

    def preview(self, channel: Channel, message: Message) -> Rendered:
        """What `send` would send."""
        plugin = _plugin(channel.url)
        return self._renderer.render(channel, message, _limit(channel.url, plugin) if plugin is not None else Limit())

    def _sent(self, way: "_Way", rendered: Rendered) -> SendOutcome:
        from monitor.channels import mail, wire

        plugin = way.plugin
        if rendered.headers:
            plugin.headers = {**way.headers, **rendered.headers}
        with (
            _heard() as said,
            wire.listening() as heard,
            mail.carrying(plugin, Letter(rendered.text, rendered.title, rendered.message_id)) as told,
        ):
            ok = bool(
                plugin.notify(
                    body=rendered.body,
                    title=rendered.title,
                    body_format=rendered.format,
                    attach=mail.attachment(rendered) if rendered.attachment else None,
                    interpret_escapes=False,
                )
            )
        if ok:
            return SendOutcome(True)
        detail = getattr(plugin, "detail", "") or told.detail or "; ".join(said) or "the channel did not take it"
        doubt = _may_have_arrived(heard, told)
        if heard.status:
            return self._refused(detail, heard.status, heard.retry_after, doubt)
        meant = refusal(told.status, detail)
        return SendOutcome(
            False, meant.permanent, self._redact(detail), address=meant.address, retry_after=meant.wait, doubt=doubt
        )

    def _refused(self, detail: str, status: int, retry_after: str, doubt: bool) -> SendOutcome:
        """What an answer over HTTP means."""
        wait = parse_retry_after(retry_after, now := datetime.now(UTC))
        return SendOutcome(
            False,
            permanent=status in (*_WRONG_ADDRESS, *_WRONG_MESSAGE),
            # The next message would fare no better.
            address=status in _WRONG_ADDRESS,
            detail=self._redact(detail),
            retry_after=max((wait - now).total_seconds(), 0.0) if wait else None,
            doubt=doubt or status in _IN_DOUBT,
        )

    def _redact(self, text: str) -> str:
        return struck_out(text, self._secrets)[:500]


def _plugin(url: str) -> Any:
    """apprise's own object for an address, which knows our two kinds; None for one that it cannot use."""
    import apprise

    from monitor.channels.schemas import load_for

    load_for(url)
    return apprise.Apprise.instantiate(url, suppress_exceptions=True)


def _limit(url: str, plugin: Any) -> Limit:
    """How long title and text may be together."""
    from apprise.common import NotifyFormat
    from apprise.conversion import convert_between

    limit = limit_of(scheme_of(url), int(plugin.body_maxlen))
    if limit.unit == "utf-16":
        # Telegram counts what is read, without the signs that stand for its form.
        return limit
    return replace(limit, written=partial(convert_between, NotifyFormat.TEXT, plugin.notify_format))


@dataclass(slots=True)
class _Way:
    """A channel's plug-in, and the headers that its address gave it."""

    plugin: Any
    headers: dict[str, str]


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What apprise says of this thread's attempt; it gives its reasons to the log only."""
    handler = _Listener()
    logger = logging.getLogger("apprise")
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)


def _may_have_arrived(heard: "wire.Heard", told: Letter) -> bool:
    """Whether a message that failed may be there: as HTTP or SMTP say; of a plug-in that used neither nobody knows."""
    if heard.asked:
        return heard.doubt
    return told.doubt if told.detail else True


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())


def problem_with(url: str) -> str:
    """What is wrong with a channel's address, in words that do not repeat it; empty when nothing is."""
    plugin = _plugin(url)
    if plugin is None:
        return "an address that apprise cannot read; what it needs: https://appriseit.com/services"
    if len(plugin) > 1:
        return f"an address with {len(plugin)} recipients"
    if kind_of(url) == "mail" and not f"{plugin.user or ''}{plugin.password or ''}".isascii():
        return "a user or password with letters that a mail login cannot carry (ASCII alone can)"
    return ""
