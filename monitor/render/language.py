"""The language of a channel's messages: gettext catalogues, and reasons said in them.

What an event keeps (its reasons, its detail, why it is on a topic) is a code with values. Earlier versions kept English
sentences (code `said`): they are known again by their words.
"""

import gettext
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from monitor.core.reasons import SAID, Reason, Value
from monitor.render.reasons import BETWEEN, OF_ONE, SENTENCES
from monitor.render.said import STORED

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

    def say(self, value: Value) -> str:
        """A reason in this language; words and numbers as they stand. Codes of a later version are shown as codes."""
        if not isinstance(value, Reason):
            return str(value)
        values = dict(value.values)
        if value.code == SAID:
            return self._said(str(values["words"]))
        sentence = _sentence(value.code, values.get("n"))
        if not sentence:
            return str(value)
        shown = self._list(values.pop("shown", ()), "; ")
        text = self._of(sentence).format(**{name: self._put(value.code, name, v) for name, v in values.items()})
        return f"{text} ({shown})" if shown else text

    def _put(self, code: str, name: str, value: Value) -> str:
        if isinstance(value, tuple):
            return self._list(value, BETWEEN.get((code, name), "; "))
        return self.say(value)

    def _list(self, values: Value, between: str) -> str:
        return self._of(between).join(map(self.say, values)) if isinstance(values, tuple) else self.say(values)

    # --- what earlier versions stored ------------------------------------------------------------------

    def _said(self, stored: str) -> str:
        """A sentence that was stored in English; as it stands where it is not one of ours."""
        if self.language == "en" or not stored:
            return stored
        exact = self._of(stored)
        if exact != stored:
            return exact
        for pattern, sentence in _patterns():
            found = pattern.fullmatch(stored)
            if found:
                return self._of(sentence).format(**{k: self._value(v) for k, v in found.groupdict().items()})
        apart = _SUFFIX.fullmatch(stored)
        return f"{self._said(apart[1])} {apart[2]}" if apart else stored

    def _value(self, value: str) -> str:
        """A value that is a known sentence itself; names and figures stay as they are."""
        return self._said(value) if value[:1].islower() or value[:1].isdigit() else value


def _sentence(code: str, number: object) -> str:
    known = OF_ONE if number == 1 and code in OF_ONE else SENTENCES
    return known.get(code, "")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(sentence), sentence) for sentence in STORED)


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
