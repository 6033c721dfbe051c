"""Figures with their units: shares, lengths of time, hours of the day, sums of money."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from monitor.core.text import fold_word
from monitor.language.clock import BEHIND_AN_HOUR, said_before, said_behind
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.units import currency_codes, measured, units

_PERCENT = frozenset({"per cent", "procent", "pour cent", "prozent", "percent", "%"})
_CURRENCY = frozenset({"euro", "dollar", "€", "$", "£"})
_BEFORE = frozenset({"€", "$", "£", "EUR", "USD", "GBP"})
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_HOURS = frozenset({"uhr", "uur", "u", "h", "heures", "heure", "o'clock"})
# Words for the time of day alone; the others count hours too. A letter is one, glued to its figure or not.
_ON_THE_CLOCK, _DAY = frozenset({"uhr", "o'clock", "h", "u"}), 23
# What is said behind an hour, and what it adds to it.
_DAYTIMES = {
    "avonds": 12, "middags": 12, "soir": 12, "midi": 12, "abends": 12, "nachmittags": 12, "morgens": 0, "ochtends": 0,
    "matin": 0, "nachts": 0, "vormittags": 0,
    "abend": 12, "nachmittag": 12, "vormittag": 0, "evening": 12, "afternoon": 12, "morning": 0,
}  # fmt: skip
_SPAN = frozenset({"to", "and", "tot", "en", "a", "et", "bis", "und", "-", "–"})


_TIMES = frozenset({"times", "occasions", "keer", "maal", "fois", "reprises", "mal"})
# In hours and in months: what a longer unit is of a shorter one is the same length in other words.
_LENGTHS = {"hour": (1, "h"), "day": (24, "h"), "week": (168, "h"), "month": (1, "m"), "year": (12, "m")}


def with_units(found: Iterable[Token], words: Language) -> list[Token]:
    """`75 percent` as one figure, also the first of `41 to 46 percent`; `€60` in the order of `60 euros`; `18 months`,
    `2.5 ml`, `5 pm`, `nine in the evening` each as one.
    """
    result: list[Token] = []
    for token in found:
        last = result[-1] if result else None
        coined = _coined(last, words) if last is not None and token.kind == "figure" else None
        if coined is not None:
            result[-1:] = [token, coined]
            _of_one_currency(result)
        elif not _joined(result, token, words):
            result.append(token)
    return result


def _of_one_currency(result: list[Token]) -> None:
    """`between 22 and 94 euros` of `between €22 and €94`: the first sum without its currency."""
    if len(result) > 4:
        first, coin, joins, second, again = result[-5:]
        if first.kind == second.kind == "figure" and joins.value in _SPAN and coin.value == again.value:
            result[-5:] = [first, joins, second, again]


def _coined(token: Token, words: Language) -> Token | None:
    """A sign or a code of a currency that stands before its figure, as the word that stands behind one."""
    if token.value in _CURRENCY:
        return token if token.text in _BEFORE else None
    noun = currency_codes(words.code).get(token.text) if token.text.isupper() else None
    return replace(token, value=noun, name=False) if noun else None


def _hyphened(result: list[Token], token: Token, words: Language) -> bool:
    """`200-kilometre`, `12-month`: a figure, a hyphen and its unit as one figure."""
    if len(result) < 2 or result[-1].text != "-" or result[-2].kind != "figure":
        return False
    is_glued = result[-2].end == result[-1].start and result[-1].end == token.start
    value = _with_unit(result[-2], token, words) if is_glued else ""
    if value:
        result[-2:] = [replace(result[-2], value=value, end=token.end, text=f"{result[-2].text}-{token.text}")]
    return bool(value)


def _joined(result: list[Token], token: Token, words: Language) -> bool:
    """Whether a token belongs to what stands before it, which then says both."""
    if _of_an_hour(result, token, words):
        return True
    last = result[-1] if result else None
    if last is None or last.kind != "figure":
        return _cents(result, token) or _hyphened(result, token, words)
    value = _with_unit(last, token, words)
    if not value:
        return False
    text = last.text + " " * (token.start > last.end) + token.text
    result[-1] = replace(last, value=value, end=token.end, text=text)
    if len(result) > 2 and result[-2].value in _SPAN and result[-3].kind == "figure":
        result[-3] = replace(result[-3], value=_shared(result[-3].value, value))
    return True


def _of_an_hour(result: list[Token], token: Token, words: Language) -> bool:
    """Whether a token says of an hour which it is: `sept heures et demie`, `half acht`, `9 uur 's avonds`."""
    if token.text in BEHIND_AN_HOUR and said_behind(result, token, words.code):
        return True
    if token.kind == "figure" and said_before(result, token, words.code):
        return True
    return token.value in _DAYTIMES and _at_daytime(result, token)


def _shared(first: str, second: str) -> str:
    """The first value of a span with the unit of the second: `41 to 46 percent`, `9 to 11.30 am`."""
    if second.endswith("%"):
        return first.removesuffix("%") + "%"
    if not re.fullmatch(r"\d{1,2}", first):
        return first
    if _CLOCK.fullmatch(second):
        return f"{first}:00"
    return f"{first}h" if re.fullmatch(r"\d{1,2}h", second) else first


class _Behind(NamedTuple):
    """A figure, and what stands behind it."""

    last: Token
    token: Token
    words: Language


def _with_unit(last: Token, token: Token, words: Language) -> str:
    """The value of a figure with what stands behind it, by the first rule that knows it; '' where that is no unit."""
    if token.start - last.end > 1:
        return ""
    said = (rule(_Behind(last, token, words)) for rule in _UNITS)
    return next((value for value in said if value is not None), "")


def _percent(said: _Behind) -> str | None:
    if said.token.value not in _PERCENT:
        return None
    return "" if said.last.value.endswith("%") else f"{said.last.value}%"


def _minutes(said: _Behind) -> str | None:
    """`17:30` of `17 h` and `30`."""
    is_hour = said.last.text[-1:] in ("h", "u") and re.fullmatch(r"\d{1,2}:00", said.last.value)
    return (
        f"{said.last.value[:-3]}:{said.token.text}" if is_hour and re.fullmatch(r"[0-5]\d", said.token.text) else None
    )


def _clock(said: _Behind) -> str | None:
    if not _CLOCK.fullmatch(said.last.value):
        return None
    is_hour = said.words.durations.get(fold_word(said.token.text)) == "hour" or said.token.value in _HOURS
    return _half_day(said.last, said.token) or (said.last.value if is_hour else "")


def _hour(said: _Behind) -> str | None:
    """`17:00` of `17` and `Uhr`; `48h` of `48` and `uur`, and of an hour that no clock has."""
    if re.fullmatch(r"\d{1,2}h", said.last.value):
        return ""
    word = "u" if said.words.code == "nl" and said.token.text == "u" else said.token.value
    if word not in _HOURS or not re.fullmatch(r"\d{1,2}", said.last.value):
        return None
    is_of_day = word in _ON_THE_CLOCK and int(said.last.value) <= _DAY
    return f"{said.last.value}{':00' if is_of_day else 'h'}"


def _counted(said: _Behind) -> str | None:
    """`3x` of `drie` and `keer`."""
    return f"{said.last.value}x" if said.token.value in _TIMES and said.last.value.isdigit() else None


def _measure(said: _Behind) -> str | None:
    unit = said.token.value if said.token.kind == "unit" else units(said.words.code).get(said.token.text, "")
    is_measured = unit and re.fullmatch(r"-?\d+(?:\.\d+)?", said.last.value)
    return (
        _half_day(said.last, said.token)
        or _length(said.last, said.token, said.words)
        or (measured(said.last.value, unit) if is_measured else "")
    )


_UNITS = (_percent, _minutes, _clock, _hour, _counted, _measure)


def _cents(result: list[Token], token: Token) -> bool:
    """`2 euro 40`: two digits behind a currency behind a whole number."""
    if len(result) < 2 or result[-1].value not in _CURRENCY or result[-2].kind != "figure":
        return False
    if not (re.fullmatch(r"\d\d", token.text) and re.fullmatch(r"\d+", result[-2].value)):
        return False
    sum_ = f"{result[-2].value}.{token.text}".rstrip("0").rstrip(".")
    result[-2] = replace(result[-2], value=sum_)
    result[-1] = replace(result[-1], end=token.end, text=f"{result[-1].text} {token.text}")
    return True


def _at_daytime(result: list[Token], token: Token) -> bool:
    """`9 uur 's avonds`, `neuf heures du soir`: an hour of the second half of the day."""
    place = next((k for k in range(len(result) - 1, max(-1, len(result) - 4), -1) if result[k].kind == "figure"), -1)
    hour = re.fullmatch(r"(\d{1,2})(?:h|:(\d\d))", result[place].value) if place >= 0 else None
    if not hour or any(not t.soft and len(t.text) > 1 for t in result[place + 1 :]):
        return False
    later = _DAYTIMES[token.value] if int(hour[1]) < 12 else 0
    clock = replace(result[place], value=f"{int(hour[1]) + later}:{hour[2] or '00'}", end=token.end)
    if (
        place > 1
        and result[place - 1].value in _SPAN
        and (first := re.fullmatch(r"(\d{1,2})h?", result[place - 2].value))
    ):
        result[place - 2] = replace(result[place - 2], value=f"{int(first[1]) + later}:00")
    result[place:] = [replace(clock, text=f"{result[place].text} {token.text}")]
    return True


def _half_day(last: Token, token: Token) -> str:
    """`9.30 pm` as `21:30`."""
    m = (
        re.fullmatch(r"(\d{1,2})(?:[.:](\d\d))?", last.text)
        if token.value in ("am", "pm", "a.m", "p.m") and last.kind == "figure"
        else None
    )
    if not m or int(m[1]) > 12:
        return ""
    return f"{int(m[1]) % 12 + (12 if token.value in ('pm', 'p.m') else 0)}:{m[2] or '00'}"


def _length(last: Token, token: Token, words: Language) -> str:
    """`18 months` and `a year and a half` alike, in months; days, weeks and hours in hours; '' for anything else."""
    unit = words.durations.get(fold_word(token.text)) if last.kind == "figure" and token.start - last.end <= 1 else None
    return length(last.value, unit) if unit and re.fullmatch(r"\d+(\.\d+)?", last.value) else ""


def length(number: str, unit: str) -> str:
    """`72h` of 3 and day, `18m` of 1.5 and year."""
    factor, base = _LENGTHS[unit]
    return f"{float(number) * factor:g}{base}"
