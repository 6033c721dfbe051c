"""Walks over the elements of a page. An element is known by its number: two handles on it are not equal."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode


def up(node: LexborNode | None) -> Iterator[LexborNode]:
    """An element and those that hold it."""
    here = node
    while here is not None:
        yield here
        here = here.parent


def root(node: LexborNode) -> LexborNode:
    """The outermost element of a page."""
    *_, top = up(node)
    return top


def down(node: LexborNode) -> set[int]:
    """The numbers of an element and of all that are in it."""
    return {one.mem_id for one in (node, *node.css("*"))}


def outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Those that are in none of the others, each once, in their order. (What is in one that was taken away must not be
    touched any more.)
    """
    given = {node.mem_id for node in nodes}
    kept = {node.mem_id: node for node in nodes if not any(above.mem_id in given for above in up(node.parent))}
    return list(kept.values())
