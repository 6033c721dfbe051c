"""The message as an HTML mail. Everything from outside is escaped; only http(s) addresses become links."""

from collections.abc import Iterable, Iterator

from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import Alert, Fact, Hunk, Message
from monitor.render import digest, wording
from monitor.render.hunks import clean, inline, label
from monitor.render.language import ENGLISH, Words
from monitor.render.phrases import N_
from monitor.render.wording import Style

_CSS = """
body{font:15px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#1d2733;background:#fff;margin:0}
.w{max-width:680px;margin:0 auto;padding:20px}h1{font-size:20px;line-height:1.3;margin:4px 0 8px}
h2{font-size:16px;margin:18px 0 4px}ul{margin:4px 0;padding-left:20px}li{margin:4px 0}
a{color:#0b57a4}.k{font-size:13px;color:#5a6675}.m{background:#fff4d6;color:#5c4300;padding:8px 12px;border-radius:4px}
table{border-collapse:collapse;margin:8px 0}td{padding:3px 12px 3px 0;vertical-align:top}td.l{color:#5a6675}
del{background:#fde7d9;color:#8a3000;text-decoration:line-through}
ins{background:#dcebff;color:#003f8a;text-decoration:underline}
.h{border-left:3px solid #c9d3de;padding:2px 0 2px 12px;margin:8px 0}
.f{border-top:1px solid #dfe5eb;margin-top:18px;padding-top:8px;font-size:13px;color:#5a6675}
@media (prefers-color-scheme:dark){body{color:#e3e8ee;background:#14191f}a{color:#8ec1ff}.k,td.l,.f{color:#a3afbd}
del{background:#5a2c12;color:#ffd9c2}ins{background:#123f73;color:#d5e7ff}.m{background:#4a3900;color:#ffe9ad}}
"""


def page(message: Message, style: Style) -> str:
    """The whole message as one HTML document; its last line is the reference."""
    title = digest.subject(message, style) if message.digest else wording.subject(message.alert, style)
    rows = "\n".join(_digest(message, style) if message.digest else _rows(message, message.alert, style))
    return (
        f'<!DOCTYPE html>\n<html lang="{style.words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{clean(title)}</title><style>{_CSS}</style></head>\n"
        f'<body><div class="w">\n{rows}\n</div></body></html>'
    )


def _lead(alert: Alert, style: Style) -> str:
    lead = digest.lead(alert, style)
    return f'<span class="k">{clean(lead)}:</span> ' if lead else ""


def _rows(message: Message, alert: Alert, style: Style) -> Iterator[str]:
    _ = style.words
    yield from (f'<p class="m">{clean(m)}</p>' for m in wording.marks(style))
    about = " · ".join(filter(None, [wording.kind(alert, _), wording.origin(alert, _)]))
    yield f'<div class="k">{clean(about)}</div>'
    yield f"<h1>{_link(alert.url, wording.title(alert, _))}</h1>"
    if alert.url:
        yield f'<p class="k">{_link(alert.url, alert.url)}</p>'
    yield f'<p class="k">{clean(wording.times(alert, style))}</p>'
    said = (wording.announced(alert, _), wording.flapping(alert, _))
    yield from (f"<p><strong>{clean(sentence)}</strong></p>" for sentence in said if sentence)
    yield from (f"<p>{clean(_.say(note))}</p>" for note in alert.notes)
    if alert.lead:
        yield f"<p>{clean(alert.lead)}</p>"
    if alert.facts:
        yield f"<p><strong>{clean(_(N_('What changed')))}</strong></p><table>{facts(alert.facts, _)}</table>"
    if alert.hunks:
        yield f"<p><strong>{clean(_(N_('In the text')))}</strong></p>" + "".join(hunk(h, _) for h in alert.hunks)
    if alert.shortened:
        attached = style.attached and message.whole is not None
        yield f'<p class="k">{clean(wording.shortened(alert, style, attached=attached))}</p>'
    yield from _footer(message, alert, style)


def _digest(message: Message, style: Style) -> Iterator[str]:
    yield from (f'<p class="m">{clean(m)}</p>' for m in wording.marks(style))
    yield f"<h1>{clean(digest.heading(message, style))}</h1>"
    for source, alerts in digest.groups(message.alerts):
        yield f"<h2>{clean(source)}</h2><ul>{''.join(_line(a, style) for a in alerts)}</ul>"
    yield f'<div class="f"><div>{clean(wording.reference_line(message.reference))}</div>\n</div>'


def _line(alert: Alert, style: Style) -> str:
    brief = digest.brief(alert)
    return (
        f"<li>{_lead(alert, style)}{_link(alert.url, digest.title(alert, style))}"
        f'{f" · {clean(brief)}" if brief else ""} <span class="k">{clean(digest.clock(alert, style))} · '
        f"{clean(alert.event.reference)}</span></li>\n"
    )


def facts(found: Iterable[Fact], words: Words = ENGLISH) -> str:
    """The rows of a table: what a fact is, and its old and new words or its sentence."""
    return "".join(
        f'<tr><td class="l">{clean(t.label)}</td><td>{_fact(t)}</td></tr>' for t in wording.told(found, words)
    )


def _fact(told: wording.Told) -> str:
    if told.sentence:
        return inline(told.sentence)
    old = f"<del>{clean(told.before)}</del>" if told.before else ""
    new = f"<ins>{clean(told.after)}</ins>" if told.after else ""
    return f"{old}{' → ' if old and new else ''}{new}"


def hunk(value: Hunk, words: Words = ENGLISH) -> str:
    """One block of the word diff: old struck, new underlined."""
    name = "" if value.op == "~" and value.kind == "paragraph" else f"{clean(label(value, words))}: "
    above = f'<div class="k">{clean(value.above)}</div>' if value.above else ""
    return f'<div class="h">{above}{name}{inline(value)}</div>'


def _footer(message: Message, alert: Alert, style: Style) -> Iterator[str]:
    lines: list[str] = []
    if alert.event.kind not in SYSTEM_KINDS:
        lines += filter(None, [wording.reasons(alert, style.words)])
        lines += [wording.why(m, style.words) for m in alert.matches]
    lines += filter(None, [wording.references(alert, style.words), wording.also(alert, style.words)])
    lines.append(wording.reference_line(message.reference))
    yield '<div class="f">' + "".join(f"<div>{clean(line)}</div>\n" for line in lines) + "</div>"


def _link(url: str, words: str) -> str:
    if not url.startswith(("http://", "https://")):
        return clean(words)
    return f'<a href="{clean(url)}">{clean(words)}</a>'
