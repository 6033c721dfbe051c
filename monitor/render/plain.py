"""The message as plain text: for every channel that is neither mail nor Slack, for the log, and for the terminal."""

from collections.abc import Callable, Iterable, Iterator

from monitor.core.flat import flat
from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import Alert, Hunk, Message
from monitor.render import digest, hunks, wording
from monitor.render.language import ENGLISH, Words
from monitor.render.phrases import N_
from monitor.render.wording import Style


def subject(message: Message, style: Style) -> str:
    """One line of at most 200 characters, for every kind of channel."""
    return digest.subject(message, style) if message.digest else wording.subject(message.alert, style)


def body(message: Message, style: Style, most: int = 0) -> str:
    """The message without its subject; its last line is the reference. With `most` at most so many characters: what
    does not fit is left out, and that is said.
    """
    last = wording.reference_line(message.reference)
    if message.digest and most:
        return _digest_within(message, style, most, last)
    text = hunks.safe("\n\n".join("\n".join(part) for part in _parts(message, style) if part))
    if most and len(text) + len(last) + 2 > most:
        text = _shortened(message, style, most - len(last) - 2)
    return f"{text}\n\n{last}"


def _shortened(message: Message, style: Style, most: int) -> str:
    """An alert in so many characters: the middle of the change goes first, what happened and why stay."""
    head, middle, tail = (_text(part(message, style)) for part in (_head, _middle, _tail))
    said = wording.shortened(message.alert, style)
    room = most - len(said) - 2
    tail = _clipped(tail, max(room // 2, room - len(head) - 2))
    head = _clipped(head, room - len(tail) - 2)
    middle = _clipped(middle, room - len(head) - len(tail) - 4)
    return "\n\n".join(filter(None, [head, middle, said, tail]))


def _text(parts: Iterable[list[str]]) -> str:
    return hunks.safe("\n\n".join("\n".join(part) for part in parts if part))


def _clipped(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return f"{text[: room - 1].rstrip()}…" if room > 1 else ""


def _digest_within(message: Message, style: Style, most: int, last: str) -> str:
    """A digest that leaves out no alert: rather its address, then what befell it, then most of its title."""
    text = ""
    for form in (_line, _short_line, _shortest_line):
        parts = (part for part in _digest(message, style, form) if part)
        text = hunks.safe("\n\n".join("\n".join(part) for part in parts)) + f"\n\n{last}"
        if len(text) <= most:
            return text
    return text


Line = Callable[[Alert, Style], Iterator[str]]


def _digest(message: Message, style: Style, form: Line) -> Iterator[list[str]]:
    yield list(wording.marks(style))
    yield [digest.heading(message, style)]
    for source, alerts in digest.groups(message.alerts):
        yield [f"{wording.clipped(source, 60)}:", *flat(form(alert, style) for alert in alerts)]


def _parts(message: Message, style: Style) -> Iterator[list[str]]:
    if message.digest:
        yield from _digest(message, style, _line)
        return
    yield from _head(message, style)
    yield from _middle(message, style)
    alert = message.alert
    if alert.shortened:
        yield [wording.shortened(alert, style, attached=style.attached and message.whole is not None)]
    yield from _tail(message, style)


def _short_line(alert: Alert, style: Style) -> Iterator[str]:
    yield f"- {_with(digest.lead(alert, style), digest.title(alert, style))} ({alert.event.reference})"


def _shortest_line(alert: Alert, style: Style) -> Iterator[str]:
    yield f"- {wording.clipped(digest.title(alert, style), 24)} ({alert.event.reference})"


def _line(alert: Alert, style: Style) -> Iterator[str]:
    said = ": ".join(filter(None, [digest.title(alert, style), digest.brief(alert)]))
    yield f"- {digest.clock(alert, style)} {_with(digest.lead(alert, style), said)} ({alert.event.reference})"
    if alert.url:
        yield f"  {alert.url}"


def _with(lead: str, words: str) -> str:
    return f"{lead}: {words}" if lead else words


def _head(message: Message, style: Style) -> Iterator[list[str]]:
    """What happened, where and when."""
    alert, _ = message.alert, style.words
    title = wording.title(alert, _)
    yield list(wording.marks(style))
    yield [line for line in (_with(wording.kind(alert, _), title), wording.origin(alert, _), alert.url) if line]
    yield [wording.times(alert, style), *filter(None, [wording.announced(alert, _), wording.flapping(alert, _)])]
    yield [_.say(note) for note in alert.notes]


def _middle(message: Message, style: Style) -> Iterator[list[str]]:
    """What changed."""
    alert, _ = message.alert, style.words
    yield [alert.lead] if alert.lead else []
    if alert.facts:
        yield [_(N_("What changed:")), *(_fact(t, _) for t in wording.told(alert.facts, _))]
    if alert.hunks:
        yield [_(N_("In the text ([-old-] {+new+}):")), *(hunk(h, _) for h in alert.hunks)]


def _tail(message: Message, style: Style) -> Iterator[list[str]]:
    """Why it is told."""
    alert, _ = message.alert, style.words
    if alert.event.kind not in SYSTEM_KINDS:
        yield [*filter(None, [wording.reasons(alert, _)]), *(wording.why(m, _) for m in alert.matches)]
    yield list(filter(None, [wording.references(alert, _), wording.also(alert, _)]))


def _fact(told: wording.Told, words: Words) -> str:
    if told.sentence:
        return f"  {told.label}: {hunks.plain(told.sentence)}"
    if not (told.before or told.after):
        return f"  {told.label}"
    if told.before and told.after:
        return f"  {told.label}: {told.before} -> {told.after}"
    return f"  {told.label}: {told.after}" if told.after else f"  {told.label} ({words(N_('gone'))}): {told.before}"


def hunk(value: Hunk, words: Words = ENGLISH) -> str:
    """One block of the word diff: [-old-] {+new+}, or the whole block behind its label."""
    above = f"    ({value.above})\n" if value.above else ""
    if value.op == "~" and value.kind == "paragraph":
        return f"{above}  ~ {hunks.plain(value)}"
    return f"{above}  {value.op} {hunks.label(value, words)}: {hunks.plain(value)}"
