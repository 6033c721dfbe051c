"""The alert as plain text: for every channel that is neither mail nor Slack, for the log, and for the terminal."""

from collections.abc import Iterator

from monitor.channels.render import hunks, wording
from monitor.channels.render.wording import Style
from monitor.core.model import SYSTEM_KINDS, Alert, Hunk


def body(alert: Alert, style: Style) -> str:
    """The message without its subject; its last line is the reference."""
    parts = ["\n".join(part) for part in _parts(alert, style) if part]
    return "\n\n".join([*parts, wording.reference_line(alert)])


def _parts(alert: Alert, style: Style) -> Iterator[list[str]]:
    yield list(wording.marks(style))
    yield [line for line in (f"{wording.happened(alert)}: {alert.title}", alert.source_title, alert.url) if line]
    yield [wording.times(alert, style.zone), *filter(None, [wording.announced(alert)])]
    yield list(alert.notes)
    yield [alert.lead] if alert.lead else []
    if alert.facts:
        yield ["What changed:", *map(_fact, wording.told(alert.facts))]
    if alert.hunks:
        yield ["In the text ([-old-] {+new+}):", *(hunk(h) for h in alert.hunks)]
    if alert.shortened:
        yield ["This message is shortened; the whole text stands at the address above."]
    if alert.event.kind not in SYSTEM_KINDS:
        yield [*filter(None, [wording.reasons(alert)]), *map(wording.why, alert.matches)]
    if alert.references:
        yield ["References: " + ", ".join(alert.references)]


def _fact(told: wording.Told) -> str:
    if told.sentence:
        return f"  {told.label}: {hunks.plain(told.sentence)}"
    if told.before and told.after:
        return f"  {told.label}: {told.before} -> {told.after}"
    return f"  {told.label}: {told.after}" if told.after else f"  {told.label} (gone): {told.before}"


def hunk(value: Hunk) -> str:
    """One block of the word diff: [-old-] {+new+}, or the whole block behind its label."""
    if value.op == "~" and value.kind == "paragraph":
        return f"  ~ {hunks.plain(value)}"
    return f"  {value.op} {hunks.label(value)}: {hunks.plain(value)}"
