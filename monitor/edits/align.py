"""Which units of two texts belong together: kept, moved, edited, added, removed. Bounded on any input.

Kept units are found first. Of what lies between them, units with the same words in another place were moved; the
rest is paired by likeness inside each gap, and a gap without crossing pairs is judged as one stretch of words, so
that a sentence cut in two is no news.
"""

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from monitor.core.flat import flat
from monitor.edits.units import Unit
from monitor.language.tokens import bare

_ALIKE, _SURE = 50.0, 75.0
_MOST_EXACT, _BAND = 2_500, 12
_FEW_WORDS = 4
_LONG = 8_000
_BRIEF, _FAR = 25, 15.0

Spans = list[tuple[int, int, int, int]]
Group = tuple[list[Unit], list[Unit]]


@dataclass(slots=True)
class Aligned:
    """`groups`: the old and new units of each changed stretch; `moved`: units told elsewhere in the same words.

    `marked`: pairs that differ in punctuation, capitals or accents alone.
    """

    groups: list[Group] = field(default_factory=list)
    moved: list[Unit] = field(default_factory=list)
    marked: list[tuple[Unit, Unit]] = field(default_factory=list)


def gaps(old: Sequence[Hashable], new: Sequence[Hashable]) -> Spans:
    """The ranges (i1, i2, j1, j2) where two sequences differ."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if not a or not b:
        return [(start, start + len(a), start, start + len(b))] if a or b else []
    found: Spans = []
    for code in Indel.opcodes(_numbered(a), _numbered(b)):
        if code.tag == "equal":
            continue
        i1, i2, j1, j2 = code.src_start + start, code.src_end + start, code.dest_start + start, code.dest_end + start
        if found and found[-1][1] == i1 and found[-1][3] == j1:
            i1, j1 = found[-1][0], found[-1][2]
            found.pop()
        found.append((i1, i2, j1, j2))
    return found


def _numbered(items: Sequence[Hashable]) -> list[int]:
    return [hash(x) for x in items]


Sides = tuple[Sequence[Unit], Sequence[Unit]]


def align(places: Sequence[Sides]) -> Aligned:
    """Hold the units of each changed place of a text against those that stand there in the other.

    What lies between the places was kept. A unit may have moved from one place to another.
    """
    result = Aligned()
    parts = list(flat(_parts(old, new) for old, new in places))
    left = Counter(key for key in flat(_keys(old) for old, _ in parts) if key)
    come = Counter(key for key in flat(_keys(new) for _, new in parts) if key)
    gone, here = left & come, left & come
    for old, new in parts:
        _gap(old, new, gone, here, result)
    result.groups = _reunited(result.groups)
    return result


def _reunited(groups: list[Group]) -> list[Group]:
    """A sentence moved and edited: gone in one place, and much the same come in another."""
    gone = list(flat(old for old, new in groups if not new))
    come = list(flat(new for old, new in groups if not old))
    if not gone or not come:
        return groups
    pairs = pair([_sorted(u) for u in gone], [_sorted(u) for u in come], alike=_SURE)
    matched = {come[j]: gone[i] for j, i in pairs.items() if _same_place(gone[i], come[j])}
    rest = [_without_matched(group, matched) for group in groups]
    return [(old, new) for old, new in rest if old or new] + [([old], [new]) for new, old in matched.items()]


def _sorted(unit: Unit) -> str:
    """Its words in an order of their own: `must be paid more` and `more must be paid` are much the same."""
    return " ".join(sorted(bare(unit.text)))


def _without_matched(group: Group, matched: Mapping[Unit, Unit]) -> Group:
    """A group that only went, or only came, without the sentences that stand elsewhere now."""
    old, new = group
    if old and new:
        return group
    return [u for u in old if u not in matched.values()], [u for u in new if u not in matched]


def _parts(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Sides]:
    """The stretches of a place where its units differ."""
    for i1, i2, j1, j2 in gaps([u.key for u in old], [u.key for u in new]):
        yield old[i1:i2], new[j1:j2]


def _same_place(old: Unit, new: Unit) -> bool:
    """A list's entry or a table's row may move inside its own list or table only."""
    bound = old.kind in ("list", "table") or new.kind in ("list", "table")
    is_below = old.kind == new.kind and likeness(old.header, new.header, _SURE) >= _SURE
    return _movable(new) and (not bound or is_below or (old.kind, old.header) == (new.kind, new.header))


def _words(unit: Unit) -> tuple[str, ...]:
    return (unit.header if unit.kind in ("table", "list") else "", *bare(unit.text))


def _movable(unit: Unit) -> bool:
    """A lone 'Yes.' or a bare figure in another place says something else; a sentence or a list's entry does not."""
    words = bare(unit.text)
    if unit.kind in ("list", "table", "heading"):
        return any(not w.isdigit() for w in words)
    return len(words) >= _FEW_WORDS


def _keys(units: Sequence[Unit]) -> list[tuple[str, ...]]:
    """What each unit is known by where it moves; nothing for one that may not. A short line moves with another."""
    known = [_words(unit) if _movable(unit) else () for unit in units]
    above, below = [(), *known][: len(known)], [*known, ()][1:]
    near = zip(units, known, above, below, strict=True)
    return [own or ((*_words(unit), "beside", *(up or down)) if up or down else ()) for unit, own, up, down in near]


Words = Counter[tuple[str, ...]]


def _gap(old: Sequence[Unit], new: Sequence[Unit], gone: Words, here: Words, result: Aligned) -> None:
    spans = gaps([_words(u) for u in old], [_words(u) for u in new])
    keys = dict(flat(zip(side, _keys(side), strict=True) for side in (old, new)))
    for one, two in _kept(old, new, spans):
        result.marked += [(one, two)] if one.key != two.key else []
        gone[keys[one]] -= 1
        here[keys[two]] -= 1
    for i1, i2, j1, j2 in spans:
        a, _ = _without(old[i1:i2], gone, keys)
        b, moved = _without(new[j1:j2], here, keys)
        result.moved += moved
        if a or b:
            result.groups += _groups(a, b)


def _kept(old: Sequence[Unit], new: Sequence[Unit], spans: Spans) -> Iterator[tuple[Unit, Unit]]:
    """The units between the spans, pair by pair: the same words, perhaps with other marks."""
    left = set(range(len(old))).difference(*(range(i1, i2) for i1, i2, _, _ in spans))
    right = set(range(len(new))).difference(*(range(j1, j2) for _, _, j1, j2 in spans))
    return zip((old[i] for i in sorted(left)), (new[j] for j in sorted(right)), strict=True)


def _without(
    found: Sequence[Unit], moved: Words, keys: Mapping[Unit, tuple[str, ...]]
) -> tuple[list[Unit], list[Unit]]:
    """The units that stay, and those that stand elsewhere in the other text; each counted once."""
    stay, away = [], []
    for unit in found:
        if keys[unit] and moved[keys[unit]] > 0:
            moved[keys[unit]] -= 1
            away.append(unit)
        else:
            stay.append(unit)
    return stay, away


def _groups(old: list[Unit], new: list[Unit]) -> Iterator[Group]:
    """One group where nothing crosses; else a group for each pair, and one for each unit without a partner."""
    if not old or not new:
        yield old, new
        return
    pairs = pair([u.text for u in old], [u.text for u in new], alike=_ALIKE)
    order = [pairs[j] for j in sorted(pairs)]
    small = len(old) + len(new) <= 400
    rows = any(u.kind == "table" for u in (*old, *new))
    if order == sorted(order) and small and not rows:
        yield from _stretches(old, new, pairs)
        return
    for j, unit in enumerate(new):
        yield ([old[pairs[j]]] if j in pairs else []), [unit]
    yield from (([u], []) for i, u in enumerate(old) if i not in pairs.values())


def _stretches(old: list[Unit], new: list[Unit], pairs: dict[int, int]) -> Iterator[Group]:
    """Cut a gap before a pair whose neighbours belong together too, or where both texts begin a block."""
    i = j = 0
    for after in sorted(pairs):
        before = pairs[after]
        if not (after and before):
            continue
        block = new[after - 1].block != new[after].block and old[before - 1].block != old[before].block
        if (block or pairs.get(after - 1) == before - 1) and (after > j or before > i):
            yield old[i:before], new[j:after]
            i, j = before, after
    yield old[i:], new[j:]


def pair(old: Sequence[str], new: Sequence[str], *, alike: float) -> dict[int, int]:
    """new index -> old index, the likest first; of equals the nearest. Far candidates are left out of large gaps."""
    if len(old) == len(new) == 1:
        return {0: 0} if likeness(old[0], new[0], alike / 2) >= alike / 2 else {}
    scored = sorted(_scored(old, new, alike), reverse=True)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, j, i in scored:
        if j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)
    return pairs


def _scored(old: Sequence[str], new: Sequence[str], alike: float) -> Iterator[tuple[float, int, int, int]]:
    every = len(old) * len(new) <= _MOST_EXACT
    places: dict[str, deque[int]] = {}
    for i, text in enumerate(old):
        places.setdefault(text, deque(maxlen=_BAND)).append(i)
    for j, text in enumerate(new):
        middle = j * len(old) // max(len(new), 1)
        near = range(len(old)) if every else range(max(0, middle - _BAND), min(len(old), middle + _BAND + 1))
        for i in {*near, *places.get(text, ())}:
            score = likeness(old[i], text, alike)
            if len(text) < _BRIEF:
                # 'Answer: No.' here is not the 'Answer: No.' three questions further down.
                score -= _FAR * abs(i - j)
            if score >= alike:
                yield score, -abs(i - j), j, i


def likeness(a: str, b: str, least: float) -> float:
    """0 to 100: the share of letters kept in order; of long texts the share of words, whatever their order."""
    if len(a) + len(b) <= _LONG:
        return fuzz.ratio(a, b, score_cutoff=least)
    words, others = Counter(a.split()), Counter(b.split())
    return 200.0 * (words & others).total() / max(1, words.total() + others.total())
