"""How much two texts have in common: shingles of four words, or passages that are there or not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from trials.reading.material import Material

_WORD = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of 1. `recall`: of what is the article's, read; `precision`: of what was read, the article's."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every four words in a row; a shorter text is one."""
    found = words(text)
    return Counter(tuple(found[n : n + _SHINGLE]) for n in range(max(1, len(found) - _SHINGLE + 1)) if found)


def whole(read: str, known: str) -> Score:
    """The text of a page against its annotation, as the benchmark counts."""
    ours, theirs = shingles(read), shingles(known)
    both = (ours & theirs).total()
    return Score(both / ours.total() if ours else 0.0, both / theirs.total() if theirs else 1.0)


def passages(read: str, page: Material) -> tuple[int, int, int]:
    """How many passages that belong were read, how many were not, and how many that do not belong were."""
    text = _even(read)
    there = sum(_even(one) in text for one in page.passages)
    return there, len(page.passages) - there, sum(_even(one) in text for one in page.foreign)


def of_passages(counts: Iterable[tuple[int, int, int]]) -> Score:
    """All passages of all pages taken together, as the project itself counts."""
    there, lost, foreign = (sum(column) for column in zip(*counts, strict=True))
    return Score(there / max(1, there + foreign), there / max(1, there + lost))


def mean_of(scores: Sequence[Score]) -> Score:
    """Of precision the pages on which something was read count only, as the benchmark has it."""
    read = [one.precision for one in scores if one.precision or one.recall]
    return Score(mean(read) if read else 0.0, mean(one.recall for one in scores))


def _even(text: str) -> str:
    return " ".join(text.split())
