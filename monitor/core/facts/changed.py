"""Which facts differ between units that belong together, compared in place, and what was only form."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.core.align import gaps, pair
from monitor.core.facts.order import reordered, voice_changed
from monitor.core.facts.quotes import quoted, speaks
from monitor.core.facts.spelling import prefixed, same_word
from monitor.core.model import Fact
from monitor.core.text import fold_word
from monitor.core.units import Unit
from monitor.core.words.language import Language
from monitor.core.words.tokens import Token, bare, tokens

# Facts that are told by their own words; the others need the sentence to be understood.
_BY_VALUE = ("figure", "date", "reference", "link")
_IDLE = frozenset({"aux", "pronoun", "say", "source", "conjunction"})
_KIND = {
    "approximate": "scope",
    "claim": "attribution",
    "source": "attribution",
    "unit": "figure",
    "direction": "status",
}
_LONGEST, _AROUND, _ALIKE, _MOST = 260, 110, 50.0, 1_000
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:h]([0-5]\d)(?: ?(?:uur|Uhr|h))?")
_SPOKEN = frozenset({"say", "claim", "source"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A token and the unit it stands in."""

    token: Token
    unit: Unit


@dataclass(slots=True)
class Found:
    """`facts`: what a reader learns differently; `form`: what was only form, as short words; `marks`: for the score."""

    facts: list[Fact] = field(default_factory=list)
    form: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def take(self, other: "Found") -> None:
        """Add what was found elsewhere."""
        self.facts += other.facts
        self.form += other.form
        self.marks |= other.marks


def changed(old: Sequence[Unit], new: Sequence[Unit], words: Language) -> Found:
    """Hold a group of old units against the new ones it became."""
    found = Found()
    if any(u.kind == "table" for u in (*old, *new)):
        _rows(old, new, words, found)
        return found
    if not (old and new):
        for unit in (*old, *new):
            _told(Fact("removed", unit.text, "") if old else Fact("added", "", unit.text), unit, words, found)
        return found
    a, b = _placed(old, words), _placed(new, words)
    spans = gaps([p.token.key for p in a], [p.token.key for p in b])
    _small_words(old, new, words, found)
    if not spans:
        found.form.append("wording")
        return found
    if old and new and Counter(p.token.key for p in a) == Counter(p.token.key for p in b):
        _exchanged(old, new, [a[i] for s in spans for i in range(s[0], s[1])], words, found)
        return found
    if len(old) == len(new) == 1 and voice_changed(unit_tokens(old[0], words), unit_tokens(new[0], words), words.code):
        found.form.append("order")
        return found
    for span in spans:
        _region(a, b, span, words, found)
    return found


def rewritten(old: Sequence[Unit], new: Sequence[Unit]) -> Found:
    """A stretch told as a whole, where there is no time to read it word by word."""
    kind = "status" if old and new else "added" if new else "removed"
    return Found([Fact(kind, _clipped(_text(old)), _clipped(_text(new)))])


def unit_tokens(unit: Unit, words: Language) -> tuple[Token, ...]:
    """The unit's tokens, with those in its block's quotation marks known as such."""
    start, end = unit.start, unit.start + len(unit.text)
    ranges = tuple((max(x, start) - start, min(y, end) - start) for x, y in quoted(unit.whole) if x < end and start < y)
    return tokens(unit.text, words.code, ranges)


def _placed(found: Iterable[Unit], words: Language) -> list[Placed]:
    return [Placed(t, u) for u in found for t in unit_tokens(u, words) if not t.soft]


def _small_words(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """One small word put for another, all around it kept: `to` for `by`, `is` for `was`, `les` for `des`."""
    a, b = ([t for u in side for t in unit_tokens(u, words) if t.kind != "mark"] for side in (old, new))
    keys = [[fold_word(t.text) for t in side] for side in (a, b)]
    for i1, i2, j1, j2 in gaps(*keys):
        if i2 - i1 != 1 or j2 - j1 != 1:
            continue
        x, y = a[i1], b[j1]
        if {x.kind, y.kind} <= {"light", "aux"} and not _alike(keys[0][i1], keys[1][j1], words):
            kind = "modality" if {keys[0][i1], keys[1][j1]} & words.verbs else "status"
            found.facts.append(Fact(kind, _around(old, [Placed(x, old[0])]), _around(new, [Placed(y, new[0])])))


def _alike(x: str, y: str, words: Language) -> bool:
    """Whether two small words stand in one group of the language's list: either may be put for the other."""
    return any(x in group and y in group for group in words.alike)


# --- order -----------------------------------------------------------------------------------------


def _exchanged(old: Sequence[Unit], new: Sequence[Unit], moved: list[Placed], words: Language, found: Found) -> None:
    """The same words in another order: whole parts changed places (form), or values did (a fact)."""
    a, b = ([t for u in side for t in unit_tokens(u, words)] for side in (old, new))
    if reordered(a, b) or (len(old) == len(new) == 1 and voice_changed(a, b, words.code)):
        found.form.append("order")
        return
    kinds = {p.token.kind for p in moved}
    named = any(p.token.name for p in moved)
    if speaks(tuple(a)) and (named or any(t.quoted for t in a)):
        kind = "attribution"
    else:
        kind = next((k for k in ("figure", "date", "negation") if k in kinds), "name" if named else "status")
    found.marks.add("swap")
    found.facts.append(Fact(kind, _text(old), _text(new)))


# --- one changed stretch ---------------------------------------------------------------------------


def _region(a: list[Placed], b: list[Placed], span: tuple[int, int, int, int], words: Language, found: Found) -> None:
    i1, i2, j1, j2 = span
    left, right = a[i1:i2], b[j1:j2]
    gone, come = _unlike(_whole(left, a), _whole(right, b))
    for unit in gone:
        _told(Fact("removed", unit.text, ""), unit, words, found)
    for unit in come:
        _told(Fact("added", "", unit.text), unit, words, found)
    left = [p for p in left if p.unit not in gone]
    right = [p for p in right if p.unit not in come]
    near = [p.token for side, x, y in ((a, i1, i2), (b, j1, j2)) for p in (*side[max(0, x - 2) : x], *side[y : y + 2])]
    if len(left) == len(right):
        agreed = [_agreed(x, y, words) for x, y in zip(left, right, strict=True)]
        found.form += ["inflection"] if any(agreed) else []
        left, right = ([p for p, a in zip(side, agreed, strict=True) if not a] for side in (left, right))
    elif not (left and right) and _spelt_out(left or right, near):
        found.form.append("abbreviation")
        return
    pairs = _unexplained([p.token for p in left], [p.token for p in right], words, found)
    if pairs is None:
        return
    before = _units(left) or _units(a[i1 - 1 : i1] or a[i1 : i1 + 1])
    after = _units(right) or _units(b[j1 - 1 : j1] or b[j1 : j1 + 1])
    whole = _full_names(a, i1, i2), _full_names(b, j1, j2)
    _name_facts(pairs, whole, _around(before, left), _around(after, right), near, words, found)
    if any(u.kind == "caption" for u in (*before, *after)):
        found.marks.add("caption")


def _full_names(side: list[Placed], start: int, end: int) -> list[Token]:
    """The stretch with the rest of a name that it cuts: `Van Bossuyt` where only `Bossuyt` changed."""
    while start and end > start and side[start].token.name and _one_name(side[start - 1], side[start]):
        start -= 1
    while end < len(side) and end > start and side[end - 1].token.name and _one_name(side[end - 1], side[end]):
        end += 1
    return [p.token for p in side[start:end]]


def _one_name(left: Placed, right: Placed) -> bool:
    near = left.unit == right.unit and right.token.start - left.token.end == 1
    return near and left.token.name and right.token.name


def _whole(stretch: list[Placed], side: list[Placed]) -> list[Unit]:
    """The units that lie in the stretch with all they have."""
    sizes, all_of = Counter(p.unit for p in stretch), Counter(p.unit for p in side)
    return [u for u, n in sizes.items() if n == all_of[u]]


def _unlike(gone: list[Unit], come: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Without the sentences that were only reworded: those are held against each other word by word."""
    pairs = pair([u.text for u in gone], [u.text for u in come], alike=_ALIKE) if gone and come else {}
    reworded = set(pairs.values())
    return [u for i, u in enumerate(gone) if i not in reworded], [u for j, u in enumerate(come) if j not in pairs]


def _told(fact: Fact, unit: Unit, words: Language, found: Found) -> None:
    """A sentence that came or went: of a heading or a by-line it is form."""
    if unit.kind == "heading":
        found.form.append("subheading")
        return
    found.facts.append(fact)
    way = "gone" if fact.type == "removed" else "come"
    if any(a < unit.start + len(unit.text) and unit.start < b for a, b in quoted(unit.whole)):
        found.marks.add(f"quote {way}")
    if not words.turning.isdisjoint(bare(unit.text)):
        found.marks.add(f"pledge {way}")


Pairs = tuple[list[Token], list[Token]]


def _unexplained(left: list[Token], right: list[Token], words: Language, found: Found) -> Pairs | None:
    """What of a stretch is more than form; None when nothing is."""
    left, right = _weighty(left, right)
    if not left and not right:
        found.form.append("wording")
        return None
    if _initials(left, right) or _initials(right, left):
        found.form.append("abbreviation")
        return None
    if "".join(fold_word(t.text) for t in left) == "".join(fold_word(t.text) for t in right):
        found.form.append("spelling")
        return None
    if len(left) != len(right) and any(" " in t.text for t in (*left, *right)):
        left, right = _exploded(left), _exploded(right)
    if len(left) == len(right):
        kept = [(x, y) for x, y in zip(left, right, strict=True) if not _same(x, y, words, found)]
        left, right = [x for x, _ in kept], [y for _, y in kept]
    elif _dates_only(left, right):
        left, right = [], []
        found.form.append("date")
    return (left, right) if left or right else None


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
    """`IOM` for `International Organization for Migration`."""
    if len(short) != 1 or not 2 <= len(short[0].text) <= 6 or not short[0].text.isupper() or len(long) < 2:
        return False
    return "".join(t.text[0] for t in long).casefold() == short[0].text.casefold()


def _spelt_out(side: list[Placed], near: Sequence[Token]) -> bool:
    """A name written out beside its abbreviation, or no more: `EVRM` and `Europees Verdrag voor … (EVRM)`."""
    found = [p.token for p in side]
    again = {t.value for t in near if t.kind == "same" and t.name}
    return any(_initials([token], found) for token in near) or all(t.name and t.value in again for t in found)


def _agreed(x: Placed, y: Placed, words: Language) -> bool:
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
    sides = [[t for t in side if t.kind in _IDLE and not t.quoted] for side in (left, right)]
    kinds = [{t.kind for t in side} for side in sides]
    idle = kinds[0] ^ kinds[1]
    result = [[t for t in side if t.quoted or t.kind not in idle] for side in (left, right)]
    if not any(t.kind not in _IDLE and t.kind != "direction" for side in result for t in side):
        with_only = {t.value for side in result for t in side if t.kind == "direction"}
        if with_only <= {"with", "to", "inside", "between"}:
            result = [[t for t in side if t.kind != "direction"] for side in result]
    return result[0], result[1]


def _same(x: Token, y: Token, words: Language, found: Found) -> bool:
    if fold_word(x.text) == fold_word(y.text):
        return True
    if x.kind == y.kind == "figure" and _clock(x) and _clock(x) == _clock(y):
        found.form.append("time")
        return True
    if x.kind == y.kind == "date" and _same_day(x.value, y.value):
        found.form.append("date")
        return True
    how = same_word(x, y, words)
    if how:
        found.form.append(how)
    return bool(how)


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
    days = [[t.value for t in side if not t.value.startswith("weekday")] for side in (left, right)]
    weekdays = [{t.value for t in side if t.value.startswith("weekday")} for side in (left, right)]
    return len(days[0]) == len(days[1]) and all(map(_same_day, *days)) and not (weekdays[0] and weekdays[1])


# --- naming ----------------------------------------------------------------------------------------


def _name_facts(
    pairs: Pairs, whole: Pairs, before: str, after: str, near: Sequence[Token], words: Language, found: Found
) -> None:
    """The facts of an unexplained stretch: each kind that is touched, by value or with its sentence."""
    left, right = pairs
    kinds = _kinds(left, right, near, words)
    for kind in kinds:
        if kind in _BY_VALUE or (kind == "name" and "attribution" not in kinds):
            values = _by_value(kind, *(whole if kind == "name" else pairs))
            found.facts += (replace(fact, old=before, new=after) for fact in values)
        else:
            found.facts.append(Fact(kind, before, after))
    if {t.kind for t in (*left, *right)} & {"approximate"}:
        found.marks.add("rounding")


def _kinds(left: list[Token], right: list[Token], near: Sequence[Token], words: Language) -> list[str]:
    every = [*left, *right]
    found = {
        _KIND.get(t.kind, t.kind)
        for t in every
        if t.kind not in ("word", "same", "say", "aux", "pronoun", "conjunction", "mark", "light", "filler")
    }
    if any(prefixed(x.value, y.value, words) for x in left for y in right):
        found = {*found - {"status"}, "negation"}
    if any(t.kind == "conjunction" for t in every):
        found.add("scope")
    if {t.kind for t in every} & {"say", "pronoun"}:
        found.add("attribution")
    if any(t.kind == "aux" for t in every) and not found:
        found.add("modality")
    if any(t.quoted for t in every):
        found.add("quote")
    elif any(t.kind in _SPOKEN for t in near) and any(t.kind in ("word", "same") for t in every) and left and right:
        found.add("attribution")
    if any(t.name for t in every) and "attribution" not in found:
        found.add("name")
    if not found or (
        found <= {"date", "figure"} and any(t.kind in ("word", "same") for t in every) and not (left and right)
    ):
        found.add("added" if not left else "removed" if not right else "status")
    return sorted(found, key=_ORDER.index)


_ORDER = [
    "negation", "attribution", "quote", "status", "modality", "scope", "figure", "date", "name",
    "reference", "link", "added", "removed",
]  # fmt: skip


def _by_value(kind: str, left: list[Token], right: list[Token]) -> Iterator[Fact]:
    """The touched values of one kind, paired in order, those that say the same left out."""
    a, b = _values(kind, left), _values(kind, right)
    for index in range(max(len(a), len(b))):
        one = a[index] if index < len(a) else ("", "")
        two = b[index] if index < len(b) else ("", "")
        if one[0] != two[0]:
            yield Fact(kind, one[1], two[1])


def _values(kind: str, side: list[Token]) -> list[tuple[str, str]]:
    """(key, words) of each value; neighbours are one: `woensdag 27 mei`, `plus de 2.600`, `Van Bossuyt`."""
    found: list[tuple[str, str]] = []
    last: Token | None = None
    for token in side:
        mine = (
            token.name and len(token.text) > 2
            if kind == "name"
            else _KIND.get(token.kind, token.kind) == kind or (kind == "figure" and token.kind == "approximate")
        )
        if (
            mine
            and last is not None
            and token.start - last.end <= 4
            and token.start >= last.end
            and (kind != "figure" or last.kind == "approximate")
        ):
            found[-1] = (f"{found[-1][0]} {token.key}", f"{found[-1][1]} {token.text}")
        elif mine:
            found.append((token.key, token.text))
        last = token if mine else None
    return found


def _units(placed: Iterable[Placed]) -> list[Unit]:
    return list(dict.fromkeys(p.unit for p in placed))


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST].rsplit(" ", 1)[0] + " …"


def _text(found: Iterable[Unit]) -> str:
    return " ".join(u.text for u in found)


def _around(found: Sequence[Unit], touched: Sequence[Placed]) -> str:
    """The sentence, or of a long one the words about the change."""
    text = _text(found)
    if len(text) <= _LONGEST or not touched or len(found) > 1:
        return text
    start, end = min(p.token.start for p in touched), max(p.token.end for p in touched)
    left = text.rfind(" ", 0, max(0, start - _AROUND)) + 1 if start > _AROUND else 0
    right = text.find(" ", end + _AROUND)
    cut = text[left : right if right >= 0 else len(text)]
    return ("… " if left else "") + cut + (" …" if right >= 0 else "")


# --- tables ----------------------------------------------------------------------------------------


def _rows(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """Rows that belong together cell by cell; rows that came or went as a whole."""
    for index in range(max(len(old), len(new))):
        one = old[index] if index < len(old) else None
        two = new[index] if index < len(new) else None
        if one and two:
            _row(one, two, words, found)
        elif two:
            found.facts.append(Fact("added", "", _row_text(two)))
        elif one:
            found.facts.append(Fact("removed", _row_text(one), ""))


def _row_text(row: Unit) -> str:
    return row.text.replace(" | ", " ", 1).replace(" | ", " / ")


def _row(old: Unit, new: Unit, words: Language, found: Found) -> None:
    a, b = old.text.split(" | "), new.text.split(" | ")
    if len(a) != len(b):
        found.facts.append(Fact("table_cell", old.text.replace(" | ", " / "), new.text.replace(" | ", " / ")))
        return
    cells = [k for k, (x, y) in enumerate(zip(a, b, strict=True)) if _cell(x, y, words, found)]
    if not cells:
        found.form.append("wording")
        return
    swapped = Counter(a) == Counter(b) and len(cells) > 1
    if swapped:
        found.marks.add("swap")
    for some in [cells] if swapped or 0 in cells else [[k] for k in cells]:
        found.facts.append(Fact("table_cell", _cells(a, old, some), _cells(b, new, some)))


def _cell(x: str, y: str, words: Language, found: Found) -> bool:
    """Whether a cell says something else."""
    a, b = ([t for t in tokens(side, words.code) if t.kind != "mark"] for side in (x, y))
    if [t.key for t in a] == [t.key for t in b]:
        return False
    hard = [[t for t in side if not t.soft] for side in (a, b)]
    return hard != [[], []] and _unexplained(hard[0], hard[1], words, found) is not None


def _cells(row: list[str], unit: Unit, changed_cells: list[int]) -> str:
    """`Belgium Voluntary 63, Forced 0`: the row's name, and each changed cell with its column's."""
    header = unit.header.split(" | ") if unit.header != unit.text else []
    told = [f"{header[k]} {row[k]}" if k < len(header) and k else row[k] for k in changed_cells]
    return ", ".join(told) if 0 in changed_cells else f"{row[0]} {', '.join(told)}"
