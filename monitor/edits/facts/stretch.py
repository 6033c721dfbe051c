"""A stretch of words that differs: whether it is form, and which facts it is otherwise."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.align import pair
from monitor.edits.facts.called import is_called
from monitor.edits.facts.form import agreed, introduced, shortened, spelt_out, unexplained
from monitor.edits.facts.found import Found, Mark, Placed, around, placed, units_of
from monitor.edits.facts.lone import told
from monitor.edits.facts.naming import name_facts
from monitor.edits.facts.order import lemma_of
from monitor.edits.facts.passage import Passage
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token
from monitor.language.tokens import bare

_ALIKE = 50.0
_ARTICLES = frozenset("a an een un une ein eine einen einem einer eines".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch on one side: from `start` to before `end` of the side's words of weight."""

    side: list[Placed]
    start: int
    end: int

    @property
    def words(self) -> list[Placed]:
        return self.side[self.start : self.end]

    @property
    def near(self) -> list[Token]:
        """The three words before it and the two behind it."""
        return [p.token for p in (*self.side[max(0, self.start - 3) : self.start], *self.side[self.end : self.end + 2])]

    def units(self, left: Sequence[Placed]) -> list[Unit]:
        """The units of what is left of it; where nothing is, the unit that it would stand in."""
        beside = self.side[self.start - 1 : self.start] or self.side[self.start : self.start + 1]
        return units_of(left) or units_of(beside)


def judge(old: Place, new: Place, words: Language, found: Found, passage: Passage) -> None:
    """Add to what was found what a stretch says differently."""
    left, right = _without_sentences(old, new, words, found, passage)
    near = [*old.near, *new.near]
    left, right = _without_endings(left, right, words, found)
    if _is_form(left, right, old, new, found):
        return
    pairs = unexplained([p.token for p in left], [p.token for p in right], words, found)
    if pairs is None:
        return
    before, after = old.units(left), new.units(right)
    name_facts(
        pairs,
        (_full_names(old), _full_names(new)),
        around(before, left),
        around(after, right),
        near,
        words,
        found,
        spoke=any(p.token.kind in ("say", "source") for p in (*left, *right)),
        passage=replace(passage, governed=_is_governed(old), speaks=_is_speaker(old)),
    )
    if any(u.kind == "caption" for u in (*before, *after)):
        found.marks.add(Mark.CAPTION)


Sides = tuple[list[Placed], list[Placed]]


def _without_sentences(old: Place, new: Place, words: Language, found: Found, passage: Passage) -> Sides:
    """Tell whole sentences that came or went; what is left of the stretch."""
    sides = _unlike(_whole(old), _whole(new))
    gone, come = ([unit for unit in side if not _is_joined(unit, words, passage)] for side in sides)
    for unit in gone:
        told(Fact("removed", unit.text, ""), unit, words, found)
    for unit in come:
        told(Fact("added", "", unit.text), unit, words, found)
    return [p for p in old.words if p.unit not in gone], [p for p in new.words if p.unit not in come]


# Of the words of a sentence that became part of another, those that stand there.
_JOINED = 0.5


def _is_joined(unit: Unit, words: Language, passage: Passage) -> bool:
    """Whether a sentence became part of another one, where it is held word by word: its figures, its names and half of
    its words came or went there.
    """
    said = placed([unit], words)
    there = [lemma_of(p.token, words.code) in passage.moved for p in said]
    hard = [
        is_there
        for p, is_there in zip(said, there, strict=True)
        if is_called(p.token, words) or p.token.kind in _VALUES
    ]
    return bool(said) and all(hard) and sum(there) >= _JOINED * len(there)


_VALUES = frozenset({"figure", "date", "negation", "modality", "reference", "quote"})


def _without_endings(left: list[Placed], right: list[Placed], words: Language, found: Found) -> Sides:
    """Without the words that differ by an ending alone, where as many stand on both sides."""
    if len(left) != len(right):
        return left, right
    pairs = list(zip(left, right, strict=True))
    others = [both for both in pairs if not agreed(*both, words)]
    found.form += ["inflection"] if len(others) < len(pairs) else []
    return [x for x, _ in others], [y for _, y in others]


def _is_form(left: list[Placed], right: list[Placed], old: Place, new: Place, found: Found) -> bool:
    """Whether a stretch is an abbreviation, a number before an entry, or an article that was a number."""
    if left and right:
        is_short = shortened(_with_small_words(left, old), _with_small_words(right, new))
        found.form += ["abbreviation"] if is_short else []
        return is_short
    lone = left or right
    if len(left) != len(right) and spelt_out(lone, [*old.near, *new.near]):
        found.form.append("abbreviation")
        return True
    if _article_for_one(left, right, old.side, new.side):
        found.form.append("wording")
        return True
    is_mark = bool(lone) and (_is_enumerator(lone) or introduced(lone))
    found.form += ["marks"] if is_mark else []
    return is_mark


def _with_small_words(stretch: list[Placed], place: Place) -> str:
    """The text of a stretch with the small words at its ends: from the word of weight before it to the one behind."""
    unit = stretch[0].unit
    before = [p.token.end for p in place.side[max(0, place.start - 1) : place.start] if p.unit is unit]
    behind = [p.token.start for p in place.side[place.end : place.end + 1] if p.unit is unit]
    return unit.text[(before or [0])[0] : (behind or [len(unit.text)])[0]]


def _is_governed(place: Place) -> bool:
    """Whether a stretch belongs to a word of weight beside it: what is counted, what alone is meant."""
    before = [p.token.kind for p in place.side[max(0, place.start - 3) : place.start]]
    behind = place.side[place.end : place.end + 1]
    kinds = [p.token.kind for p in behind if p.token.kind == "figure" or _is_next(place.side, place.end)]
    return "figure" in (*before, *kinds) or before[-1:] in (["scope"], ["negation"]) or kinds == ["scope"]


def _is_next(side: list[Placed], place: int) -> bool:
    """Whether a token stands right behind the one before it, with nothing small between."""
    return 0 < place < len(side) and side[place].token.start - side[place - 1].token.end == 1


def _is_speaker(place: Place) -> bool:
    """Whether a stretch is who says it: a verb of saying right behind it, or right before and behind a quotation;
    or `according to` right before.
    """
    before = [p.token for p in place.side[max(0, place.start - 2) : place.start]]
    behind = [p.token.kind for p in place.side[place.end : place.end + 1]]
    kinds = [token.kind for token in before[-1:]]
    is_inverted = kinds in (["say"], ["claim"]) and [token.quoted for token in before[:-1]] == [True]
    return kinds == ["source"] or is_inverted or behind in (["say"], ["claim"])


def _is_enumerator(side: list[Placed]) -> bool:
    """Whether a number opens an entry: `1. Human in the loop`."""
    (first, *more) = side
    text = first.unit.text[first.token.end : first.token.end + 2]
    return not more and first.token.start <= 1 and first.token.text.isdigit() and text in (". ", ") ")


def _article_for_one(left: list[Placed], right: list[Placed], a: list[Placed], b: list[Placed]) -> bool:
    """`One man` and `a man`: the number stands where the other text has its article."""
    if len(left) + len(right) != 1:
        return False
    (one,) = (*left, *right)
    units = [{p.unit.text for p in side if p.unit.text} for side in (a, b)]
    counts = [sum(w in _ARTICLES for w in flat(bare(text) for text in texts)) for texts in units]
    more = counts[1] - counts[0] if left else counts[0] - counts[1]
    return one.token.kind == "figure" and one.token.value == "1" and not one.token.text.isdigit() and more == 1


def _full_names(place: Place) -> list[Token]:
    """The stretch with the rest of a name that it cuts: `Van Bossuyt` where only `Bossuyt` changed."""
    side, start, end = place.side, place.start, place.end
    while 0 < start < end and _one_name(side[start - 1], side[start]):
        start -= 1
    while start < end < len(side) and _one_name(side[end - 1], side[end]):
        end += 1
    return [p.token for p in side[start:end]]


def _one_name(left: Placed, right: Placed) -> bool:
    near = left.unit == right.unit and right.token.start - left.token.end == 1
    return near and left.token.name and right.token.name


def _whole(place: Place) -> list[Unit]:
    """The units that lie in the stretch with all they have."""
    sizes, all_of = Counter(p.unit for p in place.words), Counter(p.unit for p in place.side)
    return [u for u, n in sizes.items() if n == all_of[u]]


def _unlike(gone: list[Unit], come: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Without the sentences that were only reworded: those are held against each other word by word."""
    pairs = pair([u.text for u in gone], [u.text for u in come], alike=_ALIKE) if gone and come else {}
    reworded = set(pairs.values())
    return [u for i, u in enumerate(gone) if i not in reworded], [u for j, u in enumerate(come) if j not in pairs]
