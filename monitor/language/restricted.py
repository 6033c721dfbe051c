"""French `ne … que` as what it says: only."""

from dataclasses import replace
from itertools import takewhile

from monitor.language.token import Token

# So many words around `ne` are looked at.
_NEAR = 9
_NE, _QUE, _ENDS = frozenset({"ne", "n'"}), frozenset({"que", "qu'"}), frozenset({".", ";", ":", "?", "!"})


def restricted(found: list[Token]) -> list[Token]:
    """`ne` before `que` without another denial between as `only`: `elle n'accepte que les cartes`."""
    return [replace(t, kind="scope", value="only") if _restricts(found, place) else t for place, t in enumerate(found)]


def _restricts(found: list[Token], place: int) -> bool:
    if found[place].value not in _NE or _denies_before(found, place):
        return False
    behind = found[place + 1 : place + 1 + _NEAR]
    ends = (
        t for t in behind if t.value in _QUE or t.kind in ("negation", "say") or t.text in _ENDS or t.value == "plus"
    )
    last = next(ends, None)
    return last is not None and last.value in _QUE


def _denies_before(found: list[Token], place: int) -> bool:
    """Whether the subject of `ne` denies: `rien ne prouve que`, `aucun texte ne dit que`."""
    before = list(takewhile(lambda t: t.text not in _ENDS, reversed(found[max(0, place - _NEAR) : place])))
    return any(t.kind == "negation" for t in before)
