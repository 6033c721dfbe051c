"""An official publication of the Dutch state as XML (`officiele-publicatie`), as blocks.

The form has some hundreds of elements and two dialects. None is looked for by name to be text: an element that holds
words of its own is a paragraph, one that only holds others is a frame. Names say no more than what kind a block is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.core.model import Block, BlockKind
from monitor.core.text import visible

_ROOT = "officiele-publicatie"
# What describes the publication and is printed above it on every sheet.
_ABOUT = frozenset({"metadata", "meta", "kamervraagkop", "kamervraagnummer", "vraagnummer", "kamerstukkop"})
_ROW = frozenset({"row", "tr"})
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
    if name in _ABOUT:
        return
    if name == "noot":
        yield from (Block("footnote", text) for text in (_note(node),) if text)
    elif name == "table":
        yield from _table(node)
    elif name == "li":
        yield from _point(node)
    elif name in _ASKED:
        yield from _within(node, _ASKED[name])
    elif name in _HEADING:
        yield from _one("heading", node)
    elif name in _PARAGRAPH or _has_words(node):
        yield from _one("paragraph", node)
    else:
        yield from _within(node)


def _within(node: Element, word: str = "") -> Iterator[Block]:
    """What a frame holds, in order, words that stand in it by themselves too. `word`: of a question or an answer, what
    its number is a heading with.
    """
    yield from _loose(node.text)
    for child in node:
        if word and name_of(child) in _NUMBER:
            said = _words(child)
            yield from (Block("heading", f"{word} {text}" if text[:1].isdigit() else text) for text in (said,) if text)
        else:
            yield from _blocks(child)
        yield from _loose(child.tail)


def _loose(text: str | None) -> Iterator[Block]:
    said = visible(text or "")
    if said:
        yield Block("paragraph", said)


def _one(kind: BlockKind, node: Element) -> Iterator[Block]:
    """An element's words as one block, and its notes behind it."""
    said = _words(node)
    if said:
        yield Block(kind, said)
    yield from _notes(node)


def _notes(node: Element) -> Iterator[Block]:
    yield from (Block("footnote", text) for note in node.iter() if name_of(note) == "noot" if (text := _note(note)))


def _point(node: Element) -> Iterator[Block]:
    """A point of a list, then the points below it."""
    own = Element(node.tag)
    own.text = node.text
    own.extend(child for child in node if name_of(child) != "lijst")
    yield from _one("list", own)
    for child in node:
        if name_of(child) == "lijst":
            yield from _blocks(child)
            yield from _loose(child.tail)


def _note(note: Element) -> str:
    number = next((_words(child) for child in note if name_of(child) == "noot.nr"), "")
    rest = Element(note.tag)
    rest.text = note.text
    rest.extend(child for child in note if name_of(child) != "noot.nr")
    said = _words(rest)
    return f"[{number}] {said}" if number and said else said or number


def _table(node: Element) -> Iterator[Block]:
    """A table as rows of cells, with what it is called before it and its notes behind."""
    rows = [row for row in node.iter() if name_of(row) in _ROW]
    inside = {id(part) for part in flat(row.iter() for row in rows)}
    titles = [child for child in node.iter() if name_of(child) in _HEADING and id(child) not in inside]
    yield from flat(_one("heading", title) for title in titles)
    lines = [" | ".join(cells) for row in rows if any(cells := [_words(cell) for cell in row])]
    if lines:
        yield Block("table", "\n".join(lines))
    yield from flat(_notes(row) for row in rows)


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
