"""What several tokens say together: a span (`6–8`, `six to eight`), days of the week in short (`ma t/m vr`, by the data of
the Unicode project), a share (`four out of ten`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from monitor.language.language import Language, language
from monitor.language.split import split
from monitor.language.token import Token

_DASHES = frozenset("-–—‑−")
_TO = {"en": "to", "nl": "tot", "fr": "à", "de": "bis"}
_UP_TO = frozenset({"t/m", "tot", "to", "bis", "a", "au", "thru", "through", "tot en met"}) | _DASHES
_FROM_TO = {"en": ("from", "to"), "nl": ("van", "tot"), "fr": ("de", "à"), "de": ("von", "bis")}
_OUT_OF = {"en": ("out of",), "nl": ("op de", "op", "van de"), "fr": ("sur",), "de": ("von",)}
_WHOLES = {"10": 10, "100": 1}
_PARTS, _SIGNS = _DASHES | {"/"}, _DASHES | {"t/m"}
_HOUR = re.compile(r"\d{1,2}(?::\d\d|h)|\d{1,2}\.\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def with_spans(found: list[Token], words: Language) -> list[Token]:
    """The tokens of a text with its spans, short days and shares said in one way."""
    # Most texts have none of these: each pass is made where what it looks for stands there.
    texts = {token.text.lower() for token in found}
    values = {token.value for token in found}
    if not values.isdisjoint(_WHOLES):
        found = _shares(found, words)
    if not texts.isdisjoint(_short_days(words.code)):
        found = [_day(found, place, words) for place in range(len(found))]
    if "between" in values:
        found = _spanned(found, words)
    if not texts.isdisjoint(_PARTS):
        found = [_season(found, place) for place in range(len(found))]
    return found if texts.isdisjoint(_SIGNS) else [_sign(found, place, words) for place in range(len(found))]


def _day(found: Sequence[Token], place: int, words: Language) -> Token:
    """`ma` before `t/m vr` as Monday."""
    token = found[place]
    day = _short_days(words.code).get(token.text.lower())
    is_meant = day and token.kind != "date" and _is_span_of_days(found, place, words)
    return replace(token, kind="date", value=day, name=False) if is_meant and day else token


def _spanned(found: Sequence[Token], words: Language) -> list[Token]:
    """`between 9 and 17` as `from 9 to 17`."""
    result = list(found)
    for place, (opens, first, joins, second) in enumerate(zip(found, found[1:], found[2:], found[3:], strict=False)):
        is_span = opens.value == "between" and joins.value == "and" and first.kind in ("figure", "date")
        if is_span and _is_time(second):
            for token, said in zip((place, place + 2), _FROM_TO[words.code], strict=True):
                kind, value = _word(said, words)
                result[token] = replace(found[token], kind=kind, value=value)
    return result


def _is_time(token: Token) -> bool:
    """Whether a token is a day, a year or an hour."""
    is_hour = any(_HOUR.fullmatch(said) for said in (token.value, token.text))
    return token.kind == "date" or (token.kind == "figure" and (is_hour or bool(_YEAR.fullmatch(token.value))))


def _season(found: Sequence[Token], place: int) -> Token:
    """`26` of `2025/26` as the year that it is."""
    token = found[place]
    if token.kind != "figure" or len(token.text) != 2 or place < 2 or found[place - 1].text not in _PARTS:
        return token
    year = found[place - 2].text
    is_next = _YEAR.fullmatch(year) and token.text == f"{int(year) + 1}"[-2:]
    return replace(token, value=str(int(year) + 1)) if is_next else token


def _sign(found: Sequence[Token], place: int, words: Language) -> Token:
    """A dash of a span as the word of the language that it stands for; `t/m` as `tot en met`."""
    token = found[place]
    is_dash = token.text in _DASHES
    if not is_dash and token.text != "t/m":
        return token
    if not _is_between(found, place, _is_day_read) and not (is_dash and _is_between(found, place, _counts)):
        return token
    kind, value = _word(_TO[words.code] if is_dash else "tot en met", words)
    return replace(token, kind=kind, value=value)


def _word(text: str, words: Language) -> tuple[str, str]:
    """Kind and value of a listed word or phrase."""
    said = tuple(raw.fold for raw in split(text))
    return next((kind, value) for parts, kind, value in words.phrases[said[0]] if parts == said)


def _is_day_read(token: Token) -> bool:
    return token.value.startswith("weekday-")


def _counts(token: Token) -> bool:
    """Whether a token can bound a span: no year, whose dash parts two seasons as a slash does."""
    return token.kind == "figure" and not _YEAR.fullmatch(token.text)


def _is_between(found: Sequence[Token], place: int, test: Callable[[Token], bool]) -> bool:
    return 0 < place < len(found) - 1 and test(found[place - 1]) and test(found[place + 1])


def _is_span_of_days(found: Sequence[Token], place: int, words: Language) -> bool:
    """Whether a sign or word of a span and another day follow or stand before: `ma t/m`, `– Fr`."""
    return any(
        _text(found, place + step) in _UP_TO and _is_day(_text(found, place + 2 * step), words) for step in (1, -1)
    )


def _text(found: Sequence[Token], place: int) -> str:
    return found[place].text.lower() if 0 <= place < len(found) else ""


def _is_day(text: str, words: Language) -> bool:
    days = words.phrases.get(text, ())
    return text in _short_days(words.code) or any(kind == "weekday" for _, kind, _ in days)


@cache
def _short_days(code: str) -> dict[str, str]:
    """`ma` -> weekday-0 and so on."""
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    short = Locale.parse(language(code).code).days["format"]["abbreviated"]
    return {text.lower().rstrip("."): f"weekday-{number}" for number, text in short.items()}


def _shares(found: list[Token], words: Language) -> list[Token]:
    """`four out of ten` as `40 per cent`."""
    result: list[Token] = []
    for token in found:
        part = _part(result, token, words)
        if part:
            whole = result[-part]
            text = " ".join(t.text for t in (*result[-part:], token))
            share = int(whole.value) * _WHOLES[token.value]
            result[-part:] = [replace(whole, value=f"{share}%", end=token.end, text=text)]
        else:
            result.append(token)
    return result


def _part(before: Sequence[Token], token: Token, words: Language) -> int:
    """How many tokens before a whole are its part and the words between; 0 where it is no whole."""
    if token.kind != "figure" or token.value not in _WHOLES:
        return 0
    for count in (2, 3):
        first, *between = before[-count:] if len(before) >= count else [token]
        said = " ".join(t.text.lower() for t in between)
        is_less = first.value.isdigit() and int(first.value) < int(token.value)
        if said in _OUT_OF[words.code] and first.kind == "figure" and is_less:
            return count
    return 0
