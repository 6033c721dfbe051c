"""The desk's own templates for mail and text: Jinja2 in its sandbox, checked at the start.

A template that fails on a message does not cost the desk the message: it goes out in the built-in form, and says so.
Whatever a template leaves out, the reference stays the last line.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.core.model import Alert, Event, Fact, Hunk, Match, Message, Piece
from monitor.core.reasons import because
from monitor.core.settings import TemplateFiles
from monitor.render import digest, html, hunks, plain, wording
from monitor.render.phrases import N_
from monitor.render.wording import Style

if TYPE_CHECKING:
    from jinja2 import Template

log = logging.getLogger(__name__)


class Templates:
    """The forms of mail and text: the desk's own where it has them, else the built-in ones."""

    def __init__(self, files: TemplateFiles) -> None:
        self._files = files
        self._made: dict[str, Template] = {}

    def mail(self, message: Message, style: Style) -> str:
        """A mail's HTML document."""
        if self._files.mail is None:
            return html.page(message, style)
        page, trouble = self._rendered(self._files.mail, message, style, escaped=True)
        if page is None:
            return _before(html.page(message, style), f'<p class="m">{hunks.clean(trouble)}</p>')
        line = wording.reference_line(message.reference)
        return page if line in page else f"{page}\n<p>{line}</p>"

    def text(self, message: Message, style: Style, most: int = 0) -> str:
        """A text of at most `most` characters (0: any number)."""
        if self._files.text is None:
            return plain.body(message, style, most)
        text, trouble = self._rendered(self._files.text, message, style, escaped=False)
        if text is None:
            return f"{trouble}\n\n{plain.body(message, style, max(most - len(trouble) - 2, 0))}"
        line = wording.reference_line(message.reference)
        kept = text.strip().removesuffix(line).rstrip()
        if most and len(kept) + len(line) + 2 > most:
            said = style.words(N_("This message is shortened."))
            kept = f"{kept[: max(most - len(line) - len(said) - 4, 0)].rstrip()}\n\n{said}"
        return f"{kept}\n\n{line}"

    def _rendered(self, file: Path, message: Message, style: Style, *, escaped: bool) -> tuple[str | None, str]:
        try:
            if str(file) not in self._made:
                self._made[str(file)] = _template(file, escaped=escaped)
            return hunks.safe(self._made[str(file)].render(_values(message, style))), ""
        except Exception as error:  # noqa: BLE001 - a template may raise anything
            log.error("template %s failed: %s; the built-in form is sent", file, error)
            return None, style.words(N_("The template {name} failed; this is the built-in form."), name=file.name)


def problems_of(files: TemplateFiles, zone: ZoneInfo) -> dict[str, str]:
    """Templates that cannot be used, by their file, with what is wrong: each is tried on an alert and on a digest."""
    found: dict[str, str] = {}
    for file, escaped in ((files.mail, True), (files.text, False)):
        if file is None:
            continue
        try:
            template = _template(file, escaped=escaped)
            for message in (Message("M-0", (_SAMPLE,)), Message("M-0", (_SAMPLE, _SAMPLE))):
                template.render(_values(message, Style(zone)))
        except Exception as error:  # noqa: BLE001 - a template may raise anything
            line = getattr(error, "lineno", None)
            found[str(file)] = f"{f'line {line}: ' if line else ''}{error or type(error).__name__}"
    return found


def _template(file: Path, *, escaped: bool) -> "Template":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        autoescape=escaped, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(file.read_text(encoding="utf-8"))


def _values(message: Message, style: Style) -> Mapping[str, Any]:
    """What a template may use; docs/running.md lists it."""
    from markupsafe import Markup

    return {
        "subject": plain.subject(message, style),
        "marks": list(wording.marks(style)),
        "digest": message.digest,
        "heading": digest.heading(message, style) if message.digest else "",
        "reference": message.reference,
        "reference_line": wording.reference_line(message.reference),
        "language": style.words.language,
        "alerts": [_alert(a, style) for a in (message.alerts if message.digest else (message.alert,))],
        "builtin": Markup(html.page(message, style)),  # noqa: S704 - our own page, escaped where it was made
        "builtin_text": plain.body(message, style),
    }


def _alert(alert: Alert, style: Style) -> dict[str, Any]:
    from markupsafe import Markup

    words = style.words
    return {
        "kind": alert.event.kind,
        "class": alert.event.cls,
        "score": alert.event.score,
        "happened": wording.happened(alert, words),
        "importance": wording.importance(alert, words),
        "source": alert.source_title,
        "title": wording.title(alert, words),
        "url": alert.url if alert.url.startswith(("http://", "https://")) else "",
        "times": wording.times(alert, style),
        "announced": wording.announced(alert, words),
        "notes": [words.say(n) for n in alert.notes],
        "lead": alert.lead,
        "facts": [{"label": t.label, "before": t.before, "after": t.after} for t in wording.told(alert.facts, words)],
        "changes": [plain.hunk(h, words).strip() for h in alert.hunks],
        "changes_html": [Markup(html.hunk(h, words)) for h in alert.hunks],  # noqa: S704 - escaped where it was made
        "reasons": wording.reasons(alert, words),
        "matches": [wording.why(m, words) for m in alert.matches],
        "references": list(alert.references),
        "shortened": wording.shortened(alert, style) if alert.shortened else "",
        "reference": alert.event.reference,
    }


def _before(page: str, note: str) -> str:
    return page.replace('<div class="w">', f'<div class="w">\n{note}', 1)


_NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
_SAMPLE = Alert(
    Event("updated", _NOW, "sample", "M-0", id=1, item_id=1, topics=("t",), cls="substantive", score=0.8,
          announced=False, from_version=1, to_version=2, reasons=(because("figure_changed"),)),
    "A source", "A title", "https://example.org/a", language="en", published_at=_NOW,
    facts=(Fact("figure", "19", "22"),),
    hunks=(Hunk("~", "paragraph", (Piece("-", "19"), Piece("+", "22"))),),
    matches=(Match("t", "A topic", 0.8, "on", (because("in_title", words=("a word",)),)),), references=("2026Z00001",),
)  # fmt: skip
_SAMPLE = replace(_SAMPLE, shortened=True)
