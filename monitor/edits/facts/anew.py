"""Whether an edit only worded sentences anew: what a copy editor does to a page, and a newsman to one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from monitor.core.model import Fact
from monitor.edits.facts.weigh import LESS, SOFT, WEIGHT
from monitor.language.tokens import bare

_WORDING = frozenset({"status", "attribution", "scope", "added", "removed"})
# Letters of a word that may help others only.
_SMALL = 3
Exchange = tuple[frozenset[str], frozenset[str]]


def calmed(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts, those of wording as soft where two sentences or more were worded anew and nothing else changed.

    `talks to` for `negotiates with` in one sentence may be the news. Words for words in several sentences, each with
    others, beside no figure, no name, no denial, no headline and nothing that came or went, are style.
    """
    exchanges = {(f.before, f.after): _exchange(f) for f in facts if _is_wording(f)}
    calm = all(_weight(f) <= SOFT or _is_wording(f) for f in facts) and all(f.type != "headline" for f in facts)
    if not calm or not _are_apart(exchanges.values()):
        return tuple(facts)
    return tuple(replace(f, weight=min(_weight(f), SOFT)) for f in facts)


def _weight(fact: Fact) -> float:
    return fact.weight or WEIGHT[fact.type]


def _is_wording(fact: Fact) -> bool:
    """Whether words stand for words in one sentence."""
    return fact.type in _WORDING and _weight(fact) <= LESS and all(_exchange(fact))


def _exchange(fact: Fact) -> Exchange:
    """The words that went and those that came."""
    sides = [frozenset(bare(side)) for side in (fact.before, fact.after)]
    return sides[0] - sides[1], sides[1] - sides[0]


def _are_apart(exchanges: Iterable[Exchange]) -> bool:
    """Whether there are several, and no word went or came twice: the same news in two places, or words that moved."""
    words = [{word for word in gone | come if len(word) > _SMALL} for gone, come in exchanges]
    return len(words) > 1 and not any(a & b for a, b in combinations(words, 2))
