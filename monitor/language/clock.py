"""The time of day as people say it: `half acht`, `halb acht`, `half past seven`, `sept heures et demie`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.language.token import Token

# Minutes that words before an hour, or behind it, add to it.
_BEFORE: Mapping[str, Mapping[tuple[str, ...], int]] = {
    "en": {("half", "past"): 30, ("quarter", "past"): 15, ("quarter", "to"): -15},
    "nl": {("half",): -30, ("kwart", "over"): 15, ("kwart", "voor"): -15},
    "de": {("halb",): -30, ("viertel", "nach"): 15, ("viertel", "vor"): -15, ("dreiviertel",): -15},
    "fr": {},
}
_BEHIND: Mapping[str, Mapping[tuple[str, ...], int]] = {
    "fr": {("et", "demie"): 30, ("et", "demi"): 30, ("et", "quart"): 15, ("moins", "le", "quart"): -15}
}
BEHIND_AN_HOUR = frozenset({"demie", "demi", "quart"})
"""The words that end what is said behind an hour: only these need be asked about."""
_HOUR = re.compile(r"(\d{1,2})h?")


def said_before(result: list[Token], hour: Token, code: str) -> bool:
    """Join an hour with what stands before it (`kwart voor` zeven); whether there was anything."""
    for said, minutes in _BEFORE[code].items():
        if _ends_with(result, said) and (value := _clock(hour.value, minutes)):
            first = result[-len(said)]
            text = " ".join((*(t.text for t in result[-len(said) :]), hour.text))
            result[-len(said) :] = [replace(hour, value=value, start=first.start, text=text)]
            return True
    return False


def said_behind(result: list[Token], last: Token, code: str) -> bool:
    """Join the hour before with what ends here (sept heures `et demie`); whether there was anything."""
    for said, minutes in _BEHIND.get(code, {}).items():
        count = len(said) - 1
        found = [*result[len(result) - count :], last]
        hour = result[-count - 1] if len(result) > count else None
        if hour is None or hour.kind != "figure" or not hour.value.endswith("h") or not _ends_with(found, said):
            continue
        if value := _clock(hour.value, minutes):
            text = " ".join(t.text for t in (hour, *found))
            result[-count - 1 :] = [replace(hour, value=value, end=last.end, text=text)]
            return True
    return False


def _ends_with(tokens: Sequence[Token], said: Sequence[str]) -> bool:
    return [t.text.lower() for t in tokens[-len(said) :]] == list(said)


def _clock(hour: str, minutes: int) -> str:
    """`7:30` of 8 and -30; '' where it is no hour of half a day."""
    found = _HOUR.fullmatch(hour)
    if not found or not 1 <= int(found[1]) <= 12:
        return ""
    whole = int(found[1]) * 60 + minutes
    return f"{whole // 60 or 12}:{whole % 60:02d}"
