"""What can be said of a term before any text is seen: the ways it may read, and the words it cannot do without."""

from collections.abc import Iterator
from itertools import product
from math import prod

from monitor.core.flat import flat
from monitor.topics.expression import Near, Node, Or, Phrase, Word

# A phrase with more ways to read than these is looked for part by part.
_MOST_WAYS = 200
Way = tuple[Word, ...]


def ways(node: Node | Word) -> list[Way] | None:
    """Every way that a term may read, word by word; None where that cannot be said (a concept, a distance)."""
    if isinstance(node, Word):
        return [(node,)]
    if not isinstance(node, Phrase | Or):
        return None
    each = [found for part in node.parts if (found := ways(part)) is not None]
    if len(each) < len(node.parts):
        return None
    if isinstance(node, Or):
        return list(flat(each))
    if prod(map(len, each)) > _MOST_WAYS:
        return None
    return [sum(chosen, ()) for chosen in product(*each)]


def needed(node: Node | Word) -> set[Word] | None:
    """Words of which a text must hold one for the term to be found; None where none can be named."""
    if isinstance(node, Word):
        return {node}
    if isinstance(node, Or):
        each = [needed(part) for part in node.parts]
        return None if None in each else set().union(*(words for words in each if words is not None))
    return min(known, key=_common) if (known := needs(node)) else None


def all_of(node: Node | Word) -> tuple[Node | Word, ...]:
    """The parts of which a text must have each: of a phrase its words, of a distance its two sides."""
    match node:
        case Phrase():
            return node.parts
        case Near():
            return node.left, node.right
        case _:
            return ()


def needs(node: Node | Word) -> list[set[Word]]:
    """What each part of a phrase, or each side of a distance, needs."""
    return [words for part in all_of(node) if (words := needed(part)) is not None]


def _common(words: set[Word]) -> tuple[int, int]:
    """How often such words are likely met: few and long ones seldom."""
    return len(words), -min(len(word.text) for word in words)


def words_of(node: Node | Word) -> Iterator[Word]:
    """Every word of a term."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Near):
        yield from (*words_of(node.left), *words_of(node.right))
    elif isinstance(node, Phrase | Or):
        for part in node.parts:
            yield from words_of(part)
