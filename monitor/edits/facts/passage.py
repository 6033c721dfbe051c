"""What a stretch that differs stands in: which values both sides of its passage have, and how much of it is anew."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.core.flat import flat
from monitor.edits.facts.found import Placed
from monitor.edits.facts.order import lemma_of
from monitor.language.dictionary import lemma
from monitor.language.language import Language
from monitor.language.token import Token

_ANSWERS = frozenset({"yes", "ja", "oui", "no", "nee", "neen", "nein", "non"})
# `without` denies what stands behind it, no sentence.
_WITHOUT = frozenset({"without", "zonder", "sans", "ohne"})
# In a passage that was worded anew a denial or a modal verb may be its words alone; so much of a passage is anew.
_REWORDED = 0.5
BLURRED = {"negation": 0.7, "modality": 0.6, "status": 0.6}
"""What these kinds weigh there."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a stretch stands in. `settled`: the kinds whose values stand on both sides of the passage; `moved`: words
    that do so, as dictionaries have them; `governed`: a figure, a denial or an `only` beside it says what it counts;
    `speaks`: it is who says it; `reworded`: most of the passage became other words.
    """

    settled: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    governed: bool = False
    speaks: bool = False
    reworded: bool = False


ALONE = Passage()


def reworded(
    left: Sequence[Placed], right: Sequence[Placed], changed: Sequence[Sequence[Placed]], passage: Passage, code: str
) -> bool:
    """Whether most words of a passage became others, a word among them that is less for it. `changed`: those of the
    stretches that differ, on both sides.
    """
    if not any(p.token.kind in BLURRED for p in flat(changed)):
        return False
    shares = (
        (sum(_is_new(p.token, passage, code) for p in stretch), sum(_carrying(p.token) for p in side))
        for side, stretch in zip((left, right), changed, strict=True)
    )
    return all(whole and new >= _REWORDED * whole for new, whole in shares)


def _is_new(token: Token, passage: Passage, code: str) -> bool:
    return _carrying(token) and lemma_of(token, code) not in passage.moved


def _carrying(token: Token) -> bool:
    """Whether a word says something and is of no listed kind."""
    return token.kind in ("word", "same") and not token.name


def carries(kind: str, token: Token) -> bool:
    return token.name if kind == "name" else token.kind == kind


def settled(left: Sequence[Placed], right: Sequence[Placed], asked: frozenset[str], words: Language) -> frozenset[str]:
    """The kinds of value, of those asked for, that both sides of a passage have alike: there only words moved."""
    both = _SETTLING & asked & kinds_in(left) & kinds_in(right)
    tokens = [[p.token for p in side] for side in (left, right)] if both else []
    alike = [kind for kind in both if _values(kind, tokens[0], words) == _values(kind, tokens[1], words)]
    return frozenset(kind for kind in alike if _stay(kind, *tokens) and (kind != "name" or _speak_alike(left, right)))


_SETTLING = frozenset({"figure", "date", "negation", "modality", "scope", "status", "name", "reference"})


def kinds_in(side: Iterable[Placed]) -> frozenset[str]:
    """The kinds of word on a side, names among them."""
    tokens = [p.token for p in side]
    return frozenset({t.kind for t in tokens} | ({"name"} if any(t.name for t in tokens) else set()))


def moved(left: Sequence[Placed], right: Sequence[Placed], words: Language) -> frozenset[str]:
    """What the words have in the dictionary that stand in the changed stretches of both sides."""
    sides = [{lemma_of(p.token, words.code) for p in side if not p.token.soft} for side in (left, right)]
    return frozenset(sides[0] & sides[1])


def _values(kind: str, side: Sequence[Token], words: Language) -> Counter[str]:
    said = [_value(kind, t, words) for t in side if carries(kind, t)]
    # A sentence that was cut in two says its modal verb twice.
    return Counter(set(said) if kind == "modality" else said)


def _value(kind: str, token: Token, words: Language) -> str:
    match kind:
        case "negation":
            # Two denials deny alike, whatever their words; an answer is what it says.
            return token.value if token.value in _ANSWERS | _WITHOUT else "no"
        case "status":
            return lemma(token.text.lower(), words.code)
        case _:
            return token.key


def _stay(kind: str, left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether values still stand with what they belong to: in the same order, or half of them before the same word."""
    if kind in ("negation", "modality", "status"):
        return True
    runs = [list(_followed([t for t in side if not t.soft], kind)) for side in (left, right)]
    if [run for run, _ in runs[0]] == [run for run, _ in runs[1]]:
        return True
    return 2 * len(set(runs[0]) & set(runs[1])) >= len(runs[0])


def _speak_alike(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Whether each sentence still has the names that it had: two speakers may have changed places."""
    sides = [_sentences(side) for side in (left, right)]
    if min(map(len, sides)) < 2:
        return True
    partners = ((names, max(sides[1], key=lambda one: (rest & one[1]).total())) for names, rest in sides[0])
    return all(names == other[0] for names, other in partners)


def _sentences(side: Sequence[Placed]) -> list[tuple[frozenset[str], Counter[str]]]:
    """The names of each sentence, and its other words."""
    units = dict.fromkeys(p.unit for p in side)
    of = {unit: [p.token for p in side if p.unit == unit and not p.token.soft] for unit in units}
    return [(frozenset(t.key for t in x if t.name), Counter(t.key for t in x if not t.name)) for x in of.values()]


def _followed(side: Sequence[Token], kind: str) -> Iterator[tuple[str, str]]:
    """Each run of values with the first other word behind it."""
    run: list[str] = []
    for token in side:
        if carries(kind, token):
            run.append(token.key)
        elif run:
            yield " ".join(run), token.key
            run = []
    if run:
        yield " ".join(run), ""
