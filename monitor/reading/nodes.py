"""Walks over the elements of a page. An element is known by its number: two handles on it are not equal."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

PARTED = "\u2029"
"""What stands for an empty line in the text of an element."""


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


def holders(node: LexborNode, selector: str) -> set[int]:
    """The numbers of the elements that hold, somewhere below themselves, what a selector names in `node`."""
    found: set[int] = set()
    for one in node.css(selector):
        above = one.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Those that are in none of the others, each once, in their order. (What is in one that was taken away must not be
    touched any more.)
    """
    given = {node.mem_id for node in nodes}
    kept = {node.mem_id: node for node in nodes if not any(above.mem_id in given for above in up(node.parent))}
    return list(kept.values())


def unbroken(tree: LexborHTMLParser) -> None:
    """Put a blank in place of each line break, `PARTED` where another follows: an empty line parts paragraphs."""
    breaks = tree.css("br")
    parted = {br.mem_id for br in breaks if _is_followed(br)}
    for br in breaks:
        br.replace_with(PARTED if br.mem_id in parted else " ")
    for quote in tree.css("q"):
        # A browser draws the marks of what the markup says is said.
        quote.insert_before("\u201c")
        quote.insert_after("\u201d")


def _is_followed(br: LexborNode) -> bool:
    """Whether nothing but blanks stands between a line break and the next."""
    behind = br.next
    while behind is not None and behind.tag == "-text" and not (behind.text_content or "").strip():
        behind = behind.next
    return behind is not None and behind.tag == "br"
