"""An official publication of the Dutch state as XML (`officiele-publicatie`), as blocks.

The form has some hundreds of elements and two dialects. None is looked for by name to be text: an element that holds
words of its own is a paragraph, one that only holds others is a frame. Names say no more than what kind a block is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from monitor.core.errors import ParseError
from monitor.core.model import Block, BlockKind
from monitor.core.text import visible

_ROOT = "officiele-publicatie"
# What describes the publication and is printed above it on every sheet.
_ABOUT = frozenset({"metadata", "meta", "kamervraagkop", "kamervraagnummer", "vraagnummer", "kamerstukkop"})
_NUMBER = frozenset({"nr", "nummer"})
_HEADING = frozenset({"titel", "kop", "tussenkop", "subkop"})
_PARAGRAPH = frozenset({"al", "kamervraagomschrijving", "omschr", "naam"})
_RUNNING = frozenset({"al", "nadruk"})
_ASKED = {"vraag": "Vraag", "antwoord": "Antwoord", "reactie": "Antwoord"}
_SUBJECT = ("kamervraagonderwerp", "ondw")
_NAMED = ("OVERHEIDop.documentTitel", "DC.title", "DCTERMS.title")


@dataclass(frozen=True, slots=True)
class Publication:
    """`title`: as its data name it, else its subject; empty where neither stands there."""

    title: str
    blocks: tuple[Block, ...]


def read(body: bytes) -> Publication:
    """Raises `ParseError` where the bytes are no such publication, or one without text."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - expat refuses entity bombs
    except ElementTree.ParseError as error:
        raise ParseError(f"cut or foreign XML: {error}") from error
    if name_of(root) != _ROOT:
        raise ParseError(f"no official publication: the root element is {root.tag!r}")
    blocks = tuple(_blocks(root))
    if not blocks:
        raise ParseError("the publication has no text")
    return Publication(_title(root), blocks)


def name_of(node: Element) -> str:
    """An element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def _title(root: Element) -> str:
    named = {str(node.get("name")): visible(node.get("content", "")) for node in root.iter() if name_of(node) == "meta"}
    subjects = (_words(node) for node in root.iter() if name_of(node) in _SUBJECT)
    return next(filter(None, (*(named.get(name, "") for name in _NAMED), *subjects)), "")


def _blocks(node: Element) -> Iterator[Block]:
    name = name_of(node)
    if name in _ABOUT or name == "noot":
        return
    if name == "table":
        yield from _table(node)
    elif name == "li":
        yield from _point(node)
    elif name in _ASKED:
        yield from _asked(node, _ASKED[name])
    elif name in _HEADING:
        yield from _one("heading", node)
    elif name in _PARAGRAPH or _has_words(node):
        yield from _one("paragraph", node)
    else:
        for child in node:
            yield from _blocks(child)


def _asked(node: Element, word: str) -> Iterator[Block]:
    """A question or an answer: its number as a heading, then its text."""
    for child in node:
        if name_of(child) in _NUMBER:
            said = _words(child)
            yield Block("heading", f"{word} {said}" if said[:1].isdigit() else said)
        else:
            yield from _blocks(child)


def _one(kind: BlockKind, node: Element) -> Iterator[Block]:
    """An element's words as one block, and its notes behind it."""
    said = _words(node)
    if said:
        yield Block(kind, said)
    yield from (Block("footnote", text) for note in node.iter() if name_of(note) == "noot" if (text := _note(note)))


def _point(node: Element) -> Iterator[Block]:
    """A point of a list, then the points below it."""
    own = Element(node.tag)
    own.extend(child for child in node if name_of(child) != "lijst")
    yield from _one("list", own)
    for child in node:
        if name_of(child) == "lijst":
            yield from _blocks(child)


def _note(note: Element) -> str:
    number = next((_words(child) for child in note if name_of(child) == "noot.nr"), "")
    said = " ".join(filter(None, (_words(child) for child in note if name_of(child) != "noot.nr")))
    return f"[{number}] {said}" if number else said


def _table(node: Element) -> Iterator[Block]:
    rows = [[_words(cell) for cell in row] for row in node.iter() if name_of(row) == "row"]
    lines = [" | ".join(cells) for cells in rows if any(cells)]
    if lines:
        yield Block("table", "\n".join(lines))


def _has_words(node: Element) -> bool:
    return bool((node.text or "").strip()) or any((child.tail or "").strip() for child in node)


def _words(node: Element) -> str:
    """The words of an element without those of its notes; a note's call stays as its number in brackets."""
    return visible(" ".join("".join(_pieces(node)).split()))


def _pieces(node: Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if name_of(child) == "noot":
            number = next((c.text for c in child if name_of(c) == "noot.nr" and c.text), "")
            yield f"[{number.strip()}]" if number else ""
        else:
            # Elements that stand side by side in a frame (a first name and a surname) are words apart.
            yield from ("" if _runs_on(node) else " ", *_pieces(child))
        yield child.tail or ""


def _runs_on(node: Element) -> bool:
    """Whether an element's children are pieces of its running words."""
    return _has_words(node) or name_of(node) in _RUNNING
