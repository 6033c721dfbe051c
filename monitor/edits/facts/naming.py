"""Which kinds of fact an unexplained stretch touches, and their values."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import product

from monitor.core.model import Fact
from monitor.edits.facts.called import is_called
from monitor.edits.facts.form import Pairs
from monitor.edits.facts.found import Found, Mark
from monitor.edits.facts.heft import heft
from monitor.edits.facts.passage import ALONE, Passage
from monitor.edits.facts.spelling import prefixed
from monitor.language.language import Language
from monitor.language.token import Token

# Facts that are told by their own words; the others need the sentence to be understood.
_BY_VALUE = ("figure", "date", "reference", "link")

_KIND = {
    "approximate": "scope",
    "claim": "attribution",
    "source": "attribution",
    "unit": "figure",
    "direction": "status",
}

_SPOKEN = frozenset({"say", "claim", "source"})
_SAYING = frozenset({"say", "claim"})


def name_facts(
    pairs: Pairs,
    whole: Pairs,
    before: str,
    after: str,
    near: Sequence[Token],
    words: Language,
    found: Found,
    *,
    spoke: bool,
    passage: Passage = ALONE,
) -> None:
    """The facts of an unexplained stretch: each kind that is touched, by value or with its sentence.

    `near`: the tokens beside it in both texts; `spoke`: a verb of saying or a source stood in the stretch itself;
    `passage`: what stands around it.
    """
    left, right = pairs
    told = len(found.facts)
    kinds = _kinds(left, right, near, words, spoke=spoke)
    for kind in kinds:
        weight = heft(kind, left, right, words, passage)
        if kind in _BY_VALUE or (kind == "name" and "attribution" not in kinds):
            values = _by_value(kind, *(whole if kind == "name" else pairs))
            told_anew = (f for f in values if not (kind == "name" and _stood(f, before, after)))
            found.facts += (replace(fact, old=before, new=after, weight=weight) for fact in told_anew)
        else:
            found.facts.append(Fact(kind, before, after, weight=weight))
    if len(found.facts) == told:
        # Whatever could not be named is told all the same.
        found.facts.append(Fact("status", before, after, weight=heft("status", left, right, words, passage)))
    if {t.kind for t in (*left, *right)} & {"approximate"}:
        found.marks.add(Mark.ROUNDING)
    if "attribution" in kinds and all(_says(side) for side in pairs):
        found.marks.add(Mark.STANCE)


def kinds_of(left: Sequence[Token], right: Sequence[Token], words: Language) -> list[str]:
    """The kinds of fact that differ between two stretches that stand by themselves."""
    return _kinds(list(left), list(right), (), words, spoke=False)


def _kinds(left: list[Token], right: list[Token], near: Sequence[Token], words: Language, *, spoke: bool) -> list[str]:
    every = [*left, *right]
    found = {_KIND.get(t.kind, t.kind) for t in every if t.kind not in _UNTOLD}
    if any(prefixed(x.value, y.value, words) for x, y in product(left, right)):
        found = {*found - {"status"}, "negation"}
    found |= _of_small_words(every, found)
    is_said = any(t.kind in _WORDS for t in every) and (spoke or (bool(left and right) and _beside(near)))
    if any(t.quoted for t in every):
        found.add("quote")
    elif is_said:
        found.add("attribution")
    if "attribution" not in found and any(is_called(t, words) for t in every):
        found.add("name")
    if _says_nothing(found, left, right):
        lone = "removed" if left else "added"
        found.add("status" if left and right else lone)
    return sorted(found, key=_ORDER.index)


_WORDS = frozenset({"word", "same"})
# Kinds of word that are told as nothing of their own.
_UNTOLD = _WORDS | {"say", "aux", "pronoun", "conjunction", "mark", "light", "filler"}


def _of_small_words(every: Sequence[Token], found: Set[str]) -> set[str]:
    """`or` for `and` is scope; who says it, or of whom, is attribution; a lone auxiliary verb is modality."""
    kinds = {t.kind for t in every}
    small = {"scope"} if "conjunction" in kinds else set[str]()
    small |= {"attribution"} if kinds & {"say", "pronoun"} else set()
    return small | {"modality"} if "aux" in kinds and not (found or small) else small


def _says_nothing(found: Set[str], left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether no kind was found, or words came or went beside a date or a figure."""
    lone_words = not (left and right) and any(t.kind in _WORDS for t in (*left, *right))
    return not found or (found <= {"date", "figure"} and lone_words)


def _stood(fact: Fact, before: str, after: str) -> bool:
    """Whether a name that came or went stands in the other text too: only its place changed."""
    return (not fact.before and fact.after in before) or (not fact.after and fact.before in after)


def _says(side: Sequence[Token]) -> bool:
    """Whether a verb of saying changed, and no name beside it: `confirmed`, `declined to confirm`, `denied` have one
    speaker.
    """
    return any(t.kind in _SAYING for t in side) and not any(t.name or t.kind == "source" for t in side)


def _beside(near: Sequence[Token]) -> bool:
    return any(t.kind in _SPOKEN for t in near)


_ORDER = [
    "negation", "attribution", "quote", "status", "modality", "scope", "figure", "date", "name",
    "reference", "link", "added", "removed",
]  # fmt: skip


def _by_value(kind: str, left: list[Token], right: list[Token]) -> Iterator[Fact]:
    """The touched values of one kind, paired in order, those that say the same left out."""
    a, b = _values(kind, left), _values(kind, right)
    for index in range(max(len(a), len(b))):
        one = a[index] if index < len(a) else ("", "")
        two = b[index] if index < len(b) else ("", "")
        if one[0] != two[0]:
            yield Fact(kind, one[1], two[1])


def _values(kind: str, side: list[Token]) -> list[tuple[str, str]]:
    """(key, words) of each value; neighbours are one: `woensdag 27 mei`, `plus de 2.600`, `Van Bossuyt`."""
    found: list[tuple[str, str]] = []
    last: Token | None = None
    for token in side:
        mine = _is_of(kind, token)
        if mine and last is not None and _belong_together(kind, last, token):
            found[-1] = (f"{found[-1][0]} {token.key}", f"{found[-1][1]} {token.text}")
        elif mine:
            found.append((token.key, token.text))
        last = token if mine else None
    return found


def _is_of(kind: str, token: Token) -> bool:
    """Whether a word is a value of this kind, or belongs to one."""
    match kind:
        case "name":
            return token.name and not token.text.endswith(("'", "’"))
        case "figure":
            return token.kind == "approximate" or _KIND.get(token.kind, token.kind) == "figure"
        case _:
            return _KIND.get(token.kind, token.kind) == kind


def _belong_together(kind: str, last: Token, token: Token) -> bool:
    """Whether two values of one kind are one; two figures are two, a figure with its `about` is one."""
    is_near = 0 <= token.start - last.end <= _NEAR
    return is_near and (kind != "figure" or last.kind == "approximate")


# Characters between two words of one value.
_NEAR = 4
