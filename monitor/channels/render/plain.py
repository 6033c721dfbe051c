"""The alert as plain text: for every channel that is neither mail nor Slack, for the log, and for the terminal."""

from collections.abc import Iterator

from monitor.channels.render import wording
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
        yield ["What changed:", *(_fact(*wording.fact(f)) for f in alert.facts)]
    if alert.hunks:
        yield ["In the text ([-old-] {+new+}):", *(hunk(h) for h in alert.hunks)]
    if alert.shortened:
        yield ["This message is shortened; the whole text stands at the address above."]
    if alert.event.kind not in SYSTEM_KINDS:
        yield [*filter(None, [wording.reasons(alert)]), *map(wording.why, alert.matches)]
    if alert.references:
        yield ["References: " + ", ".join(alert.references)]


def _fact(label: str, before: str, after: str) -> str:
    if before and after:
        return f"  {label}: {before} -> {after}"
    return f"  {label}: {after}" if after else f"  {label} (gone): {before}"


def hunk(value: Hunk) -> str:
    """One block of the word diff: [-old-] {+new+}."""
    if value.op == "+":
        return "  + " + value.pieces[0].text
    if value.op == "-":
        return "  - " + value.pieces[0].text
    if value.op == ">":
        return "  moved: " + value.pieces[0].text
    words = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "  ~ " + "".join(_spaced(words[p.op], p.text) for p in wording.spaced(value.pieces))


def _spaced(form: str, text: str) -> str:
    """Blanks at the ends of a changed run stay outside its marks."""
    core = text.strip()
    if form == "{}" or not core:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return lead + form.format(core) + tail
