"""What differs between two stretches of tokens and is only form: another notation, spelling, ending, abbreviation."""

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.flat import flat
from monitor.core.text import fold_word
from monitor.edits.facts.found import Form, Found, Placed, unit_tokens
from monitor.edits.facts.heft import is_attribute
from monitor.edits.facts.spelling import prefixed, same_word, typing_error
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.tokens import tokens

_IDLE = frozenset({"aux", "pronoun", "say", "source", "conjunction"})
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:h]([0-5]\d)(?: ?(?:uur|Uhr|h))?")
# Words of a name that has an abbreviation.
_NAME, _MANY = 8, 4
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters that a word has in an abbreviation of several: `i.d.F. d. G v.`
_FEW_LETTERS, _POINTS = 2, 2

Pairs = tuple[list[Token], list[Token]]


def unexplained(left: list[Token], right: list[Token], words: Language, found: Found) -> Pairs | None:
    """What of a stretch is more than form; None when nothing is."""
    if left and right and _misspelt(left, right, words):
        found.form.append("spelling")
        return None
    left, right = _weighty(left, right)
    form = _form_of(left, right, words)
    if form:
        found.form.append(form)
        return None
    if len(left) != len(right) and any(" " in t.text for t in (*left, *right)):
        left, right = _exploded(left), _exploded(right)
    if len(left) == len(right):
        kept = [(x, y) for x, y in zip(left, right, strict=True) if not _same(x, y, words, found)]
        left, right = [x for x, _ in kept], [y for _, y in kept]
    elif _dates_only(left, right):
        found.form.append("date")
        return None
    return (left, right) if left or right else None


def _form_of(left: list[Token], right: list[Token], words: Language) -> Form | None:
    """What a whole stretch is, where it is form: no weight, an abbreviation, one word in two, a double denial."""
    if not left and not right:
        return "wording"
    if _initials(left, right) or _initials(right, left):
        return "abbreviation"
    if _one_word(left, right):
        return "spelling"
    is_twice = _denied_twice(left, right, words) or _denied_twice(right, left, words)
    return "wording" if is_twice else None


# Prefixes that only deny: `inform` is no denial of `form`.
_CLEAR = frozenset({"un", "il", "ir", "on", "non", "non-"})
_NOT = frozenset({"not", "niet", "nicht", "ne", "n'", "pas"})


def _denied_twice(denied: list[Token], one: list[Token], words: Language) -> bool:
    """`not uncommon` for `common`, `not possible` for `impossible`: a denial, and a prefix that turns the word."""
    are_denials = len(denied) > 1 and all(t.value in _NOT for t in denied[:-1])
    if not are_denials or len(one) != 1:
        return False
    a, b = fold_word(denied[-1].text), fold_word(one[0].text)
    short, long = sorted((a, b), key=len)
    return prefixed(a, b, words) and (len(short) < len(a) or long.removesuffix(short) in _CLEAR)


def _one_word(left: list[Token], right: list[Token]) -> bool:
    """`asiel beleid` and `asielbeleid`; never figures run together, nor a negation that a word swallowed."""
    if any(t.kind in ("figure", "date", "reference") for t in (*left, *right)):
        return False
    denied = [any(t.kind == "negation" for t in side) for side in (left, right)]
    return denied[0] == denied[1] and _run_together(left) == _run_together(right)


def _run_together(side: list[Token]) -> str:
    return "".join(fold_word(t.text) for t in side)


def _misspelt(left: list[Token], right: list[Token], words: Language) -> bool:
    """The same words but for letters, whatever kind the right spelling has: `witout`, `volegns`, `18 percnt`."""
    a, b = _spelt_words(left, words), _spelt_words(right, words)
    if len(a) != len(b) or not a:
        return False
    return all(x == y or typing_error(x, y, words) for x, y in zip(a, b, strict=True))


def _spelt_words(side: list[Token], words: Language) -> list[str]:
    # Of a phrase such as `according to` only the weighty words; of a figure every word counts: `vingt et un`.
    return list(flat(_weighty_words(token, words) for token in side))


def _weighty_words(token: Token, words: Language) -> list[str]:
    is_phrase = token.kind in ("same", "source", "say", "filler")
    return [word for word in token.text.split() if not is_phrase or fold_word(word) not in words.light]


def _exploded(side: list[Token]) -> list[Token]:
    """Listed phrases as their words again, for a phrase that the other side misspelt."""
    words: list[Token] = []
    for token in side:
        parts = token.text.split() if token.kind in ("same", "filler") else []
        if len(parts) < 2:
            words.append(token)
        else:
            words += [replace(token, kind="word", value=fold_word(p), text=p) for p in parts if len(p) > 2]
    return words


def _initials(short: list[Token], long: list[Token]) -> bool:
    """`IOM` for `International Organization for Migration`, `SVB` for `Sociale Verzekeringsbank`: each word gives its
    first letter, a compound others of it as well.
    """
    name = short[0].text.replace(".", "") if len(short) == 1 else ""
    # `Ofpra` is one as well, where four words or more have its letters.
    is_name = name[:2].isupper() or (name[:1].isupper() and len(long) >= _MANY)
    if not 2 <= len(name) <= 7 or not is_name or len("".join(t.text for t in long)) < 3 * len(name):
        return False
    weighty = [t for t in long if t.kind != "conjunction"]
    return any(_spells(name.casefold(), _words_of(side)) for side in (long, weighty))


def _words_of(side: list[Token]) -> list[str]:
    return list(flat(t.text.casefold().replace("-", " ").split() for t in side))


def shortened(left: str, right: str) -> bool:
    """`i.d.F. d. G v.` for `in der Fassung des Gesetzes vom`: letters with points, each the first of a word."""
    short, long = sorted((left, right), key=len)
    if any(c.isdigit() for c in left + right):
        return False
    letters, words = _LETTERS.findall(short), _LETTERS.findall(long)
    is_short = short.count(".") >= _POINTS and all(len(part) <= _FEW_LETTERS for part in letters)
    return is_short and bool(words) and _spells("".join(letters).casefold(), [w.casefold() for w in words])


def _spells(name: str, words: list[str]) -> bool:
    """Whether the letters stand in the words in order, and each word gives its first."""
    if not words:
        return not name
    first, *rest = words
    if name[:1] != first[:1] or not name:
        return False
    most = len(name) - len(rest)
    return any(_inside(name[:n], first) and _spells(name[n:], rest) for n in range(1, most + 1))


def _inside(letters: str, word: str) -> bool:
    found = iter(word)
    return all(letter in found for letter in letters)


def spelt_out(side: list[Placed], near: Sequence[Token]) -> bool:
    """A name written out beside its abbreviation, or no more: `EVRM` and `Europees Verdrag voor … (EVRM)`."""
    found = [p.token for p in side]
    again = {t.value for t in near if t.kind == "same" and t.name}
    return any(_initials([token], found) for token in near) or all(t.name and t.value in again for t in found)


def introduced(side: Sequence[Placed]) -> bool:
    """Whether an abbreviation stands in brackets behind its name: `Service Level Agreement (SLA)`."""
    short, unit = side[0].token, side[0].unit
    if len(side) != 1 or unit.text[max(0, short.start - 1) : short.start] != "(":
        return False
    before = [t for t in tokens(unit.text[: short.start - 1], "en") if t.kind != "mark"][-_NAME:]
    return any(_initials([short], before[place:]) for place in range(len(before)))


def agreed(x: Placed, y: Placed, words: Language) -> bool:
    """`les participant` and `les participants`: the word before settles the number, and it stayed."""
    short, long = sorted((fold_word(x.token.text), fold_word(y.token.text)), key=len)
    if long != short + "s" or not {x.token.kind, y.token.kind} <= {"word", "same", "status"}:
        return False
    before = [_before(p, words) for p in (x, y)]
    return before[0] == before[1] and before[0] in words.numbered


def _before(placed: Placed, words: Language) -> str:
    """The word before a token, light or not."""
    last = ""
    for token in unit_tokens(placed.unit, words):
        if token.start >= placed.token.start:
            return last
        last = fold_word(token.text)
    return last


def _weighty(left: list[Token], right: list[Token]) -> Pairs:
    """Without helping words that stand on one side alone: pronouns, auxiliaries, `said`."""
    if is_attribute(left, right):
        return left, right
    kinds = [{t.kind for t in side if not t.quoted} & _IDLE for side in (left, right)]
    idle = kinds[0] ^ kinds[1]
    left, right = ([t for t in side if t.quoted or t.kind not in idle] for side in (left, right))
    return _undirected(left, right) if _only_directs([*left, *right]) else (left, right)


_IDLE_DIRECTIONS = frozenset({"with", "to", "inside", "between"})


def _only_directs(every: Sequence[Token]) -> bool:
    """Whether nothing of weight is there but words that are put for each other: `talks with`, `talks to`."""
    directions = {t.value for t in every if t.kind == "direction"}
    return all(t.kind in _IDLE or t.kind == "direction" for t in every) and directions <= _IDLE_DIRECTIONS


def _undirected(left: list[Token], right: list[Token]) -> Pairs:
    return [t for t in left if t.kind != "direction"], [t for t in right if t.kind != "direction"]


def _same(x: Token, y: Token, words: Language, found: Found) -> bool:
    """Whether two words say the same, with a note of how they differ."""
    if fold_word(x.text) == fold_word(y.text):
        return True
    how = _one_moment(x, y) or _one_abbreviation(x, y) or same_word(x, y, words)
    found.form += [how] if how else []
    return bool(how)


def _one_moment(x: Token, y: Token) -> Form | None:
    """`9.30` and `9:30`; `24.05` and `24 May`; `24 May` and `24 May 2026`."""
    match x.kind, y.kind:
        case "figure", "figure":
            return "time" if _clock(x) and _clock(x) == _clock(y) else None
        case "date", "date":
            return "date" if _same_day(x.value, y.value) else None
        case ("date", "figure") | ("figure", "date"):
            return "date" if _short_date(x) == _short_date(y) != "" else None
        case _:
            return None


def _one_abbreviation(x: Token, y: Token) -> Form | None:
    return "abbreviation" if _abbreviates(x, y) or _abbreviates(y, x) else None


def _abbreviates(short: Token, long: Token) -> bool:
    """`Stb.` for `Staatsblad`, `reg.` for `regulation`: letters of the word in order, the first among them, a point."""
    a, b = short.text.casefold(), long.text.casefold()
    is_short = short.dotted and 2 * len(a) <= len(b) + 2 and {short.kind, long.kind} <= {"word", "same"}
    return is_short and a[0] == b[0] and _inside(a, b)


def _short_date(token: Token) -> str:
    """Month and day of a date, also where it is written as `24.05`."""
    if token.kind == "date":
        return token.value[:5] if re.fullmatch(r"\d\d-\d\d-", token.value) else ""
    found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})\.?", token.text)
    return f"{int(found[2]):02d}-{int(found[1]):02d}" if found else ""


def _clock(token: Token) -> str:
    """A time of day as `9:30`; '' for any other figure. `14 uur` reads as a length, but may be `14.00 uur`."""
    if re.fullmatch(r"\d{1,2}h", token.value):
        return f"{token.value[:-1]}:00"
    found = _CLOCK.fullmatch(token.value if ":" in token.value else token.text)
    return f"{int(found[1])}:{found[2]}" if found else ""


def _same_day(a: str, b: str) -> bool:
    """Equal as far as both say: a year that one leaves out is no other day."""
    if a.count("-") != 2 or b.count("-") != 2:
        return False
    (m1, d1, y1), (m2, d2, y2) = a.split("-"), b.split("-")
    return (m1, d1) == (m2, d2) and (y1 == y2 or not y1 or not y2)


def _dates_only(left: list[Token], right: list[Token]) -> bool:
    """A weekday told beside a date that both have, or left out."""
    if not all(t.kind == "date" for t in (*left, *right)):
        return False
    days = [[t.value for t in side if not _is_weekday(t)] for side in (left, right)]
    both_name_one = all(any(map(_is_weekday, side)) for side in (left, right))
    return len(days[0]) == len(days[1]) and all(map(_same_day, *days)) and not both_name_one


def _is_weekday(token: Token) -> bool:
    return token.value.startswith("weekday")
