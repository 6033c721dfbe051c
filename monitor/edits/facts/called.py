"""Whether a word is a name by more than its capital, and whether one became another."""

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from monitor.core.flat import flat
from monitor.edits.facts.spelling import PLACES
from monitor.language.dictionary import is_known
from monitor.language.language import Language
from monitor.language.names import NAMED
from monitor.language.token import Token

# Letters that two names of one stem have in common; a name of so many letters is made of others.
_STEM, _NAME = 5, 10


def names_changed(left: Sequence[Token], right: Sequence[Token], words: Language) -> bool:
    """Whether a name stands for a name, or one came or went that is a name by more than its capital."""
    named = [[t for t in side if t.name] for side in (left, right)]
    if all(named):
        return not _are_kin(*named) and (words.code != "de" or _are_names(named, words))
    has_come = any(named) and any(_is_unknown(t, words) for t in (*left, *right))
    return has_come or _are_names(named, words)


def _are_kin(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether each name has one of its stem on the other side."""
    return all(any(_is_kin(x.text, y.text) for y in right) for x in left)


def _are_names(named: Sequence[Sequence[Token]], words: Language) -> bool:
    """Whether a name of two words stands there, or one that is a name by more than its capital."""
    full = words.code != "de" and any(b.start - a.end == 1 for a, b in flat(pairwise(side) for side in named))
    return full or any(is_name(t, words) for t in flat(named))


def _is_unknown(token: Token, words: Language) -> bool:
    """Whether a word written small is in no dictionary: what a party or a firm calls itself (`cd&v`)."""
    return token.kind == "word" and not token.name and words.code != "de" and not _is_word(token.text, words)


def _is_kin(a: str, b: str) -> bool:
    """Whether two names are of one stem: a land and its people (`Nederland`, `Nederlandse`)."""
    stem = letters_alike(a.casefold(), b.casefold())
    return stem >= _STEM and stem >= 0.7 * min(len(a), len(b)) and not {a.casefold(), b.casefold()} & PLACES


def is_name(token: Token, words: Language) -> bool:
    """Whether a word is a name by more than its capital: no dictionary has it as a word, or it is a listed one. In
    German, where each noun has a capital, also not with it.
    """
    parts = token.text.split("-") if words.code == "de" else [token.text]
    known = all(_is_word(part, words) for part in parts)
    listed = token.value in NAMED if words.code == "de" else token.kind == "same"
    return token.name and (listed or not known)


def is_called(token: Token, words: Language) -> bool:
    """German writes every noun with a capital: there a word of the dictionary, or made of such, is no name."""
    return token.name and (words.code != "de" or is_name(token, words))


def _is_word(text: str, words: Language) -> bool:
    if len(text) > 1 and text.isupper():
        return False
    if is_known(text.lower(), words.code):
        return True
    # A long German noun that no dictionary has is made of others.
    return words.code == "de" and (len(text) > _NAME or is_known(text, words.code))


def letters_alike(a: Iterable[str], b: Iterable[str]) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
