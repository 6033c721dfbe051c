"""How much a change matters, and its reasons.

The scale says how much a reader loses who does not look: 0.9 and above a meaning reversed, a text taken back, another
speaker, happened or not; 0.7 a figure, a date, a name, a condition, a quotation; 0.5 news of less weight; 0.3 wording
that may matter; 0.1 form. A fact weighs by what differs in it: what a list, a notation or a capital says by itself is
hard, a word for a word soft. The score of a change is that of its weightiest fact, a little more where there are
others.
"""

from collections.abc import Collection, Mapping, Sequence

from monitor.core.model import Fact
from monitor.core.reasons import Code, Reason, because
from monitor.edits.facts.found import Mark

WEIGHT = {
    "negation": 0.94, "attribution": 0.9, "headline": 0.8, "status": 0.8, "figure": 0.78, "modality": 0.78,
    "name": 0.77, "quote": 0.76, "scope": 0.76, "date": 0.75, "reference": 0.74, "table_cell": 0.72,
    "removed": 0.75, "added": 0.73, "link": 0.55,
}  # fmt: skip
"""What a hard fact of each kind weighs."""
SOFT, LITTLE, LESS = 0.4, 0.3, 0.55
"""What a word for a word weighs, what helps other words alone, and several words that came or went."""
CORRECTION, COSMETIC, FURNITURE = 0.79, 0.1, 0.05
_RAISED = {Mark.SWAP: 0.93, Mark.QUOTE_GONE: 0.92, Mark.PLEDGE_GONE: 0.9}
_CAPTION, ROUNDED = 0.55, 0.6
_MORE, _MOST, _LOUD = 0.0005, 0.97, 0.5
"""A further fact settles which of two like changes comes first, no more: a long edit is no loud one."""
_CODES: Mapping[str, Code] = {
    "negation": "negation_changed", "quote": "quote_changed", "status": "status_changed", "figure": "figure_changed",
    "modality": "modality_changed", "name": "name_changed", "scope": "scope_changed", "headline": "headline_changed",
    "table_cell": "table_cell_changed", "reference": "reference_changed", "date": "date_changed",
    "wording": "wording_changed",
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
    """0 to 1: the weightiest fact, a little more for each further one. Many soft facts are no hard one."""
    types = {f.type for f in facts}
    best = max(f.weight or WEIGHT[f.type] for f in facts)
    if Mark.CAPTION in marks and types <= {"date", "name", "figure", "added", "removed"}:
        best = min(best, _CAPTION)
    elif Mark.ROUNDING in marks and types <= {"figure", "scope"}:
        best = min(best, ROUNDED)
    best = max([best, *(_RAISED[m] for m in marks if m in _RAISED)])
    room = _MOST if best >= _LOUD else _LOUD - _MORE
    return round(min(best + _MORE * (len(facts) - 1), room), 4)


_BEFORE = {
    "negation": 0.94, "modality": 0.83, "attribution": 0.82, "quote": 0.8, "headline": 0.8, "status": 0.79,
    "figure": 0.78, "table_cell": 0.77, "name": 0.77, "scope": 0.76, "removed": 0.75, "reference": 0.74,
    "added": 0.73, "date": 0.72, "link": 0.55,
}  # fmt: skip
_MORE_BEFORE = 0.005
"""What each kind weighed on the first scale, soft or hard."""


def weighed_before(facts: Sequence[Fact], marks: Collection[Mark]) -> float:
    """The score on the first scale: routes that were written for it go by it."""
    types = {f.type for f in facts}
    best = max(_BEFORE[t] for t in types)
    if Mark.CAPTION in marks and types <= {"date", "name", "figure", "added", "removed"}:
        best = _CAPTION
    elif Mark.ROUNDING in marks and types <= {"figure", "scope"}:
        best = ROUNDED
    best = max([best, *(_RAISED[m] for m in marks if m in _RAISED)])
    return round(min(best + _MORE_BEFORE * (len(facts) - 1), _MOST), 3)


def say(facts: Sequence[Fact], marks: Collection[Mark] = ()) -> tuple[Reason, ...]:
    """The reasons, each once, with the values where they are short: 'a figure changed (2,635 → 2,815)'."""
    codes = _STANCE if Mark.STANCE in marks else _CODES
    kinds = dict.fromkeys(_kind(f) for f in facts)
    told = [because(codes[kind], **_values([f for f in facts if _kind(f) == kind])) for kind in kinds]
    return (*told, *(because(_MARKS[m]) for m in sorted(marks) if m in _MARKS))


def _kind(fact: Fact) -> str:
    """What a fact is told as: where a word stands for a word, nothing is known of what it means."""
    return "wording" if is_wording(fact) else fact.type


def is_wording(fact: Fact) -> bool:
    return fact.type in ("status", "attribution", "scope", "modality") and 0 < fact.weight <= SOFT


def _values(facts: Sequence[Fact]) -> Mapping[str, tuple[Reason, ...]]:
    """The first values that became others, where all of them are short."""
    shown = [(f.before, f.after) for f in facts if f.type in _BY_VALUE][:_MOST_SHOWN]
    short = all(len(before or _NOTHING) + len(after or _NOTHING) < _LONGEST_SHOWN for before, after in shown)
    return {"shown": tuple(_exchange(*pair) for pair in shown)} if shown and short else {}


def _exchange(before: str, after: str) -> Reason:
    if before and after:
        return because("exchanged", before=before, after=after)
    return because("gone", before=before) if before else because("come", after=after)
