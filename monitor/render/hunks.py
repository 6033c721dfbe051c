"""One block of a word diff in every form it is shown in, with the same words in each.

Plain `[-old-] {+new+}`, Slack `~old~ *new*`, HTML inline (struck and underlined) and side by side. Blanks at the ends
of a changed run stay outside its marks, so that a mark never swallows or glues a word.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

from monitor.core.model import Hunk, Piece
from monitor.render.language import ENGLISH, Words
from monitor.render.phrases import N_

_LABELS = {"+": N_("New {block}"), "-": N_("Removed {block}"), ">": N_("Moved {block}")}
_KINDS = {
    "title": N_("headline"), "heading": N_("heading"), "paragraph": N_("paragraph"), "list": N_("list entry"),
    "quote": N_("quote"), "caption": N_("caption"), "table": N_("table"), "footnote": N_("footnote"),
}  # fmt: skip
# Lone surrogates, controls that are no blank, and the marks that turn the direction of what follows.
_UNSAFE = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLAIN = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
_HTML = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
Marked = Callable[[str, str], str]


def label(hunk: Hunk, words: Words = ENGLISH) -> str:
    """'New paragraph', 'Removed list', 'Moved heading', 'Headline', 'Table': what the block is and what befell it."""
    kind = words(_KINDS.get(hunk.kind, hunk.kind))
    what = words(_LABELS[hunk.op], block=kind) if hunk.op in _LABELS else kind
    return what[:1].upper() + what[1:]


def runs(hunk: Hunk) -> Iterator[tuple[str, str]]:
    """(op, words): '=' kept, '-' old, '+' new; blanks between runs are kept runs of their own."""
    previous = ""
    for piece in hunk.pieces:
        lead, core, tail = _parted(piece)
        if not core:
            yield "=", piece.text
            continue
        if lead or (previous == "-" and piece.op == "+"):
            yield "=", " "
        yield piece.op, core
        if tail:
            yield "=", " "
        previous = "" if tail else piece.op


def _parted(piece: Piece) -> tuple[str, str, str]:
    core = piece.text.strip()
    at = piece.text.find(core) if core else 0
    return piece.text[:at], core, piece.text[at + len(core) :]


def marked(hunk: Hunk, mark: Marked) -> str:
    """The block as one text, each run as `mark(op, words)` writes it, no blank twice."""
    text = ""
    for op, words in runs(hunk):
        if words == " ":
            text += "" if text.endswith(" ") or not text else " "
        else:
            text += mark(op, words)
    return text.strip()


def plain(hunk: Hunk) -> str:
    """`[-old-] {+new+}` for changed words; a whole block stands without marks behind its label."""
    if hunk.op in _LABELS:
        return marked(hunk, lambda _, words: words)
    return marked(hunk, lambda op, words: _PLAIN[op].format(words))


def inline(hunk: Hunk) -> str:
    """The block as HTML: old words struck, new ones underlined."""
    return marked(hunk, lambda op, words: _HTML[op].format(clean(words)))


def side_by_side(hunk: Hunk) -> tuple[str, str]:
    """The old and the new text of the block as HTML, what differs marked in each."""
    if hunk.op == ">":
        return inline(hunk), inline(hunk)
    return _side(hunk, "-"), _side(hunk, "+")


def _side(hunk: Hunk, op: str) -> str:
    own = Hunk(hunk.op, hunk.kind, tuple(p for p in hunk.pieces if p.op in ("=", op)))
    return inline(own)


def clean(text: str) -> str:
    """Escaped for HTML; lone surrogates and control characters have no place on a page."""
    return escape(safe(text), quote=True)


def safe(text: str) -> str:
    """The text without characters that no message can carry, or that show it as another than it is."""
    return _UNSAFE.sub(lambda found: "?" if "\ud800" <= found[0] <= "\udfff" else "", text)
