"""The same words in another order: whole parts changed places, which is form, or values did, which is a fact."""

from collections.abc import Sequence

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.facts.called import is_called
from monitor.edits.facts.elsewhere import block_moved, followers, inverted, stay_led
from monitor.edits.facts.found import Found, Mark, Placed, text_of, unit_tokens
from monitor.edits.facts.order import reordered, voice_changed
from monitor.edits.facts.quotes import speaks
from monitor.edits.facts.weigh import LESS, SOFT
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.token import Token

_VALUED = ("figure", "date", "negation")
# Kinds of word whose place in a sentence says what they belong to.
_PLACED = frozenset({"modality", "scope", "status", "direction", "claim", "source", "unit"})


def exchanged(old: Sequence[Unit], new: Sequence[Unit], moved: list[Placed], words: Language, found: Found) -> None:
    """Judge two groups of units with the same words. `moved`: the words that stand elsewhere."""
    a, b = (list(flat(unit_tokens(u, words) for u in side)) for side in (old, new))
    is_turned = len(old) == len(new) == 1 and voice_changed(a, b, words.code)
    if reordered(a, b) or is_turned:
        found.form.append("order")
    elif inverted(a, b):
        _moved("status", old, new, found)
    else:
        _told((a, b), old, new, moved, words, found)


Sides = tuple[list[Token], list[Token]]


def _told(
    sides: Sides, old: Sequence[Unit], new: Sequence[Unit], moved: list[Placed], words: Language, found: Found
) -> None:
    """What stands elsewhere, by the hardest of its kinds: a name, a value, a word."""
    kinds = {p.token.kind for p in moved}
    hard = next((k for k in _VALUED if k in kinds), "")
    if any(is_called(p.token, words) for p in moved) and not stay_led(*sides, words):
        _swapped("attribution" if speaks(tuple(sides[0])) else hard or "name", old, new, found)
    elif hard:
        _value_moved(hard, sides, old, new, found)
    else:
        _words_moved(kinds, sides, old, new, found)


def _value_moved(hard: str, sides: Sides, old: Sequence[Unit], new: Sequence[Unit], found: Found) -> None:
    """`On Monday they meet` for `they meet on Monday`; `28 in May, 81 in June` for `81 in May, 28 in June`."""
    is_said = speaks(tuple(sides[0])) and any(t.quoted for t in sides[0])
    tell = _moved if _is_lone(hard, *sides) else _swapped
    tell("attribution" if is_said else hard, old, new, found)


def _swapped(kind: str, old: Sequence[Unit], new: Sequence[Unit], found: Found) -> None:
    """`A hit B`, `B hit A`."""
    found.marks.add(Mark.SWAP)
    found.facts.append(Fact(kind, text_of(old), text_of(new)))


def _moved(kind: str, old: Sequence[Unit], new: Sequence[Unit], found: Found) -> None:
    """`On Monday they meet`, `they meet on Monday`."""
    found.facts.append(Fact(kind, text_of(old), text_of(new), weight=SOFT))


def _is_lone(kind: str, old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether a value moved that is the only one there: a date, or several in one phrase, or a figure that counts what
    it counted.
    """
    is_one = sum(t.kind == kind for t in old) == 1
    if kind == "date":
        return is_one or (block_moved(old, new) and all(_are_together(kind, side) for side in (old, new)))
    return is_one and kind == "figure" and not _has_moved(kind, old, new)


def _are_together(kind: str, found: Sequence[Token]) -> bool:
    """Whether nothing but `and` stands between the values of a kind: `on Tuesdays and Thursdays`."""
    kinds = [t.kind for t in found if not t.soft and t.kind != "conjunction"]
    places = [place for place, one in enumerate(kinds) if one == kind]
    return bool(places) and places[-1] - places[0] == len(places) - 1


def _words_moved(kinds: set[str], sides: Sides, old: Sequence[Unit], new: Sequence[Unit], found: Found) -> None:
    """Words stand elsewhere: neighbours or a whole phrase say the same there, unless they belong to others now."""
    a, b = sides
    belongs_else = any(_has_moved(kind, a, b) for kind in kinds & _PLACED)
    if _is_beside(a, b):
        _neighbours_moved(kinds, old, new, found)
    elif block_moved(a, b) and not belongs_else:
        _moved("status", old, new, found)
    else:
        found.marks |= {Mark.SWAP} if belongs_else else set()
        is_said = speaks(tuple(a)) and any(t.quoted for t in a)
        kind = "attribution" if is_said else "status"
        found.facts.append(Fact(kind, text_of(old), text_of(new), weight=0.0 if found.marks else LESS))


def _neighbours_moved(kinds: set[str], old: Sequence[Unit], new: Sequence[Unit], found: Found) -> None:
    """`serious faults`, `faults that are serious`: order, save of a word whose place counts."""
    if kinds & _PLACED:
        _moved("scope", old, new, found)
    else:
        found.form.append("order")


def _has_moved(kind: str, old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether words of a kind stand before other words now: `only adults may`, `adults may only`."""
    return followers(old, kind) != followers(new, kind)


def _is_beside(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether just two neighbours changed places: an adjective and its noun."""
    sides = [[t.key for t in side if not t.soft] for side in (old, new)]
    spans = [k for k, (x, y) in enumerate(zip(*sides, strict=True)) if x != y]
    return len(spans) == 2 and spans[1] - spans[0] == 1
