"""What changed between two texts, as data: blocks are aligned first, then words inside a pair.

A word is never cut: `2,815`, `11%`, `non-refoulement`, `Afghanistan's` and `2026Z09763` are one
token each. Time is bounded: a block pair larger than `_MOST_TOKENS` is told as removed and added.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from monitor.core.model import Block, Hunk, Piece
from monitor.core.text import normalise

_TOKEN = re.compile(r"\w+(?:[.,:/'’\-\u2010\u2011&]\w+)*%?|[^\w\s]", re.UNICODE)
_SPLIT = re.compile(rf"\s+|{_TOKEN.pattern}", re.UNICODE)
_SIMILAR = 45.0
_MOST_TOKENS = 20_000
_MOST_PAIRS = 40_000


def tokens(text: str) -> list[str]:
    """Words and punctuation of a text, blanks left out."""
    return _TOKEN.findall(text)


def diff_blocks(old: Sequence[Block], new: Sequence[Block]) -> tuple[Hunk, ...]:
    """The changed blocks in the order of the new text; nothing when both read the same."""
    before, after = [normalise(b.text) for b in old], [normalise(b.text) for b in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    hunks: list[Hunk] = []
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op != "equal":
            hunks += _gap(old[i1:i2], new[j1:j2])
    return _with_moves(hunks)


def diff_text(old: str, new: str, kind: str = "title") -> Hunk | None:
    """The word diff of two short texts, None when they read the same."""
    if normalise(old) == normalise(new):
        return None
    return Hunk("~", kind, diff_words(old, new))


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Runs of kept ('='), old ('-') and new ('+') words. '=' and '-' make the old text, '=' and '+' the new."""
    a, b = _split(old), _split(new)
    if len(a) + len(b) > _MOST_TOKENS:
        return (Piece("-", old), Piece("+", new))
    keys_a, keys_b = [_key(t) for t in a], [_key(t) for t in b]
    raw: list[tuple[str, str, str]] = []
    for code in Indel.opcodes(keys_a, keys_b):
        left, right = a[code.src_start : code.src_end], b[code.dest_start : code.dest_end]
        if code.tag == "equal":
            raw.append(("=", "".join(left), "".join(right)))
        else:
            raw.append(("±", "".join(left), "".join(right)))
    return tuple(_pieces(_bridge(raw)))


def sides(pieces: Sequence[Piece]) -> tuple[str, str]:
    """The old and the new text that a word diff was made of."""
    return (
        "".join(p.text for p in pieces if p.op in "=-"),
        "".join(p.text for p in pieces if p.op in "=+"),
    )


def _split(text: str) -> list[str]:
    return _SPLIT.findall(" ".join(text.split()))


def _key(token: str) -> str:
    return " " if token.isspace() else normalise(token)


def _bridge(raw: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Join changed runs that only a blank keeps apart: 'a an' -> 'the' reads better than three edits."""
    pending: tuple[str, str] | None = None
    gap: tuple[str, str] | None = None
    for op, left, right in raw:
        if op == "=" and pending and not left.strip() and gap is None:
            gap = (left, right)
        elif op == "=":
            if pending:
                yield ("±", *pending)
                pending = None
            if gap:
                yield ("=", *gap)
                gap = None
            yield (op, left, right)
        else:
            start = (pending[0] + gap[0], pending[1] + gap[1]) if pending and gap else pending or ("", "")
            pending, gap = (start[0] + left, start[1] + right), None
    if pending:
        yield ("±", *pending)
    if gap:
        yield ("=", *gap)


def _pieces(runs: Iterator[tuple[str, str, str]]) -> Iterator[Piece]:
    for op, group in groupby(runs, key=lambda r: r[0]):
        rows = list(group)
        left, right = "".join(r[1] for r in rows), "".join(r[2] for r in rows)
        if op == "=":
            yield Piece("=", right)
        else:
            if left:
                yield Piece("-", left)
            if right:
                yield Piece("+", right)


def _gap(old: Sequence[Block], new: Sequence[Block]) -> list[Hunk]:
    """Pair what resembles each other between two kept blocks; the rest was removed or added."""
    pairs = _pair(old, new)
    taken = set(pairs.values())
    hunks = [_removed(b) for i, b in enumerate(old) if i not in taken]
    for j, block in enumerate(new):
        if j in pairs:
            before = old[pairs[j]]
            hunks.append(Hunk("~", block.kind, diff_words(before.text, block.text)))
        else:
            hunks.append(Hunk("+", block.kind, (Piece("+", " ".join(block.text.split())),)))
    return hunks


def _pair(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """new index -> old index, best resemblance first; blocks in the same place win ties."""
    if len(old) == len(new) == 1:
        return {0: 0} if fuzz.ratio(old[0].text, new[0].text) >= _SIMILAR / 2 else {}
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    scored = [(fuzz.ratio(a.text, b.text), -abs(i - j), j, i) for i, a in enumerate(old) for j, b in enumerate(new)]
    pairs: dict[int, int] = {}
    for score, _, j, i in sorted(scored, reverse=True):
        if score >= _SIMILAR and j not in pairs and i not in pairs.values():
            pairs[j] = i
    return pairs


def _removed(block: Block) -> Hunk:
    return Hunk("-", block.kind, (Piece("-", " ".join(block.text.split())),))


def _with_moves(hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """A block removed in one place and added with the same words in another was moved."""
    gone = {normalise(h.pieces[0].text): h for h in hunks if h.op == "-"}
    come = {normalise(h.pieces[0].text) for h in hunks if h.op == "+"}
    moved = gone.keys() & come
    result: list[Hunk] = []
    for hunk in hunks:
        text = normalise(hunk.pieces[0].text) if hunk.op in "+-" and hunk.pieces else None
        if text in moved and text is not None:
            if hunk.op == "+":
                result.append(Hunk(">", hunk.kind, (Piece("=", hunk.pieces[0].text),)))
        else:
            result.append(hunk)
    return tuple(result)
