"""Which facts a word diff changed, compared in place: two swapped figures are two changed facts."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.diff import sides
from monitor.core.facts.spans import Span, spans
from monitor.core.model import Fact, Hunk, Piece

Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Edited:
    """One changed stretch of words, old and new, with what no fact explains of it."""

    before: str
    after: str


def changed_facts(hunk: Hunk) -> tuple[Fact, ...]:
    """The changed facts of one edited block, in reading order, each once."""
    old_text, new_text = sides(hunk.pieces)
    old = _touched(spans(old_text), _ranges(hunk.pieces, "-"))
    new = _touched(spans(new_text), _ranges(hunk.pieces, "+"))
    found: list[Fact] = []
    for kind in dict.fromkeys(s.kind for s in (*old, *new)):
        found += _paired(kind, [s for s in old if s.kind == kind], [s for s in new if s.kind == kind])
    return tuple(dict.fromkeys(found))


def edits(pieces: Sequence[Piece]) -> list[Edited]:
    """The changed stretches of a word diff: an old run and the new run right behind it are one."""
    result: list[Edited] = []
    pending = ""
    for piece in pieces:
        if piece.op == "-":
            pending += piece.text
        elif piece.op == "+":
            result.append(Edited(pending.strip(), piece.text.strip()))
            pending = ""
        elif pending:
            result.append(Edited(pending.strip(), ""))
            pending = ""
    if pending:
        result.append(Edited(pending.strip(), ""))
    return result


def _ranges(pieces: Sequence[Piece], op: str) -> Ranges:
    """The character ranges of the changed words in the old ('-') or new ('+') text."""
    position, found = 0, []
    for piece in pieces:
        if piece.op == op:
            found.append((position, position + len(piece.text)))
        if piece.op in ("=", op):
            position += len(piece.text)
    return found


def _touched(found: Sequence[Span], ranges: Ranges) -> list[Span]:
    return [s for s in found if any(a < s.end and s.start < b for a, b in ranges)]


def _paired(kind: str, old: list[Span], new: list[Span]) -> list[Fact]:
    """Pair the touched facts of one kind in order, dropping those that say the same on both sides."""
    if [s.value for s in old] == [s.value for s in new]:
        return []
    facts = []
    for index in range(max(len(old), len(new))):
        a = old[index] if index < len(old) else None
        b = new[index] if index < len(new) else None
        if (a.value if a else None) != (b.value if b else None):
            facts.append(Fact(kind, a.text if a else "", b.text if b else ""))
    return facts
