"""How much one fact weighs: by the kind where its own words carry it, little where a word stands for a word.

A figure, a negation or a modal verb is what it is. `Status`, `scope`, `attribution` and `name` are also the last
resorts of a stretch that nothing explains: there the words themselves must be of the lists, or a name no dictionary
has.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.core.text import fold
from monitor.edits.facts.called import letters_alike, names_changed
from monitor.edits.facts.order import lemma_of
from monitor.edits.facts.passage import ALONE, BLURRED, Passage, carries
from monitor.edits.facts.weigh import LESS, LITTLE, ROUNDED, SOFT, WEIGHT
from monitor.language.dictionary import lemma
from monitor.language.figures import SCALES
from monitor.language.language import Language
from monitor.language.names import NAMED
from monitor.language.token import Token
from monitor.language.units import currencies

# The kinds of token that carry a kind of fact by themselves.
_CARRIES = {
    "status": frozenset({"status"}),
    "scope": frozenset({"scope"}),
    "attribution": frozenset({"claim", "source"}),
    "modality": frozenset({"modality"}),
}
_ALWAYS = frozenset({"figure", "date", "negation", "reference", "link", "quote"})
_HELPING = frozenset({"light", "filler", "aux", "pronoun", "conjunction", "say", "mark"})
# From so many words of weight on, what came or went is news of less weight.
_SEVERAL = 3
_TENSE = 0.6
# Letters of a stem, and of what stands before it.
_STEM, _SYLLABLE = 5, 3


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A fact's kind, the words that stand for each other on both sides, and what they stand in."""

    kind: str
    left: Sequence[Token]
    right: Sequence[Token]
    words: Language
    passage: Passage

    @property
    def every(self) -> list[Token]:
        return [*self.left, *self.right]

    @property
    def is_exchange(self) -> bool:
        """Words stand for words: none only came or went."""
        return bool(self.left and self.right)

    def both(self, test: Callable[[Token], bool]) -> bool:
        """Whether each side has a word of which this holds."""
        return self.is_exchange and any(map(test, self.left)) and any(map(test, self.right))

    def any(self, test: Callable[[Token], bool]) -> bool:
        return any(map(test, self.every))


def heft(kind: str, left: Sequence[Token], right: Sequence[Token], words: Language, passage: Passage = ALONE) -> float:
    """The weight of a fact of a stretch: by the first rule that knows it."""
    stretch = _Stretch(kind, left, right, words, passage)
    return next(weight for rule in _RULES if (weight := rule(stretch)) is not None)


def _stood(s: _Stretch) -> float | None:
    """`40 people of 50` for `of 50 people, 40`: the same values stand in the passage."""
    stands = s.kind in s.passage.settled and s.any(lambda t: carries(s.kind, t))
    return SOFT if stands else None


def _listed(s: _Stretch) -> float | None:
    """`40` for `30`; `adopted` for `proposed`."""
    listed = _CARRIES.get(s.kind, frozenset())
    if s.kind not in _ALWAYS and not s.any(lambda t: t.kind in listed):
        return None
    return BLURRED[s.kind] if s.passage.reworded and s.kind in BLURRED else WEIGHT[s.kind]


def _direction(s: _Stretch) -> float | None:
    """`to Kabul` for `from Kabul`."""
    turned = s.kind == "status" and s.both(lambda t: t.kind == "direction")
    return WEIGHT["status"] if turned else None


def _approximate(s: _Stretch) -> float | None:
    """`more than 40` for `almost 40`; `some 40` for `40` is a rounding."""
    if s.kind != "scope" or not s.any(_is_approximate):
        return None
    if s.both(_is_approximate):
        return WEIGHT["scope"]
    return SOFT if s.is_exchange else ROUNDED


def _is_approximate(token: Token) -> bool:
    return token.kind == "approximate"


def _scale(s: _Stretch) -> float | None:
    """`in thousands` for `in millions`."""
    return WEIGHT["figure"] if s.any(lambda t: t.value in SCALES) else None


def _currency(s: _Stretch) -> float | None:
    """`15,000 euros` for `15,000 kroner`."""
    money = currencies(s.words.code) if s.passage.governed else frozenset[str]()
    return WEIGHT["figure"] if s.both(lambda t: fold(t.text) in money) else None


def _known_names(s: _Stretch) -> float | None:
    """`Denmark` for `Sweden`."""
    return WEIGHT["name"] if s.both(lambda t: t.value in NAMED) else None


def _number_in_word(s: _Stretch) -> float | None:
    """`A320` for `A330`."""
    numbered = s.any(lambda t: t.kind == "word" and any(c.isdigit() for c in t.text))
    return WEIGHT["reference"] if numbered else None


def _conjunctions(s: _Stretch) -> float | None:
    """`women or children` for `women and children`."""
    exchanged = s.kind == "scope" and s.both(lambda t: t.kind == "conjunction")
    return WEIGHT["scope"] if exchanged else None


def _other_name(s: _Stretch) -> float | None:
    """`Rahimi` for `Noori`."""
    is_told = s.kind in ("name", "attribution") and "name" not in s.passage.settled
    return WEIGHT[s.kind] if is_told and names_changed(s.left, s.right, s.words) else None


def _speaker(s: _Stretch) -> float | None:
    """`the judge said` for `the lawyer said`."""
    is_speaker = s.kind == "attribution" and s.is_exchange and s.passage.speaks
    return WEIGHT["attribution"] if is_speaker else None


def _future(s: _Stretch) -> float | None:
    """`saisira` for `a saisi`: French says by an ending what other languages say by a verb."""
    if s.words.code != "fr" or not s.is_exchange or s.kind not in ("status", "attribution"):
        return None
    comes = [any(_is_to_come(t) for t in side) for side in (s.left, s.right)]
    return WEIGHT["modality"] if comes[0] != comes[1] else None


_ENDINGS = re.compile(r"a|as|ons|ont|ez|ai[ts]?|aient|ions|iez")


def _is_to_come(token: Token) -> bool:
    """Whether a word is a verb of the future, or of what would be: its infinitive with an ending."""
    word = token.text.lower()
    if token.name or not word.isalpha():
        return False
    stem = lemma(word, "fr").removesuffix("e")
    is_verb = stem.endswith("r") and len(stem) > _SYLLABLE and word.startswith(stem)
    return is_verb and _ENDINGS.fullmatch(word[len(stem) :]) is not None


def _tense(s: _Stretch) -> float | None:
    """`is held` for `was held`: no modal verb, but when."""
    return _TENSE if s.kind == "modality" else None


def _wording(s: _Stretch) -> float | None:
    """A word for a word; more where it says what is counted."""
    if s.is_exchange and s.passage.governed:
        return LESS
    return soft(s.left, s.right, s.words, s.passage.moved)


_RULES = (
    _stood, _listed, _direction, _approximate, _scale, _currency, _known_names, _number_in_word, _conjunctions,
    _other_name, _speaker, _future, _tense, _wording,
)  # fmt: skip


def soft(left: Sequence[Token], right: Sequence[Token], words: Language, moved: frozenset[str] = frozenset()) -> float:
    """What words alone weigh: little where they only help others; more where one came or went, where several became
    others, or where one became another by what stands before its stem.
    """
    carry = [_carrying(side, words, moved) for side in (left, right)]
    if not any(carry):
        return LESS if is_attribute(left, right) else LITTLE
    is_one_sided, several = not all(carry), max(map(len, carry)) >= _SEVERAL
    return LESS if is_one_sided or several or _are_turned(carry, words) else SOFT


def _carrying(side: Sequence[Token], words: Language, moved: frozenset[str]) -> list[Token]:
    """The words of a side that say something and stand on no other."""
    return [t for t in side if t.kind not in _HELPING and lemma_of(t, words.code) not in moved]


def _are_turned(carry: Sequence[Sequence[Token]], words: Language) -> bool:
    """Whether one word became another that turns it, as they stand or as a dictionary has them."""
    pairs = [(side[0].text, lemma_of(side[0], words.code)) for side in carry if len(side) == 1]
    return len(pairs) == 2 and any(map(_is_turned, *pairs))


def is_attribute(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether a verb of saying came or went alone within a sentence: `40 reported cases`, `un consentement écrit`."""
    lone = [*left, *right]
    return len(lone) == 1 and lone[0].kind == "say" and lone[0].inner


def _is_turned(a: str, b: str) -> bool:
    """Whether two words differ in a short syllable before one stem: `conseillé`, `déconseillé`; `inclus`, `exclus`."""
    stem = letters_alike(reversed(a.casefold()), reversed(b.casefold()))
    return stem >= _STEM and 0 < max(len(a), len(b)) - stem <= _SYLLABLE
