"""The alert as an HTML mail. Everything from outside is escaped; only http(s) addresses become links."""

from collections.abc import Iterable, Iterator

from monitor.channels.render import wording
from monitor.channels.render.hunks import clean, inline, label
from monitor.channels.render.wording import Style
from monitor.core.model import SYSTEM_KINDS, Alert, Fact, Hunk

_CSS = """
body{font:15px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#1d2733;background:#fff;margin:0}
.w{max-width:680px;margin:0 auto;padding:20px}h1{font-size:20px;line-height:1.3;margin:4px 0 8px}
a{color:#0b57a4}.k{font-size:13px;color:#5a6675}.m{background:#fff4d6;color:#5c4300;padding:8px 12px;border-radius:4px}
table{border-collapse:collapse;margin:8px 0}td{padding:3px 12px 3px 0;vertical-align:top}td.l{color:#5a6675}
del{background:#fde7d9;color:#8a3000;text-decoration:line-through}
ins{background:#dcebff;color:#003f8a;text-decoration:underline}
.h{border-left:3px solid #c9d3de;padding:2px 0 2px 12px;margin:8px 0}
.f{border-top:1px solid #dfe5eb;margin-top:18px;padding-top:8px;font-size:13px;color:#5a6675}
@media (prefers-color-scheme:dark){body{color:#e3e8ee;background:#14191f}a{color:#8ec1ff}.k,td.l,.f{color:#a3afbd}
del{background:#5a2c12;color:#ffd9c2}ins{background:#123f73;color:#d5e7ff}.m{background:#4a3900;color:#ffe9ad}}
"""


def page(alert: Alert, style: Style) -> str:
    """The whole message as one HTML document; its last line is the reference."""
    rows = "\n".join(_rows(alert, style))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{_text(wording.subject(alert, style))}</title><style>{_CSS}</style></head>\n"
        f'<body><div class="w">\n{rows}\n</div></body></html>'
    )


def _rows(alert: Alert, style: Style) -> Iterator[str]:
    yield from (f'<p class="m">{_text(m)}</p>' for m in wording.marks(style))
    yield f'<div class="k">{_text(_kicker(alert))}</div>'
    yield f"<h1>{_link(alert.url, alert.title)}</h1>"
    if alert.url:
        yield f'<p class="k">{_link(alert.url, alert.url)}</p>'
    yield f'<p class="k">{_text(wording.times(alert, style.zone))}</p>'
    if wording.announced(alert):
        yield f"<p><strong>{_text(wording.announced(alert))}</strong></p>"
    yield from (f"<p>{_text(n)}</p>" for n in alert.notes)
    if alert.lead:
        yield f"<p>{_text(alert.lead)}</p>"
    if alert.facts:
        yield f"<p><strong>What changed</strong></p><table>{facts(alert.facts)}</table>"
    if alert.hunks:
        yield "<p><strong>In the text</strong></p>" + "".join(map(hunk, alert.hunks))
    if alert.shortened:
        yield '<p class="k">This message is shortened; the whole text stands at the address above.</p>'
    yield from _footer(alert)


def _kicker(alert: Alert) -> str:
    level = wording.importance(alert)
    parts = [wording.happened(alert), alert.source_title, f"importance {level}" if level else "", alert.language]
    return " · ".join(filter(None, parts))


def facts(found: Iterable[Fact]) -> str:
    """The rows of a table: what a fact is, and its old and new words or its sentence."""
    return "".join(f'<tr><td class="l">{clean(t.label)}</td><td>{_fact(t)}</td></tr>' for t in wording.told(found))


def _fact(told: wording.Told) -> str:
    if told.sentence:
        return inline(told.sentence)
    old = f"<del>{clean(told.before)}</del>" if told.before else ""
    new = f"<ins>{clean(told.after)}</ins>" if told.after else ""
    return f"{old}{' → ' if old and new else ''}{new}"


def hunk(value: Hunk) -> str:
    """One block of the word diff: old struck, new underlined."""
    name = "" if value.op == "~" and value.kind == "paragraph" else f"{_text(label(value))}: "
    return f'<div class="h">{name}{inline(value)}</div>'


def _footer(alert: Alert) -> Iterator[str]:
    lines: list[str] = []
    if alert.event.kind not in SYSTEM_KINDS:
        lines += filter(None, [wording.reasons(alert)])
        lines += [wording.why(m) for m in alert.matches]
    if alert.references:
        lines.append("References: " + ", ".join(alert.references))
    lines.append(wording.reference_line(alert))
    yield '<div class="f">' + "".join(f"<div>{_text(line)}</div>\n" for line in lines) + "</div>"


def _link(url: str, words: str) -> str:
    if not url.startswith(("http://", "https://")):
        return _text(words)
    return f'<a href="{clean(url)}">{_text(words)}</a>'


def _text(text: str) -> str:
    return clean(text)
