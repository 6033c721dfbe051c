"""The language of topics as trees: terms name words, rules combine concepts. `grammar.py` reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

WordKind = Literal["stem", "name", "exact", "start", "end", "middle"]


class ExpressionError(ValueError):
    """A mistake in an expression: the column (from 1), what stands there, and what would be right."""

    def __init__(self, column: int, found: str, expected: str) -> None:
        super().__init__(f"column {column}: found {found}; expected {expected}")
        self.column, self.found, self.expected = column, found, expected


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase. `text` is folded and bare of stars. A 'name' has no inflections, but typing errors."""

    kind: WordKind
    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Another concept by its name; in a rule `place` may say where."""

    name: str
    place: str = ""
    column: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other."""

    parts: tuple["Word | Ref | Or", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """Two things at most `within` words apart; `ordered`: the left one first."""

    left: "Node"
    right: "Node"
    within: int
    ordered: bool


Node = Phrase | Ref | Or | And | Not | Near


def refs(node: Node | Word) -> Iterator[Ref]:
    """Every concept that an expression names."""
    if isinstance(node, Ref):
        yield node
    elif isinstance(node, Not):
        yield from refs(node.part)
    elif isinstance(node, Near):
        yield from (*refs(node.left), *refs(node.right))
    elif isinstance(node, Phrase | Or | And):
        for part in node.parts:
            yield from refs(part)
