"""Figures over labelled items of a topic, as the labelling rules define them: borderline ones count for ranking only."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from monitor.cli.topic import prepared
from monitor.config.load import load
from monitor.core.topic import Topic
from monitor.topics.matching import match
from tests.quality.figure import Figure, least

CONFIG = Path(__file__).parent.parent.parent / "config"
GAIN = {"on": 2.0, "borderline": 1.0, "off": 0.0}


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled item, the score it got, and whether it was found on topic."""

    item: dict[str, Any]
    score: float
    on: bool

    @property
    def label(self) -> str:
        return str(self.item["label"])

    @property
    def missed(self) -> bool:
        return self.label == "on" and not self.on

    @property
    def false(self) -> bool:
        return self.label == "off" and self.on


@cache
def topic() -> Topic:
    """The shipped topic."""
    return next(t for t in load(CONFIG, {}).topics if t.name == "afghan-returns")


def judged(path: Path) -> list[Judged]:
    """Every item of a JSON Lines file, held against the shipped topic."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_judge(item) for item in items]


def _judge(item: dict[str, Any]) -> Judged:
    found = match(topic(), prepared(item))
    return Judged(item, found.score if found.verdict != "off" else 0.0, found.verdict == "on")


def figures(rows: Sequence[Judged]) -> list[Figure]:
    """The demands on a set of whole items."""
    found = [least("recall", recall(rows), 0.97), least("precision", precision(rows), 0.93)]
    for code in languages(rows):
        mine = [r for r in rows if r.item["lang"] == code]
        found.append(least(f"recall, {code}", recall(mine), 0.93))
        found.append(least(f"precision, {code}", precision(mine), 0.90))
    return [*found, least("nDCG of the score (on, borderline, off)", ndcg(rows), 0.95)]


def headline_figures(rows: Sequence[Judged]) -> list[Figure]:
    """The demands on headlines, of which there is nothing but the title."""
    return [
        least("recall on headlines", recall(rows), 0.93),
        least("precision on headlines", precision(rows), 0.80),
    ]


def languages(rows: Iterable[Judged]) -> list[str]:
    return sorted({str(r.item["lang"]) for r in rows})


def recall(rows: Sequence[Judged]) -> float:
    """The share of the items on topic that were found."""
    return _share(rows, lambda r: r.label == "on", lambda r: r.on)


def precision(rows: Sequence[Judged]) -> float:
    """The share of on among what was found, borderline items left out."""
    return _share(rows, lambda r: r.on and r.label != "borderline", lambda r: r.label == "on")


def ndcg(rows: Sequence[Judged]) -> float:
    """How near the order by score comes to on, borderline, off."""
    best = _gain(sorted((GAIN[r.label] for r in rows), reverse=True))
    return _gain([GAIN[r.label] for r in sorted(rows, key=lambda r: -r.score)]) / best if best else 1.0


def _gain(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(n + 2) for n, gain in enumerate(gains))


def _share(rows: Iterable[Judged], among: Callable[[Judged], bool], good: Callable[[Judged], bool]) -> float:
    counted = [good(row) for row in rows if among(row)]
    return sum(counted) / len(counted) if counted else 1.0
