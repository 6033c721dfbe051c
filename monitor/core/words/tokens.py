"""A text as tokens, each with the kind of fact it carries and a value that is equal for equal notations.

`3.947`, `3,947` and `3 947` have one value, as have `twenty` and `20`, `27 May 2026` and `27/05/2026`, `rund` and
`etwa`, `Czechia` and `the Czech Republic`. Inside quotation marks words stay as they were said: there only the
notation of numbers and dates is folded, never a synonym.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from monitor.core.text import fold, fold_word
from monitor.core.words.language import Language
from monitor.core.words.split import Raw, split

REFERENCE = re.compile(r"\b20\d\d[ZD]\d{5}\b")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|ère|ere|e|ème|eme|ste|de|\.)")
_DATE_DIGITS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_BARE = re.compile(r"\w+(?:[.,:]\w+)*|[%€$£§]")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_SCALES = {
    "hundred": 100, "honderd": 100, "cents": 100, "hundert": 100, "thousand": 1000, "duizend": 1000, "mille": 1000,
    "tausend": 1000, "million": 10**6, "millions": 10**6, "miljoen": 10**6, "millionen": 10**6, "mio": 10**6,
    "billion": 10**9, "miljard": 10**9, "milliard": 10**9, "milliards": 10**9, "milliarde": 10**9, "milliarden": 10**9,
}  # fmt: skip
_PERCENT = frozenset({"per cent", "procent", "pour cent", "prozent", "percent", "%"})
_CURRENCY = frozenset({"euro", "dollar", "€", "$", "£"})
SOFT = frozenset({"light", "filler", "mark"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, date, address or mark; `start`, `end` in the text. Equal `key`s say the same."""

    kind: str
    value: str
    start: int
    end: int
    text: str
    quoted: bool = False
    name: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind[:1]}:{self.value}" if self.kind in ("figure", "date") else self.value

    @property
    def soft(self) -> bool:
        """Carries no fact by itself where nobody is quoted."""
        return self.kind in SOFT and (not self.quoted or self.kind == "mark")


@lru_cache(maxsize=4096)
def tokens(text: str, words: str, quoted: tuple[tuple[int, int], ...] = ()) -> tuple[Token, ...]:
    """The tokens of a text, read in the language `words` (a code). `quoted`: the ranges in quotation marks."""
    from monitor.core.words.language import language

    known = language(words)
    return tuple(_with_units(_read(split(text), known, quoted), known))


@lru_cache(maxsize=4096)
def bare(text: str) -> tuple[str, ...]:
    """The folded words of a text without any mark: equal where only punctuation, accents or capitals differ."""
    return tuple(_BARE.findall(_HYPHEN.sub("", fold(text))))


def link_key(url: str) -> str:
    """A printed address for comparing: no scheme, hyphens, blanks, closing marks or capitals."""
    url = re.sub(r"^(https?://)?(www\.)?", "", fold(url)).rstrip("/.,;)")
    return re.sub(r"[-_]|%20|\s", "", url)


def figure_value(text: str) -> str:
    """The number behind a notation: '3.947', '3,947' and '3947' are '3947'; '1.50' and '1,5' are '1.5'."""
    digits = re.sub(r"[\u00a0\u202f]", " ", text.replace("\u2212", "-"))
    if _THOUSANDS.fullmatch(digits.lstrip("-")):
        return re.sub(r"[.,'’ ]", "", digits)
    head, mark, tail = re.sub(r"['’ ]", "", digits).rpartition("," if "," in digits else ".")
    if mark and head.count(".") + head.count(",") and ":" not in digits:
        head = re.sub(r"[.,]", "", head)
    value = f"{head}.{tail}" if mark else re.sub(r"['’ ]", "", digits)
    return value.rstrip("0").rstrip(".") if mark and value.count(".") == 1 and ":" not in value else value


def _read(raw: list[Raw], words: Language, quoted: tuple[tuple[int, int], ...]) -> Iterator[Token]:
    index = 0
    while index < len(raw):
        first = raw[index]
        inside = any(a <= first.start < b for a, b in quoted)
        kind, value, count = _one(raw, index, words, inside)
        last = raw[index + count - 1]
        capital = first.text[:1].isupper() and (
            not _opens(raw, index) or (first.text.isupper() and len(first.text) > 1)
        )
        named = kind in ("word", "same") and (
            capital or any(r.text[:1].isupper() for r in raw[index + 1 : index + count])
        )
        text = first.text if count == 1 else _between(raw[index : index + count])
        yield Token(kind, value, first.start, last.end, text, inside, named)
        index += count


_SPAN = frozenset({"to", "and", "tot", "en", "a", "et", "bis", "und", "-", "–"})


# In hours and in months: what a longer unit is of a shorter one is the same length in other words.
_LENGTHS = {"hour": (1, "h"), "day": (24, "h"), "week": (168, "h"), "month": (1, "m"), "year": (12, "m")}


def _with_units(found: Iterable[Token], words: Language) -> list[Token]:
    """`75 percent` as one figure, also the first of `41 to 46 percent`; `€60` in the order of `60 euros`; `18 months`."""
    result: list[Token] = []
    for token in found:
        last = result[-1] if result else None
        if last and token.value in _PERCENT and last.kind == "figure" and not last.value.endswith("%"):
            text = last.text + " " * (token.start > last.end) + token.text
            result[-1] = replace(last, value=last.value + "%", end=token.end, text=text)
            if len(result) > 2 and result[-2].value in _SPAN and result[-3].kind == "figure":
                result[-3] = replace(result[-3], value=result[-3].value.removesuffix("%") + "%")
        elif last and (hour := _half_day(last, token)):
            result[-1] = replace(last, value=hour, end=token.end, text=f"{last.text} {token.text}")
        elif last and (length := _length(last, token, words)):
            result[-1] = replace(last, value=length, end=token.end, text=f"{last.text} {token.text}")
        elif last and last.value in _CURRENCY and last.text in "€$£" and token.kind == "figure":
            result[-1:] = [token, last]
        else:
            result.append(token)
    return result


def _half_day(last: Token, token: Token) -> str:
    """`9.30 pm` as `21:30`."""
    m = (
        re.fullmatch(r"(\d{1,2})(?:[.:](\d\d))?", last.text)
        if token.value in ("am", "pm") and last.kind == "figure"
        else None
    )
    if not m or int(m[1]) > 12:
        return ""
    return f"{int(m[1]) % 12 + (12 if token.value == 'pm' else 0)}:{m[2] or '00'}"


def _length(last: Token, token: Token, words: Language) -> str:
    """`18 months` and `a year and a half` alike, in months; days, weeks and hours in hours; '' for anything else."""
    unit = words.durations.get(fold_word(token.text)) if last.kind == "figure" and token.start - last.end <= 1 else None
    if not unit or not re.fullmatch(r"\d+(\.\d+)?", last.value):
        return ""
    factor, base = _LENGTHS[unit]
    return f"{float(last.value) * factor:g}{base}"


def _between(raw: list[Raw]) -> str:
    parts = [raw[0].text]
    for before, one in pairwise(raw):
        parts.append(" " * (one.start > before.end) + one.text)
    return "".join(parts)


def _opens(raw: list[Raw], index: int) -> bool:
    """Whether the word opens a sentence, where a capital says nothing."""
    before = raw[index - 1] if index else None
    return before is None or (before.sort == "mark" and before.text in '.?!:"“”„«»‘(*>')


def _one(raw: list[Raw], index: int, words: Language, quoted: bool) -> tuple[str, str, int]:
    """Kind and value of what begins here, and how many raw words it takes."""
    one = raw[index]
    if one.sort == "mark":
        if one.text in "%€$£" and not quoted:
            kind, value, count = _phrase(raw, index, words, quoted)
            return "same" if kind == "word" else kind, value, count
        if one.text == "§":
            return _phrase(raw, index, words, quoted) if words.code == "de" else ("unit", "§", 1)
        return "mark", one.text, 1
    if one.sort == "url":
        return "link", link_key(one.text), 1
    if REFERENCE.fullmatch(one.text):
        return "reference", one.text, 1
    long = _phrase(raw, index, words, quoted)
    if long[2] > 1:
        return long
    return _date(raw, index, words) or _figure(raw, index, words) or long


def _date(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    """`27 May 2026`, `May 27`, `27/05/2026`, `2026-05-27`, `1er juin`; the year is '' where none is given."""
    one = raw[index]
    digits = _DATE_DIGITS.fullmatch(_joined(raw, index, 5)) if one.text[0].isdigit() else None
    if digits:
        day, month, year = (digits[1], digits[2], digits[3]) if digits[1] else (digits[6], digits[5], digits[4])
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return "date", f"{int(month):02d}-{int(day):02d}-{year}", _span(raw, index, 5)
    day = _day(one.fold)
    at = index + 1
    if day and at < len(raw) and raw[at].text == "." and at + 1 < len(raw):
        at += 1
    if day and at < len(raw) and raw[at].fold == "of":
        at += 1
    if day and at < len(raw) and raw[at].fold.rstrip(".") in words.months:
        year, more = _year(raw, at + 1)
        return "date", f"{words.months[raw[at].fold.rstrip('.')]:02d}-{day:02d}-{year}", at + 1 + more - index
    month = words.months.get(one.fold.rstrip("."))
    if month and one.text[:1].isupper() and index + 1 < len(raw) and (day := _day(raw[index + 1].fold)):
        year, more = _year(raw, index + 2)
        return "date", f"{month:02d}-{day:02d}-{year}", 2 + more
    if month and (one.text[:1].isupper() or words.code != "en") and index + 1 < len(raw):
        year, more = _year(raw, index + 1)
        return ("date", f"{month:02d}-00-{year}", 1 + more) if year else None
    return None


def _joined(raw: list[Raw], index: int, most: int) -> str:
    count = _span(raw, index, most)
    return "".join(r.text for r in raw[index : index + count])


def _span(raw: list[Raw], index: int, most: int) -> int:
    """How many raw words from here on stand without a blank between them."""
    count = 1
    while count < most and index + count < len(raw) and raw[index + count].start == raw[index + count - 1].end:
        if raw[index + count].sort == "mark" and raw[index + count].text not in "-/.":
            break
        count += 1
    while count > 1 and raw[index + count - 1].sort == "mark":
        count -= 1
    return count


def _day(word: str) -> int:
    m = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er|e)?", word)
    return int(m[1]) if m and 1 <= int(m[1]) <= 31 else 0


def _year(raw: list[Raw], index: int) -> tuple[str, int]:
    """The year that stands here (perhaps behind a comma), and how many raw words it takes."""
    skip = 1 if index < len(raw) and raw[index].text == "," else 0
    if index + skip < len(raw) and re.fullmatch(r"(19|20)\d\d", raw[index + skip].text):
        return raw[index + skip].text, skip + 1
    return "", 0


def _figure(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    """A number in digits or words with its scale: `1.5 million`, `twenty-one`, `vingt et un`, `zwanzig`."""
    one = raw[index]
    if one.sort == "number":
        time = _TIME.fullmatch(one.text)
        follows = raw[index + 1].fold if index + 1 < len(raw) else ""
        if time and (":" in one.text or follows in ("uur", "uhr", "h", "am", "pm", "hours")):
            return "figure", f"{int(time[1])}:{time[2]}", 1
        value = figure_value(one.text)
        scale = _scale(follows, words)
        if scale and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return "figure", f"{float(value) * scale:.10g}", 2
        return "figure", value, 1
    if (ordinal := _ORDINAL.fullmatch(one.fold)) and one.text[0].isdigit():
        return "figure", f"{ordinal[1]}th", 1
    return _number_word(raw, index, words)


def _scale(word: str, words: Language) -> int:
    return 100 if word == "cent" and words.code == "fr" else _SCALES.get(word.rstrip("."), 0)


def _number_word(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    value = 1 if raw[index].text.lower() in ("één", "eén") else _small(raw[index].fold, words)
    if value is None:
        return None
    count = 1
    follows = [r.fold for r in raw[index + 1 : index + 4]]
    if follows[:1] == ["et"] and len(follows) > 1 and follows[1] in ("un", "une", "onze") and value >= 20:
        return "figure", str(value + (11 if follows[1] == "onze" else 1)), 3
    if follows and value >= 20 and value % 10 == 0 and (unit := _small(follows[0], words)) and unit < 10:
        value, count = value + unit, 2
    if len(follows) >= count and follows[count - 1 : count] and (scale := _scale(follows[count - 1], words)):
        value, count = value * scale, count + 1
    return "figure", str(value), count


def _small(word: str, words: Language) -> int | None:
    """The value of a number word below a hundred, also of a compound: `tweeëntwintig`, `einundzwanzig`, `twenty-one`."""
    known = _number_of(word, words)
    if known is not None:
        return known
    for joint in ("-et-", "en", "und", "-"):
        head, found, tail = word.partition(joint) if joint != "en" else word.rpartition("en")
        if not found:
            continue
        a, b = _number_of(head.rstrip("e") or head, words), _number_of(tail, words)
        if a is None:
            a = _number_of(head, words)
        if a is None and head == "ein":
            a = 1
        if a is not None and b is not None:
            if 20 <= a < 100 and b < 20:
                return a + b
            if 20 <= b < 100 and a < 10:
                return a + b
    return None


def _number_of(word: str, words: Language) -> int | None:
    for parts, kind, value in words.phrases.get(word, ()):
        if len(parts) == 1 and kind == "figure" and value.isdigit():
            return int(value)
    return None


_KEPT_IN_QUOTES = frozenset({"figure", "weekday", "season", "unit", "negation", "modality", "mark"})


def _phrase(raw: list[Raw], index: int, words: Language, quoted: bool) -> tuple[str, str, int]:
    """The longest listed phrase that begins here, else the word itself."""
    one = raw[index]
    for parts, kind, value in words.phrases.get(one.fold, ()):
        count = len(parts)
        if tuple(r.fold for r in raw[index : index + count]) != parts:
            continue
        if _not_meant(kind, raw, index, count, words):
            continue
        if not quoted or kind in _KEPT_IN_QUOTES:
            return ("date", value, count) if kind in ("weekday", "season") else (kind, _spelt(value), count)
    return "word", _spelt(one.fold), 1


def _not_meant(kind: str, raw: list[Raw], index: int, count: int, words: Language) -> bool:
    """A listed word in another sense: `about` before no figure, `May` the month, `US` and `us`."""
    one = raw[index]
    after = raw[index + count] if index + count < len(raw) else None
    if kind == "approximate":
        return after is None or not (after.sort == "number" or _small(after.fold, words) is not None)
    if kind == "modality" and one.text == "May" and not _opens(raw, index):
        return True
    if kind in ("same", "pronoun") and one.fold in ("us", "eu", "un", "ind", "ue", "oe") and count == 1:
        return one.text.isupper() == (kind == "pronoun")
    return False


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


@lru_cache(maxsize=8192)
def _spelt(word: str) -> str:
    """British spelling as American, hyphens out: `organised` and `organized`, `co-operate` and `cooperate`; `a.m` as `am`."""
    if "." in word and _DOTTED.fullmatch(word):
        return word.replace(".", "")
    word = word.replace("-", "") if not any(c.isdigit() for c in word) else word
    for pattern, to in _SPELLINGS:
        if len(word) > 5 and (new := pattern.sub(to, word)) != word:
            return new
    return word
