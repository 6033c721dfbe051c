"""Whether the changes of one poll are a redesign of the site rather than edits: many, most of those looked at, alike.

The rule: at least ten items changed, over half of those looked at in the poll, and most of the changes have one piece
of added or removed text in common (figures count as equal: "3 min" and "5 min" are "# min"). Of those the ones that
have nothing but common pieces are held; a change with anything of its own is told like any other.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.core.model import Change, Hunk, Piece
from monitor.core.text import fold

LEAST_CHANGED = 10
_DIGITS = re.compile(r"\d+")
Pieces = frozenset[str]


def pieces(change: Change) -> Pieces:
    """What a change adds and removes, block by block, as comparable text."""
    found = set[str]()
    for hunk in change.hunks:
        if hunk.op in ("+", "-"):
            found.add(_piece(hunk.op, "".join(p.text for p in hunk.pieces)))
        else:
            found |= {_run(hunk, p) for p in hunk.pieces if p.op != "="}
    return frozenset(found)


def _run(hunk: Hunk, run: Piece) -> str:
    """A run of words is a piece; a figure alone is one only with its block: "read # times" is no "# were sent back"."""
    if any(c.isalpha() for c in run.text):
        return _piece(run.op, run.text)
    return _piece("~", " ".join(p.text for p in hunk.pieces if p.op in ("=", run.op)))


def _piece(op: str, text: str) -> str:
    return op + _DIGITS.sub("#", " ".join(fold(text).split()))


def common(changes: Sequence[Pieces], looked: int) -> Pieces:
    """The pieces that over half of the changes have in common, where the changes are a redesign; else none."""
    if not is_mass(len(changes), looked):
        return frozenset()
    counts = Counter(piece for change in changes for piece in change)
    return frozenset(piece for piece, count in counts.items() if 2 * count > len(changes))


def is_mass(changed: int, looked: int) -> bool:
    return changed >= LEAST_CHANGED and 2 * changed > looked


def nothing_else(change: Pieces, known: Iterable[str]) -> bool:
    """Whether a change has nothing but known pieces."""
    return bool(change) and change <= frozenset(known)
