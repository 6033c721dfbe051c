"""What a reader needs beside a changed block to understand it: the question that it answers, the heading it stands
under, and the sentence before it where a pronoun opens it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.model import Block, Hunk
from monitor.edits.units import sentences
from monitor.language.language import Language
from monitor.language.tokens import tokens

# Blocks back to a question, and to a heading; characters of what is shown.
_QUESTION, _HEADING, _LONGEST = 3, 40, 160
_WORD = re.compile(r"\w+")
_PROSE = frozenset({"paragraph", "quote", "list"})


def in_context(hunks: Sequence[Hunk], old: Sequence[Block], new: Sequence[Block], words: Language) -> tuple[Hunk, ...]:
    """The hunks, each with what stands above it in the text that has it."""
    found = ((hunk, _above(hunk, old, new, words)) for hunk in hunks)
    return tuple(replace(hunk, above=above) if above else hunk for hunk, above in found)


def _above(hunk: Hunk, old: Sequence[Block], new: Sequence[Block], words: Language) -> str:
    blocks, place = (new, hunk.new) if hunk.new is not None else (old, hunk.old)
    if place is None or place >= len(blocks) or blocks[place].kind == "heading":
        return ""
    parts = (_asked(blocks, place), _said_before(blocks, place, words))
    return " · ".join(dict.fromkeys(_clipped(part) for part in parts if part))


def _asked(blocks: Sequence[Block], place: int) -> str:
    """The question right above a block, else the heading that it stands under: whichever is nearer."""
    above = enumerate(
        reversed(blocks[max(0, place - _HEADING) : place]), 1 + _QUESTION * (blocks[place].kind == "table")
    )
    return next((block.text for far, block in above if block.kind == "heading" or _is_question(block, far)), "")


def _is_question(block: Block, far: int) -> bool:
    return far <= _QUESTION and block.text.rstrip().endswith("?")


def _said_before(blocks: Sequence[Block], place: int, words: Language) -> str:
    """The last sentence before a block that a pronoun opens."""
    before = blocks[place - 1] if place else None
    if before is None or before.kind not in _PROSE or not _opens_with_pronoun(blocks[place].text, words):
        return ""
    ranges = sentences(before.text)
    return before.text[slice(*ranges[-1])] if ranges else ""


def _opens_with_pronoun(text: str, words: Language) -> bool:
    first = _WORD.search(text)
    return first is not None and [t.kind for t in tokens(first[0], words.code)] == ["pronoun"]


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
