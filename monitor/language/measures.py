"""Figures with their units: shares, lengths of time, hours of the day, sums of money."""

import re
from collections.abc import Iterable
from dataclasses import replace

from monitor.core.text import fold_word
from monitor.language.language import Language
from monitor.language.token import Token

_PERCENT = frozenset({"per cent", "procent", "pour cent", "prozent", "percent", "%"})
_CURRENCY = frozenset({"euro", "dollar", "€", "$", "£"})
_SPAN = frozenset({"to", "and", "tot", "en", "a", "et", "bis", "und", "-", "–"})


# In hours and in months: what a longer unit is of a shorter one is the same length in other words.
_LENGTHS = {"hour": (1, "h"), "day": (24, "h"), "week": (168, "h"), "month": (1, "m"), "year": (12, "m")}


def with_units(found: Iterable[Token], words: Language) -> list[Token]:
    """`75 percent` as one figure, also the first of `41 to 46 percent`; `€60` in the order of `60 euros`; `18 months`."""
    result: list[Token] = []
    for token in found:
        last = result[-1] if result else None
        if last is None or (last.kind != "figure" and last.text not in "€$£"):
            result.append(token)
            continue
        if token.value in _PERCENT and last.kind == "figure" and not last.value.endswith("%"):
            text = last.text + " " * (token.start > last.end) + token.text
            result[-1] = replace(last, value=last.value + "%", end=token.end, text=text)
            if len(result) > 2 and result[-2].value in _SPAN and result[-3].kind == "figure":
                result[-3] = replace(result[-3], value=result[-3].value.removesuffix("%") + "%")
        elif hour := _half_day(last, token):
            result[-1] = replace(last, value=hour, end=token.end, text=f"{last.text} {token.text}")
        elif length := _length(last, token, words):
            result[-1] = replace(last, value=length, end=token.end, text=f"{last.text} {token.text}")
        elif last.value in _CURRENCY and last.text in "€$£" and token.kind == "figure":
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
