"""Numbers and dates in digits and in words, in four languages, as values that are equal for equal notations."""

import re
from functools import cache, lru_cache

from monitor.language.language import Language, language
from monitor.language.measures import length
from monitor.language.split import Raw

_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|ère|ere|e|ème|eme|ste|de|\.)")
_DATE_DIGITS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
SCALES = {
    "hundred": 100, "honderd": 100, "cents": 100, "hundert": 100, "thousand": 1000, "duizend": 1000, "mille": 1000,
    "tausend": 1000, "million": 10**6, "millions": 10**6, "miljoen": 10**6, "millionen": 10**6, "mio": 10**6,
    "thousands": 1000, "duizenden": 1000, "milliers": 1000, "tausende": 1000, "miljoenen": 10**6,
    "billion": 10**9, "miljard": 10**9, "milliard": 10**9, "milliards": 10**9, "milliarde": 10**9, "milliarden": 10**9,
}  # fmt: skip


# Glued to a sum of money.
_SHORT = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9}


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


def date(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    """`27 May 2026`, `May 27`, `27/05/2026`, `2026-05-27`, `1er juin`; the year is '' where none is given."""
    one = raw[index]
    if one.text[0].isdigit():
        return _in_digits(raw, index) or _dotted(raw, index, words) or _day_first(raw, index, words)
    if one.fold.rstrip(".") in words.months:
        return _month_first(raw, index, words) or _month_alone(raw, index, words)
    return None


Dated = tuple[str, str, int] | None


def _in_digits(raw: list[Raw], index: int) -> Dated:
    """`27/05/2026`, `2026-05-27`."""
    digits = _DATE_DIGITS.fullmatch(_joined(raw, index, 5)) if raw[index].text[0].isdigit() else None
    if digits is None:
        return None
    day, month, year = (digits[1], digits[2], digits[3]) if digits[1] else (digits[6], digits[5], digits[4])
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return "date", f"{int(month):02d}-{int(day):02d}-{year}", _span(raw, index, 5)


_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})")
# What stands before a day in German.
_ON = frozenset({"am", "vom", "bis", "zum", "dem", "den", "seit", "ab", "und", ","})


def _dotted(raw: list[Raw], index: int, words: Language) -> Dated:
    """`14.12.`, as German writes a day, behind a weekday or a word that leads one."""
    found = _DOTTED.fullmatch(raw[index].text) if words.code == "de" else None
    is_led = index > 0 and raw[index - 1].fold in _ON
    if found is None or not is_led or [r.text for r in raw[index + 1 : index + 2]] != ["."]:
        return None
    day, month = int(found[1]), int(found[2])
    return ("date", f"{month:02d}-{day:02d}-", 2) if 0 < day <= 31 and 0 < month <= 12 else None


def _day_first(raw: list[Raw], index: int, words: Language) -> Dated:
    """`27 May 2026`, `27. Mai`, `1er juin`, `27th of May`."""
    day = _day(raw[index].fold)
    at = index + 1
    at += day > 0 and at + 1 < len(raw) and raw[at].text == "."
    at += day > 0 and at < len(raw) and raw[at].fold == "of"
    month = words.months.get(raw[at].fold.rstrip("."), 0) if day and at < len(raw) else 0
    if not month:
        return None
    year, more = _year(raw, at + 1)
    return "date", f"{month:02d}-{day:02d}-{year}", at + 1 + more - index


def _month_of(raw: list[Raw], index: int, words: Language) -> int:
    return words.months.get(raw[index].fold.rstrip("."), 0)


def _month_first(raw: list[Raw], index: int, words: Language) -> Dated:
    """`May 27, 2026`; no `may 27`."""
    month = _month_of(raw, index, words)
    behind = index + (2 if index + 1 < len(raw) and raw[index + 1].text == "." else 1)
    if not month or not raw[index].text[:1].isupper() or behind >= len(raw):
        return None
    day = _day(raw[behind].fold)
    year, more = _year(raw, behind + 1)
    return ("date", f"{month:02d}-{day:02d}-{year}", behind + 1 - index + more) if day else None


def _month_alone(raw: list[Raw], index: int, words: Language) -> Dated:
    """`May 2026`, `since May`; English writes no month small."""
    month = _month_of(raw, index, words)
    is_written = raw[index].text[:1].isupper() or words.code != "en"
    if not month or not is_written or index + 1 >= len(raw):
        return None
    year, more = _year(raw, index + 1)
    is_named = bool(year) or _is_month(raw, index)
    return ("date", f"{month:02d}-00-{year}", 1 + more) if is_named else None


# What stands before a month that may be another word (English may, march; French mars).
_IN = frozenset(
    "in since until till by of from early late mid next last and or to en depuis jusqu'en debut fin seit bis ab im sinds tot".split()
)


def _is_month(raw: list[Raw], index: int) -> bool:
    """Whether a month's whole name stands for the month: behind a word of time, which no first name has before it."""
    is_whole = len(raw[index].fold) > 3 or raw[index].fold in ("may", "mai", "mei")
    return is_whole and index > 0 and raw[index - 1].fold in _IN


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


def figure(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    """A number in digits or words with its scale: `1.5 million`, `twenty-one`, `vingt et un`, `zwanzig`."""
    one = raw[index]
    if one.sort == "time":
        return "figure", one.fold, 1
    if one.sort == "number":
        return _number(raw, index, words)
    if (ordinal := _ORDINAL.fullmatch(one.fold)) and one.text[0].isdigit():
        return "figure", f"{ordinal[1]}th", 1
    counted = counted_word(one.fold, words)
    return ("figure", counted, 1) if counted else _number_word(raw, index, words)


_TWICE = {"twice": "2x", "thrice": "3x"}
_COUNTED = re.compile(r"(?P<number>\w+)(?:-(?P<unit>\w+)|ma+l)")


def counted_word(word: str, words: Language) -> str:
    """`36m` of `three-year`, `3x` of `driemaal` and `dreimal`; '' of any other word."""
    if word in _TWICE and words.code == "en":
        return _TWICE[word]
    found = _COUNTED.fullmatch(word)
    number = small(found["number"], words) if found else None
    if found is None or not number:
        return ""
    unit = words.durations.get(found["unit"] or "")
    if unit:
        return length(str(number), unit)
    return f"{number}x" if not found["unit"] and number > 1 else ""


_CLOCKED = ("uur", "uhr", "h", "am", "pm", "hours")


def _number(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int]:
    """A number in digits: a time of day, or a value with the scale behind it."""
    text = raw[index].text
    time, follows = _TIME.fullmatch(text), raw[index + 1].fold if index + 1 < len(raw) else ""
    if time and (":" in text or follows in _CLOCKED):
        return "figure", f"{int(time[1])}:{time[2]}", 1
    value = figure_value(text)
    scale = _scale_of(raw, index, words)
    if not scale or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "figure", value, 1
    is_dotted = not _scale(follows, words) and index + 3 < len(raw) and raw[index + 2].text == "."
    return "figure", f"{float(value) * scale:.10g}", 3 if is_dotted else 2


def _scale_of(raw: list[Raw], index: int, words: Language) -> int:
    """What the word behind a number multiplies it by; 0 for none. A letter alone does so behind a sum of money."""
    follows = raw[index + 1].fold if index + 1 < len(raw) else ""
    scale = _scale(follows, words) or _short_scales(words.code).get(follows, 0)
    is_sum = follows in _SHORT and ((_is_sign(raw, index - 1) and _joins(raw, index)) or _is_sign(raw, index + 2))
    return _SHORT[follows] if is_sum and not scale else scale


def _is_sign(raw: list[Raw], index: int) -> bool:
    """Whether the sign of a currency stands there."""
    return 0 <= index < len(raw) and raw[index].text in "€$£"


@cache
def _short_scales(code: str) -> dict[str, int]:
    """`mrd` -> 10**9 and so on, by the data of the Unicode project; single letters are other words as well."""
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    patterns = Locale.parse(code).compact_decimal_formats["short"]["other"]
    named = {"".join(c for c in patterns[str(power)].pattern.lower() if c.isalpha()): power for power in _COMPACT}
    return {name: power for name, power in named.items() if len(name) > 1}


_COMPACT = (10**6, 10**9)


def _joins(raw: list[Raw], index: int) -> bool:
    return raw[index + 1].start == raw[index].end


def _scale(word: str, words: Language) -> int:
    return 100 if word == "cent" and words.code == "fr" else SCALES.get(word.rstrip("."), 0)


def _number_word(raw: list[Raw], index: int, words: Language) -> tuple[str, str, int] | None:
    value = 1 if raw[index].text.lower() in ("één", "eén") else small(raw[index].fold, words)
    if value is None:
        return None
    follows = [r.fold for r in raw[index + 1 : index + 4]]
    more, count = _with_ones(value, follows, words)
    scale = _scale(follows[count - 1], words) if len(follows) >= count else 0
    return "figure", str(more * (scale or 1)), count + bool(scale)


def _with_ones(value: int, follows: list[str], words: Language) -> tuple[int, int]:
    """`twenty` `one`, `vingt` `et un`: the value with its ones, and of how many words."""
    if value >= 20 and follows[:1] == ["et"] and follows[1:2] in (["un"], ["une"], ["onze"]):
        return value + (11 if follows[1] == "onze" else 1), 3
    ones = small(follows[0], words) if follows and value >= 20 and value % 10 == 0 else None
    return (value + ones, 2) if ones and ones < 10 else (value, 1)


def small(word: str, words: Language) -> int | None:
    """The value of a number word below a hundred, also of a compound: `tweeëntwintig`, `einundzwanzig`, `twenty-one`."""
    return _small(word, words.code)


@lru_cache(maxsize=8192)
def _small(word: str, code: str) -> int | None:
    words = language(code)
    known = _number_of(word, words)
    if known is not None:
        return known
    for joint, factor in _JOINTS.items():
        head, found, tail = word.partition(joint)
        if found and (head or tail):
            return _sum(head, tail.removeprefix("en").removeprefix("und"), factor, words)
    parts = (word.rpartition(joint) if joint == "en" else word.partition(joint) for joint in ("-et-", "en", "und", "-"))
    sums = (_tens_and_ones(head, tail, words) for head, found, tail in parts if found)
    return next((value for value in sums if value is not None), None)


def _tens_and_ones(head: str, tail: str, words: Language) -> int | None:
    """`twee` and `twintig`, `twenty` and `one`; None where they are no two numbers of that kind."""
    ways = (_number_of(head.rstrip("e") or head, words), _number_of(head, words), 1 if head == "ein" else None)
    a = next((value for value in ways if value is not None), None)
    b = _number_of(tail, words)
    if a is None or b is None:
        return None
    tens, ones = max(a, b), min(a, b)
    is_sum = 20 <= tens < 100 and ones < (20 if tens == a else 10)
    return tens + ones if is_sum else None


_JOINTS = {"duizend": 1000, "tausend": 1000, "honderd": 100, "hundert": 100}


def _sum(head: str, tail: str, factor: int, words: Language) -> int | None:
    """`driehonderd`, `zweitausendfünfhundert`: how many, and what is added."""
    many, more = small(head, words) if head else 1, small(tail, words) if tail else 0
    return None if many is None or more is None else many * factor + more


def _number_of(word: str, words: Language) -> int | None:
    for parts, kind, value in words.phrases.get(word, ()):
        if len(parts) == 1 and kind == "figure" and value.isdigit():
            return int(value)
    return None
