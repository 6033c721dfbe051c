"""How much a change matters, and its reasons in plain words.

The order is an editor's: a reversed meaning, an exchanged speaker or a withdrawn pledge before a figure, a figure
before a date, a date before a caption. The score of a change is that of its weightiest fact.
"""

from collections.abc import Collection, Sequence

from monitor.core.model import Fact

WEIGHT = {
    "negation": 0.94, "attribution": 0.82, "quote": 0.8, "status": 0.79, "modality": 0.83, "scope": 0.76,
    "figure": 0.78, "table_cell": 0.77, "name": 0.77, "headline": 0.8, "reference": 0.74, "date": 0.72,
    "removed": 0.75, "added": 0.73, "link": 0.55,
}  # fmt: skip
CORRECTION, COSMETIC, FURNITURE = 0.79, 0.2, 0.05
_RAISED = {"swap": 0.93, "quote gone": 0.92, "pledge gone": 0.9}
_CAPTION, _ROUNDED = 0.55, 0.6
_WORDS = {
    "negation": "a negation changed", "quote": "a quotation changed", "status": "the standing of a statement changed",
    "figure": "a figure changed", "modality": "what is certain or possible changed", "name": "a name changed",
    "scope": "the scope of a statement changed", "headline": "the headline says something else",
    "table_cell": "a table cell changed", "reference": "a reference number changed", "date": "a date changed",
    "removed": "text was removed", "added": "text was added", "link": "a cited link changed",
    "attribution": "the source of a statement changed",
}  # fmt: skip
_STANCE = "a statement changed"
_MARKS = {
    "swap": "the same words were exchanged", "quote gone": "a quotation was removed",
    "pledge gone": "what was denied or promised is gone",
    "caption": "in a caption", "rounding": "a figure became more or less exact",
}  # fmt: skip
_BY_VALUE = ("figure", "date", "name", "reference", "link")


def weigh(facts: Sequence[Fact], marks: Collection[str]) -> float:
    """0 to 1: the weightiest fact, a little more for each further one."""
    types = {f.type for f in facts}
    best = max(WEIGHT[t] for t in types)
    if "caption" in marks and types <= {"date", "name", "figure", "added", "removed"}:
        best = _CAPTION
    elif "rounding" in marks and types <= {"figure", "scope"}:
        best = _ROUNDED
    best = max([best, *(_RAISED[m] for m in marks if m in _RAISED)])
    return round(min(best + 0.005 * (len(facts) - 1), 0.97), 3)


def say(facts: Sequence[Fact], marks: Collection[str] = ()) -> tuple[str, ...]:
    """The reasons, each once, with the values where they are short: 'a figure changed (2,635 → 2,815)'."""
    words = {**_WORDS, "attribution": _STANCE} if "stance" in marks else _WORDS
    told = [
        words[kind] + _values([f for f in facts if f.type == kind]) for kind in dict.fromkeys(f.type for f in facts)
    ]
    return (*told, *(_MARKS[m] for m in sorted(marks) if m in _MARKS))


def _values(facts: Sequence[Fact]) -> str:
    shown = [f"{f.before or 'nothing'} → {f.after or 'nothing'}" for f in facts if f.type in _BY_VALUE]
    return f" ({'; '.join(shown[:3])})" if shown and all(len(s) < 80 for s in shown[:3]) else ""
