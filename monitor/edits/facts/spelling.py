"""Whether two words are one word in two spellings: a typing error, an inflection, the same name.

Near words are held against a dictionary of the language: `aylum` is none, so `asylum` repaired it; `departed` and
`deported` both are, so somebody learns something else.
"""

import re
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from monitor.core.text import fold_word
from monitor.language.dictionary import is_known
from monitor.language.language import Language
from monitor.language.token import Token

_FIXED = frozenset(
    {
        "negation",
        "modality",
        "scope",
        "approximate",
        "figure",
        "date",
        "reference",
        "link",
        "claim",
        "conjunction",
        "unit",
        "direction",
    }
)
_LONG_NAME, _WORD = 9, 4
_PARTICIPLE = ("é", "ée", "és", "ées")
_NEVER = re.compile(r"\d")
# Names one or two letters apart that are never one name misspelt.
PLACES = frozenset(
    (
        "iran iraq irak austria australia austriche australie niger nigeria mali malta malawi slovakia slovenia "
        "slovaquie slovenie slowakije slowenien slowakei india indonesia kabul kandahar korea libya liberia latvia "
        "lithuania lettland litauen estland island ireland iceland ierland ijsland irland sweden switzerland zweden "
        "zwitserland schweden schweiz gambia zambia guinea guyana chad chili chile china bahrein bahrain brunei "
        "burundi congo kongo dominica jordan mauritania mauritius oman jemen yemen"
    ).split()
)


How = Literal["spelling", "inflection", ""]
"""Why two words say the same; empty where they do not."""


def same_word(old: Token, new: Token, words: Language) -> How:
    """Why both say the same; '' where they do not."""
    a, b = fold_word(old.text), fold_word(new.text)
    kinds = {old.kind, new.kind}
    if old.value == new.value or (kinds == {"direction", "word"} and _are_swapped(a, b)):
        return "spelling"
    if kinds & _FIXED or {a, b} & PLACES or _NEVER.search(a + b) or prefixed(a, b, words):
        return ""
    if a.replace("'", "") == b.replace("'", "") or _glued(old, b, words) or _glued(new, a, words):
        return "spelling"
    near = DamerauLevenshtein.distance(a, b, score_cutoff=2)
    if near > _allowed(min(len(a), len(b))):
        return ""
    return _by_dictionary(old.text.lower(), new.text.lower(), near, words, old.name and new.name)


def _are_swapped(a: str, b: str) -> bool:
    """`form` for `from`: two letters beside each other."""
    are_same_letters = len(a) >= 4 and a != b and sorted(a) == sorted(b)
    return are_same_letters and DamerauLevenshtein.distance(a, b) == 1


def _glued(long: Token, short: str, words: Language) -> bool:
    """`theupgrade` for `the upgrade`: a blank was forgotten behind a small word. `déconseillé` is a word of its own."""
    folded = fold_word(long.text)
    is_glued = len(short) >= _WORD and folded.endswith(short) and folded[: -len(short)] in words.light
    return is_glued and not known_word(long.text.lower(), words.code)


def typing_error(a: str, b: str, words: Language) -> bool:
    """Whether one of two near words is in the dictionary and the other, of the same letters nearly, in none."""
    x, y = fold_word(a), fold_word(b)
    near = DamerauLevenshtein.distance(x, y, score_cutoff=2)
    if near > _allowed(min(len(x), len(y))) or _NEVER.search(x + y) or prefixed(x, y, words) or {x, y} & PLACES:
        return False
    known = known_word(a.lower(), words.code), known_word(b.lower(), words.code)
    named = a[0].isupper() and b[0].isupper() and len(x) == len(y) < _LONG_NAME and sorted(x) != sorted(y)
    return any(known) and not all(known) and not named


# From these lengths on a word may have one wrong letter, and two.
_LONG_ENOUGH = (4, 7)


def _allowed(length: int) -> int:
    return sum(length >= least for least in _LONG_ENOUGH)


def _by_dictionary(a: str, b: str, near: int, words: Language, names: bool) -> How:
    known = known_word(a, words.code), known_word(b, words.code)
    are_long = len(a) != len(b) or len(a) >= _LONG_NAME
    if names and (known[0] is known[1] or not are_long):
        # Another letter in a name is another name, save where one of two long ones is a word and the other none.
        return ""
    if all(known):
        return _two_words(a, b, words)
    is_near = near == 1 and min(len(a), len(b)) >= _LONG_WORD and a[0] == b[0]
    return "spelling" if any(known) or is_near else ""


# Letters of a word of which no dictionary knows either form.
_LONG_WORD = 7


def _two_words(a: str, b: str, words: Language) -> How:
    """Two words of the dictionary: the commonest error of Dutch, or two endings of one stem; else two words."""
    if words.code == "nl" and _verb_ending(a, b):
        return "spelling"
    return "inflection" if _inflected(a, b, words) else ""


def _verb_ending(a: str, b: str) -> bool:
    """`ondervraagt` and `ondervraagd`, `vertrek` and `vertrekt`: the commonest errors in written Dutch."""
    short, long = sorted((a, b), key=len)
    return long == short + "t" or (len(a) == len(b) and a[:-1] == b[:-1] and {a[-1], b[-1]} == {"t", "d"})


def _inflected(a: str, b: str, words: Language) -> bool:
    """One stem with two endings of declension (`afghanische`, `afghanischen`); never a plural against a singular."""
    endings = [fold_word(e) for e in words.endings] + [""]
    if words.code == "fr" and not (a.endswith(_PARTICIPLE) and b.endswith(_PARTICIPLE)):
        endings = ["e", ""]
    a, b = fold_word(a), fold_word(b)
    for ending in endings:
        stem = a[: len(a) - len(ending)] if ending else a
        if a.endswith(ending) and len(stem) >= 4 and b.startswith(stem) and b[len(stem) :] in endings:
            return True
    return False


def prefixed(a: str, b: str, words: Language) -> bool:
    """'legal' and 'illegal', 'wettig' and 'onwettig': a prefix that turns the meaning."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and long.endswith(short) and long[: len(long) - len(short)] in words.prefixes


@lru_cache(maxsize=4096)
def known_word(word: str, code: str) -> bool:
    """Whether a dictionary of the language has the word, as it stands or as a noun with its capital."""
    return is_known(word, code) or is_known(word.capitalize(), code)
