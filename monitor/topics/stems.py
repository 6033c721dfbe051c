"""A word's key and stem in a language: what makes two written forms one word for a topic."""

import threading
from functools import lru_cache

import Stemmer

_NAMES = {"en": "english", "nl": "dutch", "fr": "french", "de": "german"}
_local = threading.local()


@lru_cache(maxsize=8_192)
def key(folded: str, language: str) -> str:
    """A folded word for comparing. German umlauts written out are as good as those that folding removed."""
    if language == "de" and "e" in folded:
        return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return folded


@lru_cache(maxsize=8_192)
def stem(word: str, language: str) -> str:
    """The word without its inflection (Snowball); words with digits are left as they are."""
    if language not in _NAMES or not word.isalpha():
        return word
    return str(_stemmer(language).stemWord(word))


def _stemmer(language: str) -> "Stemmer.Stemmer":
    """A stemmer of this thread's own: one is not to be used by two at once."""
    known = getattr(_local, "stemmers", None)
    if known is None:
        known = _local.stemmers = {}
    if language not in known:
        known[language] = Stemmer.Stemmer(_NAMES[language], 0)
    return known[language]
