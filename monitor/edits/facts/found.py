"""What the judgement of a group of units finds, and where its tokens stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.facts.quotes import quoted
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.tokens import tokens

_LONGEST, _AROUND, _MOST = 260, 110, 1_000


Form = Literal[
    "order", "spelling", "inflection", "wording", "marks", "breaks", "subheading", "credit", "label", "date", "time",
    "abbreviation", "repeated",
]  # fmt: skip
"""What is only form."""


class Mark(StrEnum):
    """What raises or lowers the score of a change, beside its facts."""

    CAPTION = "caption"
    PLEDGE_COME = "pledge come"
    PLEDGE_GONE = "pledge gone"
    QUOTE_COME = "quote come"
    QUOTE_GONE = "quote gone"
    ROUNDING = "rounding"
    STANCE = "stance"
    SWAP = "swap"


TURNED = {
    Mark.PLEDGE_COME: Mark.PLEDGE_GONE,
    Mark.PLEDGE_GONE: Mark.PLEDGE_COME,
    Mark.QUOTE_COME: Mark.QUOTE_GONE,
    Mark.QUOTE_GONE: Mark.QUOTE_COME,
}
"""What a mark is when the change is read from the new text to the old."""


class Placed(NamedTuple):
    """A token and the unit it stands in."""

    token: Token
    unit: Unit


@dataclass(slots=True)
class Found:
    """`facts`: what a reader learns differently; `form`: what was only form; `marks`: for the score.
    `out_of_time`: not all of it was judged.
    """

    facts: list[Fact] = field(default_factory=list)
    form: list[Form] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    out_of_time: bool = False

    def take(self, other: "Found") -> None:
        """Add what was found elsewhere."""
        self.facts += other.facts
        self.form += other.form
        self.marks |= other.marks


def unit_tokens(unit: Unit, words: Language) -> tuple[Token, ...]:
    """The unit's tokens, with those in its block's quotation marks known as such."""
    start, end = unit.start, unit.start + len(unit.text)
    ranges = tuple((max(x, start) - start, min(y, end) - start) for x, y in quoted(unit.whole) if x < end and start < y)
    return tokens(unit.text, words.code, ranges)


def placed(found: Iterable[Unit], words: Language) -> list[Placed]:
    """The words of weight of these units, each with its unit."""
    return list(flat(_placed(unit, words) for unit in found))


def _placed(unit: Unit, words: Language) -> list[Placed]:
    return [Placed(token, unit) for token in unit_tokens(unit, words) if not token.soft]


def units_of(placed: Iterable[Placed]) -> list[Unit]:
    return list(dict.fromkeys(p.unit for p in placed))


def clipped(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST].rsplit(" ", 1)[0] + " …"


def text_of(found: Iterable[Unit]) -> str:
    return " ".join(u.text for u in found)


def around(found: Sequence[Unit], touched: Sequence[Placed]) -> str:
    """The sentence, or of a long one the words about the change."""
    text = text_of(found)
    if len(text) <= _LONGEST or not touched or len(found) > 1:
        return text
    start, end = min(p.token.start for p in touched), max(p.token.end for p in touched)
    left = text.rfind(" ", 0, max(0, start - _AROUND)) + 1 if start > _AROUND else 0
    right = text.find(" ", end + _AROUND)
    cut = text[left : right if right >= 0 else len(text)]
    return ("… " if left else "") + cut + (" …" if right >= 0 else "")
