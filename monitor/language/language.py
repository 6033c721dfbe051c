"""What the reading of edits must know of a language: closed word lists, each with the kind of fact it carries.

The lists are plain text in `english.py`, `dutch.py`, `french.py`, `german.py`: anyone can read why a word
counts. A line of `same` names words that say the same; a list entry may be a phrase (`more than`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from monitor.core.flat import flat
from monitor.core.text import fold
from monitor.language.names import SAME_NAME
from monitor.language.split import split
from monitor.language.units import spelt_out

_V = TypeVar("_V")
Entry = tuple[str, str, str]
_MODULES = {"en": "english", "nl": "dutch", "fr": "french", "de": "german"}
CODES = tuple(_MODULES)
Phrase = tuple[tuple[str, ...], str, str]
_PAIRS = ("modality", "scope", "approximate", "direction", "aux", "pronoun", "same")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words, all folded.

    `phrases`: first word -> the phrases that begin with it, longest first, as (words, kind, value). `written`: words
    that without their accents are others (`könnte`, `würde`) -> (kind, value).
    Kinds: figure, month, weekday, season, negation, modality, scope, approximate, status, direction, claim, say,
    source, aux, pronoun, conjunction, light, filler, same, unit.
    """

    code: str
    phrases: Mapping[str, tuple[Phrase, ...]]
    written: Mapping[str, tuple[str, str]]
    light: frozenset[str]
    months: Mapping[str, int]
    prefixes: tuple[str, ...]
    endings: tuple[str, ...]
    labels: tuple[str, ...]
    durations: Mapping[str, str]
    numbered: frozenset[str]
    alike: tuple[frozenset[str], ...]
    verbs: frozenset[str]
    turning: frozenset[str]


_BINDING = ("must", "will", "want", "should", "will have to", "will be able")
"""Modal verbs of a sentence that binds somebody: a duty, a promise, an intention; `can` and `perhaps` bind nobody."""


@cache
def language(code: str) -> Language:
    """The words of one of `CODES`; any other code is read as English."""
    code = code[:2].lower() if code[:2].lower() in CODES else "en"
    words = import_module(f"monitor.language.{_MODULES[code]}")
    entries = [*_entries(words), *(("unit", text, unit) for text, unit in spelt_out(code).items())]
    written = _written(entries)
    phrases = _by_first_word(entries, written)
    months = dict(flat(_each(names.split(), number) for number, names in enumerate(words.MONTHS, 1)))
    light = frozenset(fold(w) for w in words.LIGHT.split())
    durations = dict(flat(_each(_listed(line), unit) for unit, line in _lines(words.DURATIONS)))
    return Language(
        code,
        phrases,
        written,
        light,
        months,
        tuple(words.PREFIXES.split()),
        tuple(words.ENDINGS.split()),
        tuple(_listed(words.LABEL)),
        durations,
        frozenset(words.NUMBERED.split()),
        tuple(frozenset(fold(line).split()) for line in words.ALIKE.strip().splitlines()),
        frozenset(fold(words.VERBS).split()),
        frozenset(
            p[0] for p, kind, value in _flat(phrases) if len(p) == 1 and (kind == "negation" or value in _BINDING)
        ),
    )


def _written(entries: Sequence[Entry]) -> dict[str, tuple[str, str]]:
    """The verbs that without their accents are others: `könnte`, `würde`."""
    plain = {phrase.lower() for _, phrase, _ in entries if phrase.isascii()}
    verbs = ((kind, phrase, value) for kind, phrase, value in entries if kind in ("modality", "aux"))
    return {p.lower(): (kind, fold(value)) for kind, p, value in verbs if fold(p) in plain - {p.lower()}}


def _by_first_word(entries: Sequence[Entry], written: Collection[str]) -> dict[str, tuple[Phrase, ...]]:
    """First word -> its phrases, the longest first; of two entries of one phrase the first counts."""
    found: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
    for kind, phrase, value in entries:
        parts = _parts(phrase)
        if phrase.lower() not in written:
            found.setdefault(parts[0], {}).setdefault(parts, (kind, fold(value)))
    return {first: _longest_first(rows) for first, rows in found.items()}


def _longest_first(rows: Mapping[tuple[str, ...], tuple[str, str]]) -> tuple[Phrase, ...]:
    return tuple((parts, *known) for parts, known in sorted(rows.items(), key=lambda row: -len(row[0])))


def _each(names: Iterable[str], value: _V) -> Iterator[tuple[str, _V]]:
    """Each name, folded, with the value that they all have."""
    return ((fold(name), value) for name in names)


def _parts(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as those of a text; one that ends in an apostrophe (`n'`) is one, as it is before a word."""
    return (fold(phrase),) if phrase.endswith("'") and " " not in phrase else tuple(raw.fold for raw in split(phrase))


def _flat(phrases: Mapping[str, tuple[Phrase, ...]]) -> Iterator[Phrase]:
    return flat(phrases.values())


def detect(texts: Iterable[str]) -> str:
    """The code whose listed words stand most often in the texts; English when none does."""
    counts = Counter(flat(fold(text).split() for text in texts))
    scores = {code: sum(n for word, n in counts.items() if word in language(code).phrases) for code in CODES}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else "en"


Entries = Iterator[tuple[str, str, str]]


def _entries(words: ModuleType) -> Entries:
    """(kind, phrase, value) of every entry; of two entries of one phrase the first counts."""
    yield from _valued("figure", words.FRACTIONS)
    for kind in ("negation", "say", "claim", "source", "status", "conjunction"):
        yield from _of_kind(kind, getattr(words, kind.upper()))
    for line in SAME_NAME.strip().splitlines():
        yield from _alike("same", line)
    for name in _PAIRS:
        yield from _paired(name, getattr(words, name.upper()))
    yield from _numbers(words.UNITS, 0, 1)
    yield from _numbers(words.TENS, 3, 10)
    yield from _counted("weekday", words.WEEKDAYS)
    # `Mondays`, `montags`, `maandags`, `lundis`: each of them, in all four languages.
    yield from ((kind, f"{day}s", f"{number}-each") for kind, day, number in _counted("weekday", words.WEEKDAYS))
    yield from _valued("weekday", words.RELATIVE)
    yield from _counted("season", words.SEASONS)
    yield from (("filler", phrase, phrase) for phrase in _listed(words.FILLER))
    yield from (("light", phrase, phrase) for phrase in words.LIGHT.split())


def _counted(kind: str, text: str) -> Entries:
    """Words in order, each with its number; `a/b` are two of one number."""
    for number, phrases in enumerate(text.split()):
        yield from ((kind, phrase, f"{kind}-{number}") for phrase in phrases.split("/"))


def _valued(kind: str, text: str) -> Entries:
    """Lines `value: phrase, phrase`."""
    for value, rest in _lines(text):
        yield from ((kind, phrase, value) for phrase in _listed(rest))


def _of_kind(kind: str, text: str) -> Entries:
    """Lines of phrases of one kind; before a colon what they say. Verbs of saying all say the same where none stands; of any
    other list each phrase is its own.
    """
    for line in text.strip().splitlines():
        group, colon, rest = line.partition(":")
        is_one = bool(colon) or kind in ("say", "source")
        whole = group if colon else kind
        yield from ((kind, phrase, whole if is_one else phrase) for phrase in _listed(rest if colon else line))


def _paired(name: str, text: str) -> Entries:
    """Lines of phrases that say the same: `value: phrase, phrase`, or phrases alone."""
    if name == "same":
        yield from flat(_alike(name, line) for line in text.strip().splitlines())
    else:
        yield from _valued(name, text)


def _alike(kind: str, line: str) -> Entries:
    """Phrases that say what the first of them says."""
    return ((kind, phrase, line.split(",")[0].strip()) for phrase in _listed(line))


def _numbers(text: str, first: int, factor: int) -> Entries:
    """Number words in order; `a/b` are two of one value, `_` is a gap."""
    for number, phrases in enumerate(text.split(), first):
        yield from (("figure", phrase, str(number * factor)) for phrase in phrases.split("/") if phrase != "_")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """(group, entries) of each line `group: entry, entry`."""
    for line in text.strip().splitlines():
        group, _, rest = line.partition(":")
        yield group.strip(), rest


def _listed(text: str) -> Iterator[str]:
    return (entry for part in text.replace("\n", ",").split(",") if (entry := part.strip()))
