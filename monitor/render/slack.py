"""The message as Slack's mrkdwn: `~old~ *new*`, mentions and disguised links neutralised, within its limits."""

import re
from collections.abc import Iterator

from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import Alert, Hunk, Message
from monitor.render import digest, hunks, wording
from monitor.render.language import ENGLISH, Words
from monitor.render.wording import Style

# Slack refuses sections over 3,000 characters, and wants texts below 40,000; the reference must fit behind the rest.
_MOST, _MOST_DIGEST = 2_600, 15_000
# Receivers call people by name, or by what stands in angle brackets, and hide addresses behind words. An angle bracket
# that begins no such thing has a blank behind it.
_MENTION = re.compile(r"(?<!\w)@(?=\w)|(?<=\])(?=\()|<(?=\S)")
_JOINER = "\u2060"


def body(message: Message, style: Style) -> str:
    """The message; its last line is the reference."""
    last = wording.reference_line(message.reference)
    if message.digest:
        return _whole_digest(message, style, last)
    lines: list[str] = []
    room = _MOST
    for part in _parts(message.alert, style):
        if len(part) + 1 > room:
            lines.append(f"_{escape(wording.shortened(message.alert, style))}_")
            break
        lines.append(part)
        room -= len(part) + 1
    return "\n".join([*lines, last])


def _whole_digest(message: Message, style: Style, last: str) -> str:
    """However long titles and addresses are, no alert is left out: rather their links are."""
    text = "\n".join([*_digest(message, style), last])
    return text if len(text) <= _MOST_DIGEST else "\n".join([*_digest(message, style, short=True), last])


def _digest(message: Message, style: Style, *, short: bool = False) -> Iterator[str]:
    yield from (f"*{escape(m)}*" for m in wording.marks(style))
    yield f"*{escape(digest.heading(message, style))}*"
    for source, alerts in digest.groups(message.alerts):
        yield f"*{escape(source)}*"
        for alert in alerts:
            brief = "" if short else digest.brief(alert)
            said = " · ".join(map(escape, filter(None, [brief, digest.clock(alert, style), alert.event.reference])))
            title = link("" if short else alert.url, digest.title(alert, style))
            lead = escape(digest.lead(alert, style))
            yield f"• {f'{lead}: ' if lead else ''}{title} · {said}"


def _parts(alert: Alert, style: Style) -> Iterator[str]:
    _ = style.words
    yield from (f"*{escape(m)}*" for m in wording.marks(style))
    kind, level = wording.kind(alert, _), wording.importance(alert, _)
    about = escape(" · ".join(filter(None, [alert.source_title, level])))
    yield f"*{escape(kind)}* · {about}" if kind else f"*{about}*"
    yield link(alert.url, wording.title(alert, _))
    yield escape(wording.times(alert, style))
    yield from (f"_{escape(s)}_" for s in (wording.announced(alert, _), wording.flapping(alert, _)) if s)
    yield from (escape(_.say(note)) for note in alert.notes)
    if alert.lead:
        yield escape(alert.lead)
    yield from map(_fact, wording.told(alert.facts, _))
    yield from (hunk(h, _) for h in alert.hunks)
    if alert.shortened:
        yield f"_{escape(wording.shortened(alert, style))}_"
    if alert.event.kind not in SYSTEM_KINDS:
        yield from filter(None, [escape(wording.reasons(alert, _))])
        yield from (escape(wording.why(m, _)) for m in alert.matches)
    yield from filter(None, [escape(wording.references(alert, _)), escape(wording.also(alert, _))])


def _fact(told: wording.Told) -> str:
    if told.sentence:
        return f"• {escape(told.label)}: {_words(told.sentence)}"
    old, new = _marked("~", told.before), _marked("*", told.after)
    return f"• {escape(told.label)}: " + " → ".join(filter(None, (old, new)))


def _words(value: Hunk) -> str:
    signs = {"-": "~", "+": "*"} if value.op == "~" else {}
    return hunks.marked(value, lambda op, text: _marked(signs[op], text) if op in signs else escape(text))


def hunk(value: Hunk, words: Words = ENGLISH) -> str:
    """One block of the word diff as a quotation."""
    name = "" if value.op == "~" and value.kind == "paragraph" else f"{hunks.label(value, words)}: "
    above = f"> _{escape(value.above)}_\n" if value.above else ""
    return f"{above}> {name}{_words(value)}"


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
    text = hunks.safe(text).replace("\r", " ").replace("\n", " ")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return unmentioned(text)


def unmentioned(text: str) -> str:
    """The text with its calls to people, and links behind words, broken by a character that nobody sees."""
    return _MENTION.sub(lambda found: found[0] + _JOINER, text)
