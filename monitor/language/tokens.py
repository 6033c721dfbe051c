"""A text as tokens, each with the kind of fact it carries and a value that is equal for equal notations.

`3.947`, `3,947` and `3 947` have one value, as have `twenty` and `20`, `27 May 2026` and `27/05/2026`, `rund` and
`etwa`, `Czechia` and `the Czech Republic`. Inside quotation marks words stay as they were said: there only the
notation of numbers and dates is folded, never a synonym.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from monitor.core.remembered import remembered
from monitor.core.text import fold
from monitor.language.figures import counted_word, date, figure, small
from monitor.language.language import Language, language
from monitor.language.measures import with_units
from monitor.language.restricted import restricted
from monitor.language.senses import has_senses, not_meant, opens
from monitor.language.spans import with_spans
from monitor.language.split import Raw, split
from monitor.language.token import Token

_KEPT_IN_QUOTES = frozenset({"figure", "weekday", "season", "unit", "negation", "modality", "mark"})
REFERENCE = re.compile(r"\b20\d\d[ZD]\d{5}\b")
_BARE = re.compile(r"(?:(?<![\w)])-(?=\d))?\w+(?:[.,:]\w+)*|[%€$£§]")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


@remembered(512)
def tokens(text: str, words: str, quoted: tuple[tuple[int, int], ...] = ()) -> tuple[Token, ...]:
    """The tokens of a text, read in the language `words` (a code). `quoted`: the ranges in quotation marks."""
    known = language(words)
    found = with_spans(with_units(_read(split(text), known, quoted), known), known)
    found = restricted(found) if words == "fr" else found
    return tuple(_with_colons(found) if quoted else found)


@remembered(512)
def bare(text: str) -> tuple[str, ...]:
    """The folded words of a text without any mark: equal where only punctuation, accents or capitals differ."""
    return tuple(_BARE.findall(_HYPHEN.sub("", fold(text))))


def link_key(url: str) -> str:
    """A printed address for comparing: no scheme, hyphens, blanks, closing marks or capitals."""
    url = re.sub(r"^(https?://)?(www\.)?", "", fold(url)).rstrip("/.,;)")
    return re.sub(r"[-_]|%20|\s", "", url)


def _with_colons(found: list[Token]) -> list[Token]:
    """A colon between a name and a quotation as the verb of saying that it stands for: `Joris Maes: “…”`."""
    return [replace(t, kind="say", value="say") if _says(found, place) else t for place, t in enumerate(found)]


def _says(found: list[Token], place: int) -> bool:
    token = found[place]
    if token.text != ":" or token.quoted or not place or not found[place - 1].name:
        return False
    behind = next((t for t in found[place + 1 :] if t.kind != "mark"), None)
    start = next((k + 1 for k in range(place - 1, -1, -1) if found[k].text in ".?!"), 0)
    is_said = any(t.kind in ("say", "claim") for t in found[start:place])
    return behind is not None and behind.quoted and not is_said


def _read(raw: list[Raw], words: Language, quoted: tuple[tuple[int, int], ...]) -> Iterator[Token]:
    index = 0
    while index < len(raw):
        first = raw[index]
        inside = bool(quoted) and any(a <= first.start < b for a, b in quoted)
        kind, value, count = _one(raw, index, words, inside)
        last = raw[index + count - 1]
        capital = first.text[:1].isupper() and (not opens(raw, index) or (first.text.isupper() and len(first.text) > 1))
        named = kind in ("word", "same") and (
            capital or any(r.text[:1].isupper() for r in raw[index + 1 : index + count])
        )
        text = first.text if count == 1 else _between(raw[index : index + count])
        yield Token(
            kind,
            value,
            first.start,
            last.end,
            text,
            inside,
            named,
            _is_inner(raw, index, count),
            _is_dotted(raw, index + count),
        )
        index += count


_SAID = frozenset({"word", "number"})


def _is_inner(raw: list[Raw], index: int, count: int) -> bool:
    # Asked of every word: no generator, which would cost more than the answer.
    if index == 0 or index + count >= len(raw):
        return False
    return raw[index - 1].sort in _SAID and raw[index + count].sort in _SAID


def _is_dotted(raw: list[Raw], behind: int) -> bool:
    """Whether a full stop stands right behind a word and ends no sentence: a figure or a small letter follows."""
    if behind + 1 >= len(raw) or raw[behind].text != "." or raw[behind].start != raw[behind - 1].end:
        return False
    return not raw[behind + 1].text[:1].isupper()


def _is_number(word: str, words: Language) -> bool:
    """Whether a word is a number, or holds one: `2026`, `twenty`, `driemaal`."""
    return any(c.isdigit() for c in word) or small(word, words) is not None or bool(counted_word(word, words))


def _between(raw: list[Raw]) -> str:
    parts = [raw[0].text]
    for before, one in pairwise(raw):
        parts.append(" " * (one.start > before.end) + one.text)
    return "".join(parts)


@lru_cache(maxsize=8192)
def _settled(word: str, code: str, quoted: bool) -> tuple[str, str] | None:
    """Kind and value of a word that are the same wherever it stands; None where its neighbours have a say."""
    words = language(code)
    if _is_number(word, words) or word.rstrip(".") in words.months:
        return None
    found = words.phrases.get(word, ())
    if not found:
        return "word", _spelt(word)
    (parts, kind, value), *more = found
    if more or len(parts) > 1 or has_senses(word, kind):
        return None
    if kind in ("weekday", "season"):
        return "date", value
    if quoted and kind not in _KEPT_IN_QUOTES:
        return "word", _spelt(word)
    return kind, _spelt(value)


def _one(raw: list[Raw], index: int, words: Language, quoted: bool) -> tuple[str, str, int]:
    """Kind and value of what begins here, and how many raw words it takes."""
    one = raw[index]
    if one.sort == "mark":
        return _mark(raw, index, words, quoted)
    if one.sort == "url":
        return "link", link_key(one.text), 1
    if one.sort == "word" and not one.text.isascii() and one.text.lower() in words.written:
        return *words.written[one.text.lower()], 1
    settled = _settled(one.fold, words.code, quoted) if one.sort == "word" else None
    if settled is not None:
        return *settled, 1
    if REFERENCE.fullmatch(one.text):
        return "reference", one.text, 1
    long = _phrase(raw, index, words, quoted)
    if long[2] > 1:
        return long
    return date(raw, index, words) or figure(raw, index, words) or long


def _mark(raw: list[Raw], index: int, words: Language, quoted: bool) -> tuple[str, str, int]:
    """A sign of money or of a share as its word, a paragraph's as a unit, any other mark as itself."""
    text = raw[index].text
    if text in "%€$£" and not quoted:
        kind, value, count = _phrase(raw, index, words, quoted)
        return "same" if kind == "word" else kind, value, count
    if text == "§":
        return _phrase(raw, index, words, quoted) if words.code == "de" else ("unit", "§", 1)
    return "mark", text, 1


def _phrase(raw: list[Raw], index: int, words: Language, quoted: bool) -> tuple[str, str, int]:
    """The longest listed phrase that begins here, else the word itself."""
    one = raw[index]
    for parts, kind, value in words.phrases.get(one.fold, ()):
        count = len(parts)
        if tuple(r.fold for r in raw[index : index + count]) != parts:
            continue
        if not_meant(kind, raw, index, count, words):
            continue
        if quoted and kind == "modality":
            value = " ".join(parts)
        if not quoted or kind in _KEPT_IN_QUOTES:
            return ("date", value, count) if kind in ("weekday", "season") else (kind, _spelt(value), count)
    # `een` before no number is what it is anywhere else.
    return "light" if one.fold in words.light and not quoted else "word", _spelt(one.fold), 1


_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]?")
_SPELLINGS = (
    (re.compile(r"is(e|ed|es|ing|ation|ations|er|ers)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{3})our(s|ed|ing|able|ers?|ly)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z])tre(s|d)?$"), r"ter\1"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"(?<=[aeiou])ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"(progra)mme(s)?$"), r"\1m\2"),
    (re.compile(r"(defen|offen|licen|preten)ce(s|d)?$"), r"\1se\2"),
)


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str:
    """British spelling as American, hyphens out: `organised` and `organized`, `co-operate` and `cooperate`; `a.m` as `am`."""
    if "." in word and _DOTTED.fullmatch(word):
        return word.replace(".", "")
    word = word.replace("-", "") if not any(c.isdigit() for c in word) else word
    for pattern, to in _SPELLINGS:
        if len(word) > 5 and (new := pattern.sub(to, word)) != word:
            return new
    return word
