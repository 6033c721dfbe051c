"""What changed between two texts, as data for showing: blocks are aligned first, then words inside a pair.

A word is never cut: `2,815`, `11%`, `non-refoulement`, `Afghanistan's` and `2026Z09763` are one token each. Time is
bounded on any input. What the change means is judged elsewhere (`facts`); this is what a person sees.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.core.flat import flat
from monitor.core.model import Block, Hunk, Piece
from monitor.core.text import normalise
from monitor.edits.align import Spans, gaps, pair
from monitor.edits.units import sentences

_TOKEN = re.compile(r"\w+(?:[.,:/'’\-\u2010\u2011&]\w+)*%?|[^\w\s]")
_SIMILAR, _SURE = 45.0, 75.0
_MOST_CHARS = 40_000
_BRIDGE = 3


class _Word(NamedTuple):
    """A word by what is compared, and its place. A named tuple: a large text has tens of thousands of them."""

    key: str
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """Words and punctuation of a text, blanks left out."""
    return _TOKEN.findall(text)


# --- blocks ----------------------------------------------------------------------------------------


def diff_blocks(
    old: Sequence[Block], new: Sequence[Block], read: tuple[Sequence[str], Sequence[str]] | None = None
) -> tuple[Hunk, ...]:
    """The changed blocks in the order of the new text; nothing when both read the same. `read`: the normalised texts of
    both, where they are at hand.
    """
    before, after = read or ([normalise(b.text) for b in old], [normalise(b.text) for b in new])
    spans = gaps(before, after)
    gone = Counter(before[i] for i in flat(range(i1, i2) for i1, i2, _, _ in spans))
    come = Counter(after[j] for j in flat(range(j1, j2) for _, _, j1, j2 in spans))
    moved = gone & come
    left, right = moved.copy(), moved.copy()
    hunks: list[Hunk] = []
    for i1, i2, j1, j2 in spans:
        away = [i for i in range(i1, i2) if _counted(left, before[i])]
        here = [j for j in range(j1, j2) if _counted(right, after[j])]
        stay = [i for i in range(i1, i2) if i not in away]
        hunks += [_whole("-", old[i], i) for i in away]
        hunks += _gap(old, new, stay, range(j1, j2), here)
    return _reunited(_with_moves(hunks))


def _counted(moved: Counter[str], text: str) -> bool:
    if not text or moved[text] <= 0:
        return False
    moved[text] -= 1
    return True


def _gap(
    old: Sequence[Block], new: Sequence[Block], left: Sequence[int], right: Sequence[int], moved: Sequence[int]
) -> list[Hunk]:
    """Pair what resembles each other between two kept blocks; the rest was removed, added or moved here."""
    stay = [j for j in right if j not in moved]
    pairs = pair([old[i].text for i in left], [new[j].text for j in stay], alike=_SIMILAR)
    edited = {stay[k]: left[i] for k, i in pairs.items()}
    hunks = [_whole("-", old[i], i) for i in left if i not in edited.values()]
    for j in right:
        if j in edited:
            hunks.append(Hunk("~", new[j].kind, diff_words(old[edited[j]].text, new[j].text), edited[j], j))
        else:
            hunks.append(_whole("+", new[j], j))
    return hunks


def _whole(op: str, block: Block, index: int) -> Hunk:
    text = " ".join(block.text.split())
    if op == "-":
        return Hunk("-", block.kind, (Piece("-", text),), index, None)
    return Hunk("+", block.kind, (Piece("+", text),), None, index)


def _with_moves(hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """A block removed in one place and added with the same words in another was moved."""
    keys = {id(h): normalise(h.pieces[0].text) for h in hunks if h.op in "+-"}
    gone = Counter(keys[id(h)] for h in hunks if h.op == "-")
    come = Counter(keys[id(h)] for h in hunks if h.op == "+")
    moved = gone & come
    sources: dict[str, list[int | None]] = {}
    for hunk in hunks:
        if hunk.op == "-":
            sources.setdefault(keys[id(hunk)], []).append(hunk.old)
    left = {"-": moved.copy(), "+": moved.copy()}
    result: list[Hunk] = []
    for hunk in hunks:
        key = keys.get(id(hunk), "")
        if hunk.op not in "+-" or not left[hunk.op][key]:
            result.append(hunk)
            continue
        left[hunk.op][key] -= 1
        if hunk.op == "+":
            moved_from = sources[key].pop(0)
            result.append(replace(hunk, op=">", pieces=(Piece("=", hunk.pieces[0].text),), old=moved_from))
    return tuple(result)


def _reunited(hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """A block that was moved and edited: removed in one place, and much the same added in another."""
    gone = [h for h in hunks if h.op == "-"]
    come = [h for h in hunks if h.op == "+"]
    if not gone or not come:
        return tuple(hunks)
    pairs = pair([h.pieces[0].text for h in gone], [h.pieces[0].text for h in come], alike=_SURE)
    moved = {id(come[j]): gone[i] for j, i in pairs.items()}
    taken = {id(h) for h in moved.values()}
    return tuple(_edited(moved[id(h)], h) if id(h) in moved else h for h in hunks if id(h) not in taken)


def _edited(old: Hunk, new: Hunk) -> Hunk:
    return Hunk("~", new.kind, diff_words(old.pieces[0].text, new.pieces[0].text), old.old, new.new)


# --- words -----------------------------------------------------------------------------------------


def diff_text(old: str, new: str, kind: str = "title") -> Hunk | None:
    """The word diff of two short texts, None when they read the same."""
    if normalise(old) == normalise(new):
        return None
    return Hunk("~", kind, diff_words(old, new))


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Runs of kept ('='), old ('-') and new ('+') words. '=' and '-' make the old text, '=' and '+' the new."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if len(old) + len(new) > _MOST_CHARS:
        return tuple(_merged(_by_sentence(old, new)))
    a, b = _words(old), _words(new)
    spans = _bridged(gaps([w.key for w in a], [w.key for w in b]), a)
    return tuple(_merged(_pieces(old, new, a, b, spans)))


def sides(pieces: Sequence[Piece]) -> tuple[str, str]:
    """The old and the new text that a word diff was made of."""
    return (
        "".join(p.text for p in pieces if p.op in "=-"),
        "".join(p.text for p in pieces if p.op in "=+"),
    )


def _words(text: str) -> list[_Word]:
    # Of ASCII `normalise` changes one mark only: most texts need not be asked word by word.
    if text.isascii() and "`" not in text:
        return [_Word(m[0], *m.span()) for m in _TOKEN.finditer(text)]
    return [
        _Word(m[0] if m[0].isalnum() and m[0].isascii() else normalise(m[0]), *m.span()) for m in _TOKEN.finditer(text)
    ]


def _bridged(spans: Spans, a: Sequence[_Word]) -> Spans:
    """Changed runs that only one short word keeps apart read better as one: 'a x of y' -> 'a u of v'."""
    result: Spans = []
    for span in spans:
        if result:
            i1, i2, j1, j2 = result[-1]
            short = span[0] - i2 == 1 and len(a[i2].key) <= _BRIDGE and a[i2].key.isalpha()
            if short and i2 > i1 and j2 > j1 and span[1] > span[0] and span[3] > span[2]:
                result[-1] = (i1, span[1], j1, span[3])
                continue
        result.append(span)
    return result


def _pieces(old: str, new: str, a: Sequence[_Word], b: Sequence[_Word], spans: Spans) -> Iterator[Piece]:
    """The runs in order. A blank that stands in one text only goes with the changed run beside it."""
    i = j = 0
    for i1, i2, j1, j2 in [*spans, (len(a), len(a), len(b), len(b))]:
        whole = new[b[j].start : b[j1 - 1].end] if i1 - i > 1 else ""
        if whole and whole == old[a[i].start : a[i1 - 1].end]:
            # The run reads alike in both, blanks and all: only what stands behind it is left to look at.
            yield Piece("=", new[b[j].start : b[j1 - 1].start])
            i, j = i1 - 1, j1 - 1
        for k in range(i1 - i):
            yield Piece("=", new[b[j + k].start : b[j + k].end])
            blanks = _blank(old, a, i + k), _blank(new, b, j + k)
            if blanks[0] == blanks[1]:
                yield Piece("=", blanks[0])
            else:
                yield Piece("-", blanks[0])
                yield Piece("+", blanks[1])
        if i2 > i1:
            yield Piece("-", old[a[i1].start : a[i2 - 1].end] + _blank(old, a, i2 - 1))
        if j2 > j1:
            yield Piece("+", new[b[j1].start : b[j2 - 1].end] + _blank(new, b, j2 - 1))
        i, j = i2, j2


def _blank(text: str, words: Sequence[_Word], index: int) -> str:
    """What stands between a word and the next."""
    return text[words[index].end : words[index + 1].start] if index + 1 < len(words) else ""


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbouring pieces of one kind as one; of a changed run the old words before the new."""
    left = right = equal = ""
    for piece in pieces:
        if piece.op == "=":
            if piece.text and (left or right):
                blank = " " if left.endswith(" ") and right.endswith(" ") else ""
                yield from _run(left.removesuffix(blank), right.removesuffix(blank))
                left, right, equal = "", "", blank
            equal += piece.text
        elif piece.text:
            if equal:
                yield Piece("=", equal)
                equal = ""
            left, right = (left + piece.text, right) if piece.op == "-" else (left, right + piece.text)
    yield from _run(left, right)
    if equal:
        yield Piece("=", equal)


def _run(left: str, right: str) -> Iterator[Piece]:
    if left:
        yield Piece("-", left)
    if right:
        yield Piece("+", right)


def _by_sentence(old: str, new: str) -> Iterator[Piece]:
    """A very long block sentence by sentence, then the words of the sentences that differ."""
    a, b = _sentences(old), _sentences(new)
    j = 0
    for i1, i2, j1, j2 in [*gaps(a, b), (len(a), len(a), len(b), len(b))]:
        if j1 > j:
            yield Piece("=", "".join(b[j:j1]))
        left, right = "".join(a[i1:i2]), "".join(b[j1:j2])
        if left and right and len(left) + len(right) <= _MOST_CHARS:
            x, y = _words(left), _words(right)
            yield from _pieces(left, right, x, y, _bridged(gaps([w.key for w in x], [w.key for w in y]), x))
            yield from (Piece(op, " ") for op, side in (("-", left), ("+", right)) if side.endswith(" "))  # type: ignore[arg-type]
        else:
            yield from (Piece(op, side) for op, side in (("-", left), ("+", right)) if side)  # type: ignore[arg-type]
        j = j2


def _sentences(text: str) -> list[str]:
    """The sentences with the blank behind each, so that together they are the text."""
    starts = [a for a, _ in sentences(text)]
    return [text[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)] if starts else []
