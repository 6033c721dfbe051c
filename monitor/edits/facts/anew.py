"""Whether an edit only worded sentences anew: what a copy editor does to a page, and a newsman to one sentence."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

from monitor.core.model import Fact
from monitor.edits.facts.weigh import LESS, SOFT, WEIGHT
from monitor.language.tokens import tokens

_WORDING = frozenset({"status", "attribution", "scope", "added", "removed"})
_HELPING = frozenset({"light", "filler", "aux", "pronoun", "conjunction", "mark"})
# Letters of a word that may help others only.
_SMALL = 3
Exchange = tuple[frozenset[str], frozenset[str]]


def calmed(facts: Sequence[Fact], code: str) -> tuple[Fact, ...]:
    """The facts, those of wording as soft where two sentences or more were worded anew and nothing else changed.

    `code`: the language of the text.

    `talks to` for `negotiates with` in one sentence may be the news. Words for words in several sentences, each with
    others, beside no figure, no name, no denial, no headline and nothing that came or went, are style.
    """
    # What is hard by itself is known without reading a sentence.
    if any(map(_is_hard, facts)) or not _are_style(facts, code):
        return tuple(facts)
    return tuple(replace(f, weight=min(_weight(f), SOFT)) for f in facts)


def _is_hard(fact: Fact) -> bool:
    return fact.type == "headline" or (_weight(fact) > SOFT and not _may_be_wording(fact))


def _are_style(facts: Sequence[Fact], code: str) -> bool:
    """Whether each fact is soft or wording, and the wording is of several sentences."""
    exchanges = {(f.before, f.after): _exchange(f, code) for f in facts if _may_be_wording(f)}
    worded = {pair: exchange for pair, exchange in exchanges.items() if any(exchange) == all(exchange)}
    is_calm = all(_weight(f) <= SOFT or (f.before, f.after) in worded for f in facts)
    return is_calm and _are_apart(worded.values())


def _weight(fact: Fact) -> float:
    return fact.weight or WEIGHT[fact.type]


def _may_be_wording(fact: Fact) -> bool:
    """Whether nothing but words stands for words."""
    return fact.type in _WORDING and _weight(fact) <= LESS and bool(fact.before and fact.after)


def _exchange(fact: Fact, code: str) -> Exchange:
    """The words that went and those that came, without those that only help others."""
    sides = [_carrying(side, code) for side in (fact.before, fact.after)]
    return sides[0] - sides[1], sides[1] - sides[0]


def _carrying(text: str, code: str) -> frozenset[str]:
    return frozenset(t.key for t in tokens(text, code) if t.kind not in _HELPING)


def _are_apart(exchanges: Collection[Exchange]) -> bool:
    """Whether there are several, and no word went or came twice: the same news in two places, or words that moved."""
    words = [{word for word in gone | come if len(word) > _SMALL} for gone, come in exchanges]
    return len(words) > 1 and not any(a & b for a, b in combinations(words, 2))
