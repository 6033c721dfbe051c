"""Figures over labelled pairs, as the labelling rules define them. A label counts as right when it is accepted."""

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from monitor.cli.compare import compare_pair
from monitor.core.text import fold
from tests.quality.figure import Figure, least, most

CLASSES = ("none", "furniture", "cosmetic", "substantive", "correction")
ALERTED = frozenset({"substantive", "correction"})
SURE = frozenset({"one-char", "negation", "swap"})
_WORD = re.compile(r"\w+(?:[.,:]\w+)*")


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair and what the program said of it. `found`: of how many listed facts how many were found."""

    pair: dict[str, Any]
    said: dict[str, Any]

    @property
    def label(self) -> str:
        """The label it is scored by: what was said, where that is accepted."""
        return str(self.said["class"] if self.said["class"] in self.pair["accept"] else self.pair["label"])

    @property
    def right(self) -> bool:
        return self.label == str(self.said["class"])

    @property
    def alerted(self) -> bool:
        return self.said["class"] in ALERTED

    @property
    def found(self) -> tuple[int, int]:
        facts = self.pair["changed_facts"]
        return sum(_found(fact, self.said["facts"]) for fact in facts), len(facts)


def judged(path: Path) -> list[Judged]:
    """Every pair of a JSON Lines file, judged."""
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Judged(pair, compare_pair(pair)) for pair in pairs]


LOUD, QUIET, MOST_FACTS = 0.5, 0.3, 4


def figures(rows: Sequence[Judged], name: str = "") -> list[Figure]:
    """The demands on a set of pairs. Loud is what the shipped route tells at once."""
    news = [r for r in rows if r.label in ALERTED]
    quiet = [r for r in rows if r.label in ("none", "furniture")]
    cosmetic = [r for r in rows if r.label == "cosmetic"]
    loud = [r for r in rows if is_loud(r)]
    facts = [r.found for r in rows if r.pair["changed_facts"]]
    counts = [len(r.said["facts"]) for r in news]
    demands = [
        least("recall of substantive and correction", _share(news, lambda r: r.alerted), 1.0),
        least("recall at loudness 0.5", _share(news, is_loud), 0.98),
        least("precision at loudness 0.5", _share(loud, lambda r: r.label in ALERTED), 0.95),
        most("none and furniture that was told", _share(quiet, lambda r: r.alerted, empty=0.0), 0.0),
        most("cosmetic told at loudness 0.5", _share(cosmetic, is_loud, empty=0.0), 0.08),
        least("changed facts found", sum(f[0] for f in facts) / max(1, sum(f[1] for f in facts)), 0.95),
        most("facts a pair, in the median", float(median(counts)) if counts else 0.0, MOST_FACTS),
        least("macro-F1 of the five classes", sum(f1(rows, c) for c in CLASSES) / len(CLASSES), 0.93),
        least("nDCG of the score against priority", ndcg(rows), 0.93),
    ]
    return [replace(figure, name=f"{name}{figure.name}") for figure in demands]


def is_loud(row: Judged) -> bool:
    """Whether the shipped route tells it at once: a correction always."""
    return row.said["class"] == "correction" or (row.alerted and row.said["score"] >= LOUD)


def f1(rows: Iterable[Judged], cls: str) -> float:
    rows = list(rows)
    hits = sum(r.label == cls == r.said["class"] for r in rows)
    said, meant = sum(r.said["class"] == cls for r in rows), sum(r.label == cls for r in rows)
    return 2 * hits / (said + meant) if said + meant else 1.0


def ndcg(rows: Sequence[Judged]) -> float:
    """How near the order by score comes to the order by priority (gain: the priority itself)."""
    best = _gain(sorted((float(r.pair["priority"]) for r in rows), reverse=True))
    ranked = sorted(rows, key=lambda r: -r.said["score"])
    return _gain([float(r.pair["priority"]) for r in ranked]) / best if best else 1.0


def _gain(priorities: Sequence[float]) -> float:
    return sum(p / math.log2(n + 2) for n, p in enumerate(priorities))


def _share(rows: Sequence[Judged], test: Callable[[Judged], bool], empty: float = 1.0) -> float:
    return sum(map(test, rows)) / len(rows) if rows else empty


def _found(fact: dict[str, str], said: Iterable[dict[str, str]]) -> bool:
    """Whether one reported fact holds the values of both sides, or most words of a value told in other words."""
    return any(_holds(one["before"], fact["before"]) and _holds(one["after"], fact["after"]) for one in said)


def _holds(told: str, value: str) -> bool:
    words, known = _words(value), _words(told)
    return not words or len(words & known) >= 0.5 * len(words) or fold(value) in fold(told)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
