"""Which parts of a text are somebody's words, and whose."""

import re
from functools import lru_cache

from monitor.core.words.token import Token

_DOUBLE = frozenset('"“”„‟«»″')
_SINGLE = re.compile(r"(?<![\w])[‘'‚](?=[\w¡¿])([^‘'‚\n]{2,}?(?:\w['’]\w[^‘'‚\n]*?)*)(?<=[\w.,!?…])['’‘](?!\w)")
_SPEAKING = frozenset({"say", "claim", "source"})


@lru_cache(maxsize=2048)
def quoted(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges in quotation marks of any form, without the marks; one left open runs to the text's end."""
    marks = [i for i, c in enumerate(text) if c in _DOUBLE]
    pairs = [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2:
        pairs.append((marks[-1] + 1, len(text)))
    if not pairs:
        pairs = [(m.start() + 1, m.end() - 1) for m in _SINGLE.finditer(text)]
    return tuple(pairs)


def speaks(found: tuple[Token, ...]) -> bool:
    """Whether the tokens hold a verb of saying or a source."""
    return any(t.kind in _SPEAKING for t in found)


def told_by(found: tuple[Token, ...]) -> tuple[str, ...]:
    """The names and words, outside quotation marks, of the sentence that says who speaks; sorted."""
    return tuple(
        sorted(t.value for t in found if not t.quoted and not t.soft and t.kind not in ("say", "aux", "pronoun"))
    )
