"""Words that stand elsewhere in a sentence of the same words: whether they belong to others there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.edits.facts.called import is_called
from monitor.language.language import Language
from monitor.language.token import Token

PREPOSITIONS = frozenset(
    (
        "in at near from to with against by for about on of into within outside since "
        "op bij uit naar met tegen door voor over te van sinds dans chez depuis vers avec contre par pour sur en de d' "
        "a an am im bei aus nach mit gegen durch fur uber auf von vom zu zum zur seit"
    ).split()
)
"""What leads a place, a time, a company, a doer: what stands behind it says the same wherever the phrase stands."""


def followers(found: Sequence[Token], kind: str) -> Counter[tuple[str, str]]:
    """Each word of a kind with the first other word of weight behind it. A modal verb stands where its clause has it:
    several may have changed places, one has not.
    """
    said = [t for t in found if not t.soft and t.kind != "mark"]
    pairs = Counter((t.key, behind.key) for t, behind in pairwise(said) if t.kind == kind)
    return Counter() if kind == "modality" and pairs.total() < 2 else pairs


def block_moved(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether one stretch of words stands elsewhere in the same words, and all others stand as they stood."""
    a, b = ([t.key for t in side if t.kind != "mark"] for side in (old, new))
    if Counter(a) != Counter(b):
        return False
    a, b = _cut_alike(a, b)
    return any(a[n:] + a[:n] == b for n in range(1, len(a)))


def inverted(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """`In Gent wonen 40 gezinnen` and `40 gezinnen wonen in Gent`: what a preposition leads stood before the verb."""
    a, b = ([t.key for t in side if t.kind != "mark"] for side in (old, new))
    if Counter(a) != Counter(b):
        return False
    sides = _cut_alike(a, b)
    return _is_inverted(*sides) or _is_inverted(*reversed(sides))


def _is_inverted(first: list[str], second: list[str]) -> bool:
    if not first or first[0] not in PREPOSITIONS:
        return False
    return any(first[n + 1 :] + first[n : n + 1] + first[:n] == second for n in range(2, len(first) - 1))


def _cut_alike(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    """Both without what they begin and end with alike."""
    start = next((k for k, (x, y) in enumerate(zip(a, b, strict=True)) if x != y), len(a))
    end = next((k for k, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=True)) if x != y), 0)
    return a[start : len(a) - end], b[start : len(b) - end]


def stay_led(old: Sequence[Token], new: Sequence[Token], words: Language) -> bool:
    """Whether each name stands behind the preposition that it stood behind: `In Ghent live 40`, `40 live in Ghent`."""
    led = [Counter(_leads(side, words)) for side in (old, new)]
    return led[0] == led[1] and "" not in {lead for lead, _ in led[0]}


def _leads(found: Sequence[Token], words: Language) -> Iterator[tuple[str, str]]:
    """The preposition before each name, '' for none, and the name."""
    run: list[str] = []
    lead = ""
    for before, token in pairwise((None, *found, None)):
        is_name = token is not None and is_called(token, words)
        if is_name and not run:
            lead = before.value if before is not None and before.value in PREPOSITIONS else ""
        if is_name and token is not None:
            run.append(token.key)
        elif run:
            yield lead, " ".join(run)
            run = []
