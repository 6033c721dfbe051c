"""A text cut into words, numbers, addresses and marks, each with its place and its folded form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.text import fold, fold_word

_URL = r"https?://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_NUMBER = r"(?<![\w.,])[-\u2212]?\d+(?:[.,'’\u00a0\u202f ]\d{3})+(?![\d])(?:[.,]\d+)?|(?<!\w)[-\u2212]?\d+(?:[.,:]\d+)*"
_GLUED = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]+[²³]?)")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[hu]([0-5]\d)?", re.IGNORECASE)
# What stands glued to a number and makes it an ordinal, or a decade: no unit.
_ORDINALS = frozenset("st nd rd th s e er ere ère eme ème re de ste".split())
# Signs of two characters that are one word: a degree of a scale, a number's sign.
_SIGN = r"°\s?[CF]\b|[℃℉№]|\b[nN][°º]"
_TOKEN = re.compile(
    rf"(?P<url>{_URL})|(?P<sign>{_SIGN})|(?P<number>(?:{_NUMBER})(?![\w]|[.,:]\d))|(?P<word>\w+(?:[.'’\-\u2010\u2011&/]\w+)*)|(?P<mark>[^\w\s])"
)


@dataclass(frozen=True, slots=True)
class Raw:
    text: str
    fold: str
    start: int
    end: int
    sort: str


def split(text: str) -> list[Raw]:
    """Every word of a text in order; `sort`: url, number, time, word or mark."""
    found: list[Raw] = []
    for m in _TOKEN.finditer(text):
        sort = (m.lastgroup or "mark").replace("sign", "word")
        if sort == "word" and m[0][0].isdigit():
            found += _numbered(m)
        elif sort == "word" and "'" in m[0].replace("’", "'"):
            found += _elided(m)
        else:
            found.append(Raw(m[0], fold_word(m[0]), m.start(), m.end(), sort))
    return found


def _numbered(m: re.Match[str]) -> Iterator[Raw]:
    """`16u45` as a time of day, `2.5ml` and `5pm` as a number and a word; an ordinal and a number of a file stay whole."""
    clock, glued = _CLOCK.fullmatch(m[0]), _GLUED.fullmatch(m[0])
    if clock:
        yield Raw(m[0], f"{int(clock[1])}:{clock[2] or '00'}", m.start(), m.end(), "time")
    elif glued and glued[2].lower() not in _ORDINALS and not (len(glued[2]) == 1 and glued[2].isupper()):
        middle = m.start() + len(glued[1])
        yield Raw(glued[1], glued[1], m.start(), middle, "number")
        yield Raw(glued[2], fold_word(glued[2]), middle, m.end(), "word")
    else:
        yield Raw(m[0], fold_word(m[0]), m.start(), m.end(), "word")


def _elided(m: re.Match[str]) -> Iterator[Raw]:
    """`l'Office`, `n'est`, `don't`, `Belgium's` as two words each; `aujourd'hui` stays whole."""
    word = m[0].replace("’", "'")
    folded = fold(word)
    if folded.endswith("n't") and len(folded) > 3:
        stem = {"ca": "can", "wo": "will"}.get(folded[:-3], folded[:-3])
        yield Raw(m[0][:-3], stem, m.start(), m.end() - 3, "word")
        yield Raw("n't", "n't", m.end() - 3, m.end(), "word")
        return
    if folded == "n't":
        yield Raw(m[0], folded, m.start(), m.end(), "word")
        return
    head, _, tail = word.partition("'")
    cut = len(head) + 1
    if len(head) <= 2 or head.lower() in ("qu", "lorsqu", "jusqu", "puisqu"):
        yield Raw(m[0][:cut], fold(head) + "'", m.start(), m.start() + cut, "word")
        yield Raw(m[0][cut:], fold(tail), m.start() + cut, m.end(), "word")
    elif len(tail) <= 2:
        yield Raw(m[0][: cut - 1], fold(head), m.start(), m.start() + cut - 1, "word")
        yield Raw(m[0][cut:], fold(tail), m.start() + cut, m.end(), "word")
    else:
        yield Raw(m[0], folded, m.start(), m.end(), "word")
