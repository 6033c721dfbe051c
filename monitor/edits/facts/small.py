"""What small words and single letters say: a tense, a mood, an accent that makes another word."""

from collections.abc import Sequence

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.core.text import fold_word
from monitor.edits.align import gaps
from monitor.edits.facts.found import Found, Placed, around, unit_tokens
from monitor.edits.facts.spelling import known_word
from monitor.edits.facts.weigh import SOFT
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token

# Letters of a word that nobody writes without its accent by mistake alone.
_WORD = 4


def accented(old: Unit, new: Unit, words: Language) -> list[Fact]:
    """What two texts of the same letters say differently by their accents: `wurde` and `würde`, `expulse` and
    `expulsé`. An accent that was forgotten makes no other word.
    """
    a, b = unit_tokens(old, words), unit_tokens(new, words)
    pairs = zip(a, b, strict=True) if len(a) == len(b) else ()
    differ = [(x, y) for x, y in pairs if x.kind != "mark" and _by_accents(x.text.lower(), y.text.lower())]
    others = [x.value != y.value for x, y in differ if x.value != y.value or _are_two_words(x.text, y.text, words)]
    return [_of_accent(old, new, is_other) for is_other in others]


def _of_accent(old: Unit, new: Unit, is_other: bool) -> Fact:
    """A fact of its accent: another word of the lists, or perhaps another word."""
    return Fact("modality" if is_other else "status", old.text, new.text, weight=0.0 if is_other else SOFT)


def _by_accents(a: str, b: str) -> bool:
    return a != b and len(a) == len(b) and fold_word(a) == fold_word(b)


def _are_two_words(a: str, b: str, words: Language) -> bool:
    """Whether both are words of their own; the accent of a capital is left out by many: `Etat`, `État`."""
    on_capital = a[0].isupper() and a[0] != b[0] and a[1:] == b[1:]
    is_long = min(len(a), len(b)) >= _WORD
    return is_long and not on_capital and all(known_word(word.lower(), words.code) for word in (a, b))


def small_words(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """Small words put for others, all around them kept: `to` for `by`, `is` for `was`, `is being` for `has been`."""
    a, b = ([t for t in flat(unit_tokens(u, words) for u in side) if t.kind != "mark"] for side in (old, new))
    spans = gaps([_said(t) for t in a], [_said(t) for t in b])
    for left, right in ((a[i1:i2], b[j1:j2]) for i1, i2, j1, j2 in spans):
        kind = _told_as(left, right, words)
        if kind:
            found.facts.append(Fact(kind, *_told_with(old, left, new, right), weight=_HELPS[kind]))


def _said(token: Token) -> str:
    """A small word as what it stands for: `and` of `between 9 and 17` is the `to` of `from 9 to 17`."""
    return token.value if token.kind == "light" else fold_word(token.text)


# What exchanged small words weigh: others than verbs; verbs, whose time or mood changes.
_HELPS = {"status": 0.45, "modality": 0.6}


def _told_as(left: Sequence[Token], right: Sequence[Token], words: Language) -> str:
    """What an exchange of small words is told as; '' where it is none, or each may be put for the other."""
    are_small = {t.kind for t in (*left, *right)} <= {"light", "aux"}
    a, b = ([_said(t) for t in side] for side in (left, right))
    if not (left and right and are_small) or _alike(a, b, words):
        return ""
    if _change_time(a, b, words):
        return "modality"
    return "status" if len(left) == len(right) else ""


def _change_time(left: Sequence[str], right: Sequence[str], words: Language) -> bool:
    """Whether auxiliary verbs of one time stand for those of another: `is held`, `was held`."""
    are_verbs = all(set(" ".join(side).split()) & words.verbs for side in (left, right))
    return are_verbs and not _of_one_time(left, right, words.code)


# Auxiliary verbs that put no sentence into another time: the passive of the past and the perfect say the same.
_ONE_TIME = {
    "nl": frozenset({"is", "zijn", "heeft", "hebben", "werd", "werden"}),
    "de": frozenset({"ist", "sind", "hat", "haben", "wurde", "wurden"}),
    "fr": frozenset({"est", "sont", "a", "ont"}),
}


def _of_one_time(left: Sequence[str], right: Sequence[str], code: str) -> bool:
    return {*left, *right} <= _ONE_TIME.get(code, frozenset())


def _told_with(old: Sequence[Unit], left: list[Token], new: Sequence[Unit], right: list[Token]) -> tuple[str, str]:
    return around(old, [Placed(t, old[0]) for t in left]), around(new, [Placed(t, new[0]) for t in right])


def _alike(left: Sequence[str], right: Sequence[str], words: Language) -> bool:
    """Whether small words stand in the same groups of the language's list, one by one: each may be put for another."""
    return len(left) == len(right) and all(
        x == y or any(x in group and y in group for group in words.alike) for x, y in zip(left, right, strict=True)
    )
