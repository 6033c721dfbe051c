"""How much a change matters, and its reasons.

The order is an editor's: a reversed meaning, an exchanged speaker or a withdrawn pledge before a figure, a figure
before a date, a date before a caption. The score of a change is that of its weightiest fact.
"""

from collections.abc import Collection, Mapping, Sequence

from monitor.core.model import Fact
from monitor.core.reasons import Code, Reason, because
from monitor.edits.facts.found import Mark

WEIGHT = {
    "negation": 0.94, "attribution": 0.82, "quote": 0.8, "status": 0.79, "modality": 0.83, "scope": 0.76,
    "figure": 0.78, "table_cell": 0.77, "name": 0.77, "headline": 0.8, "reference": 0.74, "date": 0.72,
    "removed": 0.75, "added": 0.73, "link": 0.55,
}  # fmt: skip
CORRECTION, COSMETIC, FURNITURE = 0.79, 0.2, 0.05
_RAISED = {Mark.SWAP: 0.93, Mark.QUOTE_GONE: 0.92, Mark.PLEDGE_GONE: 0.9}
_CAPTION, _ROUNDED = 0.55, 0.6
_CODES: Mapping[str, Code] = {
    "negation": "negation_changed", "quote": "quote_changed", "status": "status_changed", "figure": "figure_changed",
    "modality": "modality_changed", "name": "name_changed", "scope": "scope_changed", "headline": "headline_changed",
    "table_cell": "table_cell_changed", "reference": "reference_changed", "date": "date_changed",
    "removed": "text_removed", "added": "text_added", "link": "link_changed", "attribution": "attribution_changed",
}  # fmt: skip
_STANCE: Mapping[str, Code] = {**_CODES, "attribution": "stance_changed"}
_MARKS: Mapping[Mark, Code] = {
    Mark.SWAP: "words_swapped", Mark.QUOTE_GONE: "quote_gone", Mark.PLEDGE_GONE: "pledge_gone",
    Mark.CAPTION: "in_caption", Mark.ROUNDING: "rounded",
}  # fmt: skip
_BY_VALUE = ("figure", "date", "name", "reference", "link")
_MOST_SHOWN, _LONGEST_SHOWN, _NOTHING = 3, 77, "nothing"


def weigh(facts: Sequence[Fact], marks: Collection[Mark]) -> float:
    """0 to 1: the weightiest fact, a little more for each further one."""
    types = {f.type for f in facts}
    best = max(WEIGHT[t] for t in types)
    if Mark.CAPTION in marks and types <= {"date", "name", "figure", "added", "removed"}:
        best = _CAPTION
    elif Mark.ROUNDING in marks and types <= {"figure", "scope"}:
        best = _ROUNDED
    best = max([best, *(_RAISED[m] for m in marks if m in _RAISED)])
    return round(min(best + 0.005 * (len(facts) - 1), 0.97), 3)


def say(facts: Sequence[Fact], marks: Collection[Mark] = ()) -> tuple[Reason, ...]:
    """The reasons, each once, with the values where they are short: 'a figure changed (2,635 → 2,815)'."""
    codes = _STANCE if Mark.STANCE in marks else _CODES
    kinds = dict.fromkeys(f.type for f in facts)
    told = [because(codes[kind], **_values([f for f in facts if f.type == kind])) for kind in kinds]
    return (*told, *(because(_MARKS[m]) for m in sorted(marks) if m in _MARKS))


def _values(facts: Sequence[Fact]) -> Mapping[str, tuple[Reason, ...]]:
    """The first values that became others, where all of them are short."""
    shown = [(f.before, f.after) for f in facts if f.type in _BY_VALUE][:_MOST_SHOWN]
    short = all(len(before or _NOTHING) + len(after or _NOTHING) < _LONGEST_SHOWN for before, after in shown)
    return {"shown": tuple(_exchange(*pair) for pair in shown)} if shown and short else {}


def _exchange(before: str, after: str) -> Reason:
    if before and after:
        return because("exchanged", before=before, after=after)
    return because("gone", before=before) if before else because("come", after=after)
