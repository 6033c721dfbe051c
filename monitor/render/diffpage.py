"""A change as an HTML page of its own, to keep or to mail: what it is, its facts, the text inline and side by side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.core.model import Change, Hunk
from monitor.render.html import facts
from monitor.render.hunks import clean, inline, label, side_by_side
from monitor.render.language import ENGLISH, Words
from monitor.render.phrases import N_

_CSS = """
body{font:15px/1.55 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#1d2733;background:#fff;margin:0}
.w{max-width:980px;margin:0 auto;padding:24px}h1{font-size:22px;line-height:1.3;margin:4px 0}
h2{font-size:16px;margin:28px 0 8px}.k{font-size:13px;color:#5a6675;margin:2px 0}a{color:#0b57a4}
.c{display:inline-block;padding:1px 8px;border-radius:10px;background:#dcebff;color:#003f8a;font-weight:600}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:6px 10px}
th{font-size:13px;color:#5a6675;border-bottom:1px solid #c9d3de}
.f{width:auto}.f td{padding:2px 14px 2px 0}
.f td.l{letter-spacing:0;color:#5a6675;font-size:inherit;text-transform:none;white-space:nowrap}
.s{table-layout:fixed}.s td{border-bottom:1px solid #e6ebf0;width:50%;overflow-wrap:anywhere}
.h{border-left:3px solid #c9d3de;padding:2px 0 2px 12px;margin:10px 0;overflow-wrap:anywhere}
.l{font-size:12px;color:#5a6675;text-transform:uppercase;letter-spacing:.03em}
del{background:#fde7d9;color:#8a3000;text-decoration:line-through}
ins{background:#dcebff;color:#003f8a;text-decoration:underline}
@media (prefers-color-scheme:dark){body{color:#e3e8ee;background:#14191f}
.k,th,.l,.f td.l{color:#a3afbd}a{color:#8ec1ff}
del{background:#5a2c12;color:#ffd9c2}ins,.c{background:#123f73;color:#d5e7ff}.s td{border-color:#2b343e}}
"""


# Bytes of changed text in a page that goes with a mail: it stands there twice, and is packed as text.
MOST_ATTACHED = 20_000


def page(
    title: str, change: Change, *, url: str = "", about: Sequence[str] = (), words: Words = ENGLISH, most: int = 0
) -> str:
    """The whole document. `about`: lines under the headline, such as the two versions and their times. `most`: so many
    bytes of changed text (0: all); what is left out is said.
    """
    if most:
        kept = tuple(_within(change.hunks, most))
        if kept != change.hunks:
            said = words(
                N_("This page is shortened: the first {n} of {all} passages."), n=len(kept), all=len(change.hunks)
            )
            change, about = replace(change, hunks=kept), (*about, said)
    body = "\n".join(_parts(title, change, url, about, words))
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{clean(title)}</title><style>{_CSS}</style></head>\n"
        f'<body><div class="w">\n{body}\n</div></body></html>\n'
    )


def _within(hunks: Sequence[Hunk], most: int) -> Iterator[Hunk]:
    """The first passages, of which the last may be cut."""
    for hunk in hunks:
        for index, piece in enumerate(hunk.pieces):
            most -= len(piece.text.encode("utf-8", "replace"))
            if most < 0:
                text = piece.text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
                yield replace(hunk, pieces=(*hunk.pieces[:index], replace(piece, text=f"{text}…")))
                return
        yield hunk


def _parts(title: str, change: Change, url: str, about: Iterable[str], words: Words) -> Iterator[str]:
    yield f"<h1>{clean(title)}</h1>"
    if url.startswith(("http://", "https://")):
        yield f'<p class="k"><a href="{clean(url)}">{clean(url)}</a></p>'
    yield from (f'<p class="k">{clean(line)}</p>' for line in about)
    reasons = clean("; ".join(map(words.say, change.reasons)))
    score = words(N_("score {score}"), score=f"{change.score:.2f}")
    yield f'<p><span class="c">{clean(words(change.cls))}</span> {clean(score)}: {reasons}</p>'
    if change.facts:
        yield f'<h2>{clean(words(N_("What changed")))}</h2><table class="f">{facts(change.facts, words)}</table>'
    if change.hunks:
        yield f"<h2>{clean(words(N_('Inline')))}</h2>" + "".join(_inline(h, words) for h in change.hunks)
        yield _beside(change.hunks, words)


def _beside(hunks: Sequence[Hunk], words: Words) -> str:
    rows = "".join(_row(h, words) for h in hunks)
    head = f"<tr><th>{clean(words(N_('Before')))}</th><th>{clean(words(N_('After')))}</th></tr>"
    return f'<h2>{clean(words(N_("Side by side")))}</h2><table class="s">{head}{rows}</table>'


def _inline(hunk: Hunk, words: Words) -> str:
    above = f" · {clean(hunk.above)}" if hunk.above else ""
    return f'<div class="h"><div class="l">{clean(label(hunk, words))}{above}</div>{inline(hunk)}</div>'


def _row(hunk: Hunk, words: Words) -> str:
    left, right = side_by_side(hunk)
    name = f'<div class="l">{clean(label(hunk, words))}</div>'
    return f"<tr><td>{name if left else ''}{left}</td><td>{name if right else ''}{right}</td></tr>"
