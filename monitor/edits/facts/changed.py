"""Which facts differ between units that belong together, compared in place, and what was only form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.align import gaps, pair
from monitor.edits.facts.form import agreed, introduced, shortened, spelt_out, unexplained
from monitor.edits.facts.found import Found, Mark, Placed, around, clipped, placed, text_of, unit_tokens, units_of
from monitor.edits.facts.heft import Passage, kinds_in, moved, reworded, settled
from monitor.edits.facts.naming import is_called, name_facts
from monitor.edits.facts.order import block_moved, by_words, followers, reordered, voice_changed
from monitor.edits.facts.quotes import quoted, speaks
from monitor.edits.facts.small import small_words
from monitor.edits.facts.tables import rows
from monitor.edits.facts.weigh import LESS, SOFT
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.tokens import bare

_ALIKE = 50.0
# Words of a line that may be a label.
_FEW = 4


def changed(old: Sequence[Unit], new: Sequence[Unit], words: Language) -> Found:
    """Hold a group of old units against the new ones it became."""
    found = Found()
    if any(u.kind == "table" for u in (*old, *new)):
        rows(old, new, words, found)
        return found
    if not (old and new):
        for unit in (*old, *new):
            _told(Fact("removed", unit.text, "") if old else Fact("added", "", unit.text), unit, words, found)
        return found
    if _one_spelling(old, new, words):
        found.form.append("spelling")
        return found
    a, b = placed(old, words), placed(new, words)
    keys = [p.token.key for p in a], [p.token.key for p in b]
    spans = gaps(*keys)
    small_words(old, new, words, found)
    if not spans:
        sides = [list(flat(unit_tokens(u, words) for u in side)) for side in (old, new)]
        if not found.facts and by_words(sides[0]) != by_words(sides[1]):
            # The same words, but who did it and to whom is another matter: `hurt by a man`, `hurt a man`.
            found.facts.append(Fact("status", text_of(old), text_of(new)))
        found.form.append("wording")
        return found
    if len(keys[0]) == len(keys[1]) and Counter(keys[0]) == Counter(keys[1]):
        _exchanged(old, new, [a[i] for i in flat(range(s[0], s[1]) for s in spans)], words, found)
        return found
    if len(old) == len(new) == 1 and voice_changed(unit_tokens(old[0], words), unit_tokens(new[0], words), words.code):
        found.form.append("order")
        return found
    stretches = (list(flat(a[i1:i2] for i1, i2, _, _ in spans)), list(flat(b[j1:j2] for _, _, j1, j2 in spans)))
    alike = settled(a, b, kinds_in((*stretches[0], *stretches[1])), words)
    elsewhere = moved(*stretches, words) if len(spans) > 1 else frozenset[str]()
    passage = Passage(alike, elsewhere)
    passage = replace(passage, reworded=reworded(a, b, stretches, passage, words.code))
    for span in spans:
        _region(a, b, span, words, found, passage)
    if _is_rebuilt(old, new):
        found.facts = [f if f.type in _VALUES else replace(f, weight=min(f.weight or SOFT, SOFT)) for f in found.facts]
    return found


# What no rebuilding of a text puts into it or takes out of it.
_VALUES = frozenset({"figure", "date", "negation", "reference", "name", "quote"})


def _is_rebuilt(old: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Whether a list became a running text, or the other way round: words that join its entries say nothing."""
    lists = [{u.kind == "list" for u in side} for side in (old, new)]
    return lists[0] != lists[1] and len(old) + len(new) > 2


def _one_spelling(old: Sequence[Unit], new: Sequence[Unit], words: Language) -> bool:
    """The same letters with other blanks between them: `Desweiteren`, `Des Weiteren`; never figures run together, nor a
    word that says something by itself (`not able`, `notable`).
    """
    sides = [bare(text_of(side)) for side in (old, new)]
    if sides[0] == sides[1] or "".join(sides[0]) != "".join(sides[1]):
        return False
    differ = Counter(sides[0]) - Counter(sides[1]) + (Counter(sides[1]) - Counter(sides[0]))
    return not any(_denies(word, words) or any(c.isdigit() for c in word) for word in differ)


def _denies(word: str, words: Language) -> bool:
    return any(kind == "negation" and parts == (word,) for parts, kind, _ in words.phrases.get(word, ()))


def rewritten(old: Sequence[Unit], new: Sequence[Unit]) -> Found:
    """A stretch told as a whole, where there is no time to read it word by word."""
    lone = "added" if new else "removed"
    kind = "status" if old and new else lone
    return Found([Fact(kind, clipped(text_of(old)), clipped(text_of(new)))])


def _exchanged(old: Sequence[Unit], new: Sequence[Unit], moved: list[Placed], words: Language, found: Found) -> None:
    """The same words in another order: whole parts changed places (form), or values did (a fact)."""
    a, b = (list(flat(unit_tokens(u, words) for u in side)) for side in (old, new))
    if reordered(a, b) or (len(old) == len(new) == 1 and voice_changed(a, b, words.code)):
        found.form.append("order")
        return
    kinds = {p.token.kind for p in moved}
    named = any(is_called(p.token, words) for p in moved)
    hard = next((k for k in ("figure", "date", "negation") if k in kinds), "")
    stands_else = any(_has_moved(kind, a, b) for kind in kinds & _PLACED)
    if not (hard or named or stands_else) and block_moved(a, b) and not _is_beside(a, b):
        found.facts.append(Fact("status", text_of(old), text_of(new), weight=SOFT))
        return
    if not (hard or named) and _is_beside(a, b):
        if kinds & _PLACED:
            found.facts.append(Fact("scope", text_of(old), text_of(new), weight=SOFT))
        else:
            found.form.append("order")
        return
    if speaks(tuple(a)) and (named or any(t.quoted for t in a)):
        kind = "attribution"
    else:
        kind = hard or ("name" if named else "status")
    if _is_lone(hard, a) and not named:
        found.facts.append(Fact(kind, text_of(old), text_of(new), weight=SOFT))
        return
    if hard or named or stands_else:
        found.marks.add(Mark.SWAP)
    found.facts.append(Fact(kind, text_of(old), text_of(new), weight=0.0 if found.marks else LESS))


def _is_lone(kind: str, side: Sequence[Token]) -> bool:
    """Whether a date or a figure that moved is the only one there: with no other can it have changed places."""
    return kind in ("figure", "date") and sum(t.kind == kind for t in side) == 1


def _has_moved(kind: str, old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether words of a kind stand before other words now: `only adults may`, `adults may only`."""
    return followers(old, kind) != followers(new, kind)


# Kinds of word whose place in a sentence says what they belong to.
_PLACED = frozenset({"modality", "scope", "status", "direction", "claim", "source", "unit"})


def _is_beside(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether just two neighbours changed places: an adjective and its noun."""
    sides = [[t.key for t in side if not t.soft] for side in (old, new)]
    spans = [k for k, (x, y) in enumerate(zip(*sides, strict=True)) if x != y]
    return len(spans) == 2 and spans[1] - spans[0] == 1


def _region(
    a: list[Placed],
    b: list[Placed],
    span: tuple[int, int, int, int],
    words: Language,
    found: Found,
    passage: Passage,
) -> None:
    i1, i2, j1, j2 = span
    left, right = a[i1:i2], b[j1:j2]
    gone, come = _unlike(_whole(left, a), _whole(right, b))
    for unit in gone:
        _told(Fact("removed", unit.text, ""), unit, words, found)
    for unit in come:
        _told(Fact("added", "", unit.text), unit, words, found)
    left = [p for p in left if p.unit not in gone]
    right = [p for p in right if p.unit not in come]
    near = [p.token for p in (*_beside(a, i1, i2), *_beside(b, j1, j2))]
    if len(left) == len(right):
        settled = [agreed(x, y, words) for x, y in zip(left, right, strict=True)]
        found.form += ["inflection"] if any(settled) else []
        left, right = ([p for p, a in zip(side, settled, strict=True) if not a] for side in (left, right))
    elif not (left and right) and spelt_out(left or right, near):
        found.form.append("abbreviation")
        return
    if _article_for_one(left, right, a, b):
        found.form.append("wording")
        return
    if left and right and shortened(_around(left, a, i1, i2), _around(right, b, j1, j2)):
        found.form.append("abbreviation")
        return
    alone = [] if left and right else left or right
    if alone and (_is_enumerator(alone) or introduced(alone)):
        found.form.append("marks")
        return
    pairs = unexplained([p.token for p in left], [p.token for p in right], words, found)
    if pairs is None:
        return
    before = units_of(left) or units_of(a[i1 - 1 : i1] or a[i1 : i1 + 1])
    after = units_of(right) or units_of(b[j1 - 1 : j1] or b[j1 : j1 + 1])
    spoke = any(p.token.kind in ("say", "source") for p in (*left, *right))
    whole = _full_names(a, i1, i2), _full_names(b, j1, j2)
    name_facts(
        pairs,
        whole,
        around(before, left),
        around(after, right),
        near,
        words,
        found,
        spoke=spoke,
        passage=replace(passage, governed=_is_governed(a, i1, i2), speaks=_is_speaker(a, i1, i2)),
    )
    if any(u.kind == "caption" for u in (*before, *after)):
        found.marks.add(Mark.CAPTION)


def _beside(side: list[Placed], start: int, end: int) -> list[Placed]:
    """The three words before a stretch and the two behind it."""
    return [*side[max(0, start - 3) : start], *side[end : end + 2]]


def _around(stretch: list[Placed], side: list[Placed], start: int, end: int) -> str:
    """The text of a stretch with the small words at its ends: from the word of weight before it to the one behind."""
    unit = stretch[0].unit
    before = [p.token.end for p in side[max(0, start - 1) : start] if p.unit is unit]
    behind = [p.token.start for p in side[end : end + 1] if p.unit is unit]
    return unit.text[(before or [0])[0] : (behind or [len(unit.text)])[0]]


def _is_governed(side: list[Placed], start: int, end: int) -> bool:
    """Whether a stretch belongs to a word of weight beside it: what is counted, what alone is meant."""
    before = [p.token.kind for p in side[max(0, start - 3) : start]]
    behind = side[end : end + 1]
    kinds = [p.token.kind for p in behind if p.token.kind == "figure" or _is_next(side, end)]
    return "figure" in (*before, *kinds) or before[-1:] in (["scope"], ["negation"]) or kinds == ["scope"]


def _is_next(side: list[Placed], place: int) -> bool:
    """Whether a token stands right behind the one before it, with nothing small between."""
    return 0 < place < len(side) and side[place].token.start - side[place - 1].token.end == 1


def _is_speaker(side: list[Placed], start: int, end: int) -> bool:
    """Whether a stretch is who says it: a verb of saying right behind it, or `according to` right before."""
    before, behind = (
        (p.token.kind for p in side[max(0, start - 1) : start]),
        (p.token.kind for p in side[end : end + 1]),
    )
    return next(before, "") == "source" or next(behind, "") in ("say", "claim")


def _is_enumerator(side: list[Placed]) -> bool:
    """Whether a number opens an entry: `1. Human in the loop`."""
    (first, *more) = side
    text = first.unit.text[first.token.end : first.token.end + 2]
    return not more and first.token.start <= 1 and first.token.text.isdigit() and text in (". ", ") ")


_ARTICLES = frozenset("a an een un une ein eine einen einem einer eines".split())


def _article_for_one(left: list[Placed], right: list[Placed], a: list[Placed], b: list[Placed]) -> bool:
    """`One man` and `a man`: the number stands where the other text has its article."""
    if len(left) + len(right) != 1:
        return False
    (one,) = (*left, *right)
    units = [{p.unit.text for p in side if p.unit.text} for side in (a, b)]
    counts = [sum(w in _ARTICLES for w in flat(bare(text) for text in texts)) for texts in units]
    more = counts[1] - counts[0] if left else counts[0] - counts[1]
    return one.token.kind == "figure" and one.token.value == "1" and not one.token.text.isdigit() and more == 1


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
    found.facts.append(replace(fact, weight=_lone(unit, words)))
    is_gone = fact.type == "removed"
    if any(a < unit.start + len(unit.text) and unit.start < b for a, b in quoted(unit.whole)):
        found.marks.add(Mark.QUOTE_GONE if is_gone else Mark.QUOTE_COME)
    if not words.turning.isdisjoint(bare(unit.text)):
        found.marks.add(Mark.PLEDGE_GONE if is_gone else Mark.PLEDGE_COME)


def _lone(unit: Unit, words: Language) -> float:
    """What a sentence weighs that came or went: all of it, save a few words that say nothing hard."""
    said = [t for t in unit_tokens(unit, words) if t.kind != "mark"]
    hard = any(t.kind in ("figure", "date", "negation", "modality", "status", "reference") for t in said)
    return 0.0 if hard or len(said) > _FEW else LESS
