"""How much one fact weighs: by the kind where its own words carry it, little where a word stands for a word.

A figure, a negation or a modal verb is what it is. `Status`, `scope`, `attribution` and `name` are also the last
resorts of a stretch that nothing explains: there the words themselves must be of the lists, or a name no dictionary
has.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from monitor.core.flat import flat
from monitor.edits.facts.found import Placed
from monitor.edits.facts.order import lemma_of
from monitor.edits.facts.spelling import PLACES
from monitor.edits.facts.weigh import LESS, LITTLE, ROUNDED, SOFT, WEIGHT
from monitor.language.dictionary import is_known, lemma
from monitor.language.figures import SCALES
from monitor.language.language import Language
from monitor.language.names import NAMED
from monitor.language.token import Token

# The kinds of token that carry a kind of fact by themselves.
_CARRIES = {
    "status": frozenset({"status"}),
    "scope": frozenset({"scope"}),
    "attribution": frozenset({"claim", "source"}),
    "modality": frozenset({"modality"}),
}
_ALWAYS = frozenset({"figure", "date", "negation", "reference", "link", "quote"})
_HELPING = frozenset({"light", "filler", "aux", "pronoun", "conjunction", "say", "mark"})
_ANSWERS = frozenset({"yes", "ja", "oui", "no", "nee", "neen", "nein", "non"})
# From so many words of weight on, what came or went is news of less weight.
_SEVERAL = 3
_TENSE = 0.6
# In a passage that was worded anew a denial or a modal verb may be its words alone; so much of a passage is anew.
_REWORDED, _BLURRED = 0.5, {"negation": 0.7, "modality": 0.6, "status": 0.6}
# Letters that two names of one stem have in common.
_STEM = 5
_SYLLABLE, _NAME = 3, 10


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


def heft(
    kind: str,
    left: Sequence[Token],
    right: Sequence[Token],
    words: Language,
    passage: Passage = ALONE,
) -> float:
    """The weight of a fact of a stretch."""
    settled = passage.settled
    every = [*left, *right]
    if kind in settled and any(_carries(kind, t) for t in every):
        return SOFT
    if kind in _ALWAYS or any(t.kind in _CARRIES.get(kind, ()) for t in every):
        return _BLURRED[kind] if passage.reworded and kind in _BLURRED else WEIGHT[kind]
    if kind == "status" and left and right and all(any(t.kind == "direction" for t in side) for side in (left, right)):
        return WEIGHT[kind]
    if kind == "scope" and any(t.kind == "approximate" for t in every):
        both = all(any(t.kind == "approximate" for t in side) for side in (left, right))
        lone = SOFT if left and right else ROUNDED
        return WEIGHT[kind] if both else lone
    if any(t.value in SCALES for t in every):
        return WEIGHT["figure"]
    if left and right and all(any(t.value in NAMED for t in side) for side in (left, right)):
        return WEIGHT["name"]
    if any(c.isdigit() for c in flat(t.text for t in every if t.kind == "word")):
        return WEIGHT["reference"]
    if kind == "scope" and left and right and all(any(t.kind == "conjunction" for t in side) for side in (left, right)):
        return WEIGHT[kind]
    if kind in ("name", "attribution") and "name" not in settled and names_changed(left, right, words):
        return WEIGHT[kind]
    if kind == "attribution" and left and right and passage.speaks:
        return WEIGHT[kind]
    if kind == "modality":
        return _TENSE
    return LESS if left and right and passage.governed else soft(left, right, words, passage.moved)


def reworded(
    left: Sequence[Placed], right: Sequence[Placed], changed: Sequence[Sequence[Placed]], passage: Passage, code: str
) -> bool:
    """Whether most words of a passage became others, a word among them that is less for it. `changed`: those of the
    stretches that differ, on both sides.
    """
    if not any(p.token.kind in _BLURRED for p in flat(changed)):
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


def _carries(kind: str, token: Token) -> bool:
    return token.name if kind == "name" else token.kind == kind


def soft(left: Sequence[Token], right: Sequence[Token], words: Language, moved: frozenset[str] = frozenset()) -> float:
    """What words alone weigh: little where they only help others; more where one came or went, where several became
    others, or where one became another by what stands before its stem.
    """
    carry = [
        [t for t in side if t.kind not in _HELPING and lemma_of(t, words.code) not in moved] for side in (left, right)
    ]
    if not any(carry):
        return LESS if is_attribute(left, right) else LITTLE
    is_one_sided, several = not all(carry), max(map(len, carry)) >= _SEVERAL
    pairs = [(side[0].text, lemma_of(side[0], words.code)) for side in carry if len(side) == 1]
    turned = len(pairs) == 2 and any(map(_is_turned, *pairs))
    return LESS if is_one_sided or several or turned else SOFT


def is_attribute(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether a verb of saying came or went alone within a sentence: `40 reported cases`, `un consentement écrit`."""
    lone = [*left, *right]
    return len(lone) == 1 and lone[0].kind == "say" and lone[0].inner


def _is_turned(a: str, b: str) -> bool:
    """Whether two words differ in a short syllable before one stem: `conseillé`, `déconseillé`; `inclus`, `exclus`."""
    stem = _alike(reversed(a.casefold()), reversed(b.casefold()))
    return stem >= _STEM and 0 < max(len(a), len(b)) - stem <= _SYLLABLE


def _alike(a: Iterable[str], b: Iterable[str]) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def names_changed(left: Sequence[Token], right: Sequence[Token], words: Language) -> bool:
    """Whether a name stands for a name, or one came or went that is a name by more than its capital."""
    named = [[t for t in side if t.name] for side in (left, right)]
    if all(named) and all(any(_is_kin(x.text, y.text) for y in named[1]) for x in named[0]):
        return False
    if all(named) and words.code != "de":
        return True
    if any(named) and not all(named) and any(_is_unknown(t, words) for t in flat((left, right))):
        return True
    full = words.code != "de" and any(b.start - a.end == 1 for a, b in flat(pairwise(side) for side in named))
    return full or any(is_name(t, words) for t in flat(named))


def _is_unknown(token: Token, words: Language) -> bool:
    """Whether a word written small is in no dictionary: what a party or a firm calls itself (`cd&v`)."""
    return token.kind == "word" and not token.name and words.code != "de" and not _is_word(token.text, words)


def _is_kin(a: str, b: str) -> bool:
    """Whether two names are of one stem: a land and its people (`Nederland`, `Nederlandse`)."""
    stem = _alike(a.casefold(), b.casefold())
    return stem >= _STEM and stem >= 0.7 * min(len(a), len(b)) and not {a.casefold(), b.casefold()} & PLACES


def is_name(token: Token, words: Language) -> bool:
    """Whether a word is a name by more than its capital: no dictionary has it as a word, or it is a listed one. In
    German, where each noun has a capital, also not with it.
    """
    parts = token.text.split("-") if words.code == "de" else [token.text]
    known = all(_is_word(part, words) for part in parts)
    listed = token.value in NAMED if words.code == "de" else token.kind == "same"
    return token.name and (listed or not known)


def _is_word(text: str, words: Language) -> bool:
    if len(text) > 1 and text.isupper():
        return False
    if is_known(text.lower(), words.code):
        return True
    # A long German noun that no dictionary has is made of others.
    return words.code == "de" and (len(text) > _NAME or is_known(text, words.code))


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
    if kind == "negation":
        # Two denials deny alike, whatever their words; an answer is what it says.
        return Counter(t.value if t.value in _ANSWERS else "no" for t in side if t.kind == "negation")
    if kind == "name":
        return Counter(t.key for t in side if t.name)
    if kind == "modality":
        # A sentence that was cut in two says it twice.
        return Counter({t.key for t in side if t.kind == kind})
    if kind == "status":
        return Counter(lemma(t.text.lower(), words.code) for t in side if t.kind == kind)
    return Counter(t.key for t in side if t.kind == kind)


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
        if _carries(kind, token):
            run.append(token.key)
        elif run:
            yield " ".join(run), token.key
            run = []
    if run:
        yield " ".join(run), ""
