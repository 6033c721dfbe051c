"""How a written word is split into the words that count, in texts and in terms alike."""

import re

# Letters and digits, with hyphens, points or apostrophes between them.
TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)")

Part = tuple[str, int, int]
"""A word as it is written, with its beginning and end in the text."""


def parts_of(written: str, start: int = 0) -> list[Part]:
    """The parts of a word with hyphens, points or apostrophes, without elisions in front of one and an 's behind."""
    found = _PART.finditer(written)
    if "'" not in written:
        return [(m[0], start + m.start(), start + m.end()) for m in found]
    parts = [(m[0], start + m.start(), start + m.end()) for m in found if not _is_elision(m)]
    if len(parts) > 1 and parts[-1][0].lower() == "s":
        parts.pop()
    return parts


def _is_elision(m: re.Match[str]) -> bool:
    return m.string[m.end() : m.end() + 1] == "'" and _ELISION.fullmatch(m[0].lower()) is not None
