"""Rows of tables held against each other cell by cell."""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.align import gaps
from monitor.edits.facts.form import unexplained
from monitor.edits.facts.found import Found, Mark
from monitor.edits.facts.heft import heft
from monitor.edits.facts.naming import kinds_of
from monitor.edits.facts.weigh import WEIGHT
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.tokens import bare, tokens

# A cell of so many words is a value: another one is another value.
_VALUE, _LIKE = 3, 60.0


def rows(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """Rows that belong together cell by cell; rows that came or went as a whole."""
    for index in range(max(len(old), len(new))):
        one = old[index] if index < len(old) else None
        two = new[index] if index < len(new) else None
        if one and two:
            _row(one, two, words, found)
        elif two:
            found.facts.append(Fact("added", "", _row_text(two)))
        elif one:
            found.facts.append(Fact("removed", _row_text(one), ""))


def _row_text(row: Unit) -> str:
    return row.text.replace(" | ", " ", 1).replace(" | ", " / ")


def _row(old: Unit, new: Unit, words: Language, found: Found) -> None:
    a, b = old.text.split(" | "), new.text.split(" | ")
    if len(a) != len(b):
        found.facts.append(Fact("table_cell", old.text.replace(" | ", " / "), new.text.replace(" | ", " / ")))
        return
    weights = {k: w for k, (x, y) in enumerate(zip(a, b, strict=True)) if (w := _cell(x, y, words, found))}
    if not weights:
        found.form.append("wording")
        return
    cells = list(weights)
    swapped = Counter(a) == Counter(b) and len(cells) > 1
    if swapped:
        found.marks.add(Mark.SWAP)
    for some in [cells] if swapped or 0 in cells else [[k] for k in cells]:
        weight = WEIGHT["table_cell"] if swapped else max(weights[k] for k in some)
        found.facts.append(Fact("table_cell", _cells(a, old, some), _cells(b, new, some), weight=weight))


def _cell(x: str, y: str, words: Language, found: Found) -> float:
    """How much a cell says something else; 0 where it does not. A cell that came or went is more than its words."""
    if _said(x, words) == _said(y, words) or "".join(bare(x)) == "".join(bare(y)):
        return 0.0
    left, right = _different(x, y, words)
    pairs = unexplained(left, right, words, found) if left or right else None
    if pairs is None:
        return 0.0
    if max(len(left), len(right)) <= _VALUE and _are_unlike(x, y):
        return WEIGHT["table_cell"]
    return min(WEIGHT["table_cell"], max(heft(kind, *pairs, words) for kind in kinds_of(*pairs, words)))


def _said(cell: str, words: Language) -> list[str]:
    return [t.key for t in tokens(cell, words.code) if t.kind != "mark"]


def _different(x: str, y: str, words: Language) -> tuple[list[Token], list[Token]]:
    """The words of weight that only one of two cells has where it has them."""
    a, b = ([t for t in tokens(cell, words.code) if not t.soft] for cell in (x, y))
    spans = gaps([t.key for t in a], [t.key for t in b])
    return list(flat(a[i1:i2] for i1, i2, _, _ in spans)), list(flat(b[j1:j2] for _, _, j1, j2 in spans))


def _are_unlike(x: str, y: str) -> bool:
    """Whether two cells have no word in common, nor look alike."""
    return not set(bare(x)) & set(bare(y)) and fuzz.ratio(x, y) < _LIKE


def _cells(row: list[str], unit: Unit, changed_cells: list[int]) -> str:
    """`Belgium Voluntary 63, Forced 0`: the row's name, and each changed cell with its column's."""
    header = unit.header.split(" | ") if unit.header != unit.text else []
    told = [f"{header[k]} {row[k]}" if k < len(header) and k else row[k] for k in changed_cells]
    return ", ".join(told) if 0 in changed_cells else f"{row[0]} {', '.join(told)}"
