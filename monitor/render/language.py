"""The language of a channel's messages: gettext catalogues, and the stored English sentences put into them.

What an event keeps (its reasons, its detail, why it is on a topic) is English in the store and in JSON. A message in
another language says it in that language: the sentences are known, with `{}` where their values stand.
"""

import gettext
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "monitor"
_SUFFIX = re.compile(r"(.*\S) (\([^()]*(?:\([^()]*\)[^()]*)*\))", re.DOTALL)
_HOLE = re.compile(r"\\\{(\w+)\\\}")


class Words:
    """Sentences of one language: 'en', 'nl' or 'fr'."""

    def __init__(self, language: str) -> None:
        self.language = language
        found = gettext.NullTranslations() if language == "en" else gettext.translation(DOMAIN, LOCALE, [language])
        self._of = found.gettext

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence in this language, with its values put in."""
        text = self._of(sentence)
        return text.format(**values) if values else text

    def say(self, stored: str) -> str:
        """A sentence that was stored in English; as it stands where it is not one of ours."""
        if self.language == "en" or not stored:
            return stored
        return self._say(stored)

    def _say(self, stored: str) -> str:
        exact = self._of(stored)
        if exact != stored:
            return exact
        for pattern, sentence in _patterns():
            found = pattern.fullmatch(stored)
            if found:
                return self._of(sentence).format(**{k: self._value(v) for k, v in found.groupdict().items()})
        apart = _SUFFIX.fullmatch(stored)
        return f"{self._say(apart[1])} {apart[2]}" if apart else stored

    def _value(self, value: str) -> str:
        """A value that is a known sentence itself; names and figures stay as they are."""
        return self._say(value) if value[:1].islower() or value[:1].isdigit() else value


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    from monitor.render.phrases import STORED

    return tuple((_pattern(s), s) for s in STORED if "{" in s)


def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence with a group for each of its values."""
    return re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of a language; each catalogue is read once."""
    return Words(language)


def languages() -> Iterator[str]:
    """English, and each language that has a catalogue."""
    yield "en"
    yield from sorted(p.parent.parent.name for p in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


ENGLISH = words_of("en")
