"""Concepts as they are looked for: rows of words by their numbers, and plans for what is more than a row."""

from dataclasses import dataclass, field

from monitor.topics.expression import Near
from monitor.topics.lexicon import Form

Needs = tuple[frozenset[int], ...]
"""Numbers of words: a text must hold one of each set, or it cannot hold the term."""


@dataclass(frozen=True, eq=False, slots=True)
class Beside:
    """Parts that stand next to each other."""

    parts: tuple["Plan", ...]
    needs: Needs


@dataclass(frozen=True, eq=False, slots=True)
class Either:
    parts: tuple["Plan", ...]


@dataclass(frozen=True, eq=False, slots=True)
class Apart:
    """Two parts, and how far apart they may stand."""

    left: "Plan"
    right: "Plan"
    near: Near
    needs: Needs


@dataclass(eq=False, slots=True)
class Led:
    """A list of terms that a text's words lead to (the vocabulary knows which); `always`: those that none leads to."""

    always: list["Plan"] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Concept:
    """`words`: all its words; `telling`: numbers of words of which a text must hold one, or it cannot hold the concept;
    `open`: that may not be said of it; `terms`: what it looks for; `never`: what it never is.
    """

    number: int
    words: set[Form] = field(default_factory=set)
    telling: set[int] = field(default_factory=set)
    open: bool = False
    terms: Led = field(default_factory=Led)
    never: Led = field(default_factory=Led)


Plan = int | Concept | Beside | Either | Apart
"""A term as it is looked for: a word or a row by its number, another concept, or parts of these."""
