"""What a topic file says: concepts with their terms, rules that combine them, and two thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` the concepts stand together in a `place`, the score is `score`, or rises or falls by `change`.

    `least`: in so many places at least. `why`: the reason in words, for those who read the alert.
    """

    when: str
    place: str = "text"
    score: float | None = None
    change: float = 0.0
    least: int = 1
    why: str = ""


@dataclass(frozen=True)
class Topic:
    """A standing question. `concepts`: name -> language ('any', 'references', 'never' besides) -> terms.

    `no_slips`: real words a letter away from a term; they are never taken for it.
    """

    name: str
    title: str
    concepts: Mapping[str, Mapping[str, tuple[str, ...]]]
    rules: tuple[Rule, ...]
    on: float = 0.6
    maybe: float = 0.3
    no_slips: tuple[str, ...] = ()
