"""What of two large texts is judged: the blocks that only one of them has, as far as the budget goes.

Everything that judges a change takes a time that grows with it, and some of it with its square. A change beyond the
budget is told all the same, with the first of it judged and a reason that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.model import Block, Hunk
from monitor.core.reasons import because
from monitor.core.text import normalise

CHARACTERS, BLOCKS = 100_000, 1_000
JUDGED_IN_PART = because("judged_in_part", kilobytes=CHARACTERS // 1_000)
# Before the first character that differs so much is kept of a block that is cut.
_CONTEXT = 200


@dataclass(frozen=True, slots=True)
class Portion:
    """The blocks of each side that are judged, their places in the whole text, and whether any were left out."""

    old: tuple[Block, ...]
    new: tuple[Block, ...]
    old_at: tuple[int, ...]
    new_at: tuple[int, ...]
    cut: bool

    def placed(self, hunk: Hunk) -> Hunk:
        """A hunk between the portions as one between the whole texts."""
        old = None if hunk.old is None else self.old_at[hunk.old]
        return replace(hunk, old=old, new=None if hunk.new is None else self.new_at[hunk.new])


def is_large(blocks: Sequence[Block]) -> bool:
    return len(blocks) > BLOCKS or sum(len(b.text) for b in blocks) > CHARACTERS


def portion(old: Sequence[Block], new: Sequence[Block]) -> Portion:
    """What differs between two texts, each side within the budget."""
    known, come = ({normalise(b.text) for b in side} for side in (old, new))
    left = [i for i, b in enumerate(old) if normalise(b.text) not in come]
    right = [i for i, b in enumerate(new) if normalise(b.text) not in known]
    start = _first_difference(old[left[0]].text, new[right[0]].text) if left and right else 0
    (a, a_at), (b, b_at) = _within(old, left, start), _within(new, right, start)
    cut = len(a_at) < len(left) or len(b_at) < len(right) or _shorter(a, old, a_at) or _shorter(b, new, b_at)
    return Portion(a, b, a_at, b_at, cut)


def _within(blocks: Sequence[Block], places: Sequence[int], start: int) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    """The first of these blocks; one that is beyond the budget by itself from where it differs."""
    room, kept = CHARACTERS, list[Block]()
    for place in places[:BLOCKS]:
        block = blocks[place]
        if len(block.text) > room:
            if not kept:
                kept.append(replace(block, text=block.text[start : start + CHARACTERS]))
            break
        kept.append(block)
        room -= len(block.text)
    return tuple(kept), tuple(places[: len(kept)])


def _first_difference(old: str, new: str) -> int:
    """A little before the first character that differs, at a blank where there is one."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[:middle] == new[:middle] else (low, middle - 1)
    start = max(low - _CONTEXT, 0)
    return old.find(" ", start, low) + 1 if start else 0


def _shorter(kept: Sequence[Block], blocks: Sequence[Block], places: Sequence[int]) -> bool:
    return any(len(b.text) < len(blocks[p].text) for b, p in zip(kept, places, strict=True))
