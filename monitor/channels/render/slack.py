"""The alert as Slack's mrkdwn: `~old~ *new*`, mentions and disguised links neutralised, within its limits."""

import re
from collections.abc import Iterator

from monitor.channels.render import hunks, wording
from monitor.channels.render.wording import Style
from monitor.core.model import SYSTEM_KINDS, Alert, Hunk

# Slack refuses sections over 3,000 characters; the reference must always fit behind the rest.
_MOST = 2_600
_MENTION = re.compile(r"@(?=(everyone|channel|here)\b)", re.IGNORECASE)
_JOINER = "\u2060"


def body(alert: Alert, style: Style) -> str:
    """The message; its last line is the reference."""
    lines: list[str] = []
    room = _MOST
    for part in _parts(alert, style):
        if len(part) + 1 > room:
            lines.append("_This message is shortened; the whole text stands at the address above._")
            break
        lines.append(part)
        room -= len(part) + 1
    return "\n".join([*lines, wording.reference_line(alert)])


def title(alert: Alert, style: Style) -> str:
    return escape(wording.subject(alert, style))


def _parts(alert: Alert, style: Style) -> Iterator[str]:
    yield from (f"*{escape(m)}*" for m in wording.marks(style))
    yield f"*{escape(wording.happened(alert))}* · {escape(alert.source_title)}"
    yield link(alert.url, alert.title)
    yield escape(wording.times(alert, style.zone))
    if wording.announced(alert):
        yield f"_{escape(wording.announced(alert))}_"
    yield from map(escape, alert.notes)
    if alert.lead:
        yield escape(alert.lead)
    yield from map(_fact, wording.told(alert.facts))
    yield from (hunk(h) for h in alert.hunks)
    if alert.shortened:
        yield "_This message is shortened; the whole text stands at the address above._"
    if alert.event.kind not in SYSTEM_KINDS:
        yield from filter(None, [escape(wording.reasons(alert))])
        yield from (escape(wording.why(m)) for m in alert.matches)
    if alert.references:
        yield escape("References: " + ", ".join(alert.references))


def _fact(told: wording.Told) -> str:
    if told.sentence:
        return f"• {escape(told.label)}: {_words(told.sentence)}"
    old, new = _marked("~", told.before), _marked("*", told.after)
    return f"• {escape(told.label)}: " + " → ".join(filter(None, (old, new)))


def _words(value: Hunk) -> str:
    signs = {"-": "~", "+": "*"} if value.op == "~" else {}
    return hunks.marked(value, lambda op, text: _marked(signs[op], text) if op in signs else escape(text))


def hunk(value: Hunk) -> str:
    """One block of the word diff as a quotation."""
    name = "" if value.op == "~" and value.kind == "paragraph" else f"{hunks.label(value)}: "
    return f"> {name}{_words(value)}"


def _marked(mark: str, text: str) -> str:
    """Slack sees a mark only next to a blank: blanks at the ends stay outside, marks inside are broken."""
    core = text.strip()
    if not core:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    inner = escape(core).replace(mark, mark + _JOINER)
    return f"{lead}{mark}{inner}{mark}{tail}"


def link(url: str, words: str) -> str:
    """A link whose words cannot pretend to be another address."""
    if not url.startswith(("http://", "https://")) or any(c in url for c in "<>|\n "):
        return escape(words)
    return f"<{url.replace('&', '&amp;')}|{escape(words).replace('|', '¦')}>"


def escape(text: str) -> str:
    """Slack's three characters, so that no `<!channel>` or `<@U…>` from outside is live; bare @here is broken."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r", " ").replace("\n", " ")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub("@" + _JOINER, text)
