"""Which parts of a text are somebody's words."""

from monitor.core.remembered import remembered
from monitor.language.token import Token

_DOUBLE = frozenset('"“”„‟«»″')
_SINGLE = frozenset("‘’'‚")
_SPEAKING = frozenset({"say", "claim", "source"})


@remembered(512)
def quoted(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges in quotation marks of any form, without the marks; one left open runs to the text's end."""
    marks = [i for i, c in enumerate(text) if c in _DOUBLE]
    pairs = [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2:
        pairs.append((marks[-1] + 1, len(text)))
    return tuple(pairs or _single(text))


def _single(text: str) -> list[tuple[int, int]]:
    """The ranges in single marks: one opens before a word and closes behind one, an apostrophe stands inside."""
    pairs: list[tuple[int, int]] = []
    opened = -1
    for at, mark in enumerate(text):
        if mark not in _SINGLE:
            continue
        before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
        if opened < 0 and not before.isalnum() and after.isalnum():
            opened = at
        elif opened >= 0 and (before.isalnum() or before in ".,!?…") and not after.isalnum():
            pairs.append((opened + 1, at))
            opened = -1
    return pairs


def speaks(found: tuple[Token, ...]) -> bool:
    """Whether the tokens hold a verb of saying or a source."""
    return any(t.kind in _SPEAKING for t in found)
