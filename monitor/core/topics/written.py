"""How a written word is split into the words that count, in texts and in terms alike."""

import re

# Letters and digits, with hyphens, points or apostrophes between them.
TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)")

Part = tuple[str, int, int]
"""A word as it is written, with its beginning and end in the text."""


def parts_of(written: str, start: int = 0) -> list[Part]:
    """The parts of a word with hyphens, points or apostrophes, without elisions in front and an 's behind."""
    parts = [(m[0], start + m.start(), start + m.end()) for m in _PART.finditer(written)]
    if "'" in written:
        while len(parts) > 1 and _ELISION.fullmatch(parts[0][0].lower()):
            parts.pop(0)
        if len(parts) > 1 and parts[-1][0].lower() == "s":
            parts.pop()
    return parts
