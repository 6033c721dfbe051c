"""Reads the language of topics: terms name words, rules combine concepts.

A term:  `word` (with its inflections), `=word` (as written), `begin*`, `*end`, `*middle*`, several words (a phrase),
`{concept}` (whatever another concept finds), `(a | b)`, and `x NEAR/8 y` or `x BEFORE/8 y` (at most so many
words on). A rule: names of concepts joined by AND, OR, NOT, NEAR/8, BEFORE/8 and brackets; `title:name` looks for
the concept there, wherever the rest of the rule looks.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from monitor.core.flat import flat
from monitor.core.text import fold
from monitor.topics.expression import And, ExpressionError, Near, Node, Not, Or, Phrase, Ref, Word, WordKind
from monitor.topics.written import parts_of

# Limits that no expression of an editor's meets: they bound the depth of the trees.
MOST_APART, _LONGEST, _DEEPEST, _MOST_NEAR = 60, 1_000, 20, 20
# Letters beside a star: with fewer a term would find anything.
_LEAST = 3
PLACES = ("title", "lead", "head", "opening", "paragraph", "text")
_TOKEN = re.compile(r"\s*(?:(NEAR|BEFORE)/(\d+)(?=[\s()|{}]|$)|([()|])|\{([^}]*)\}|([^\s()|{}]+))")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_WORD = re.compile(r"\*?[^\W_](?:[^\W_]|[-'.’/&])*\*?|=[^\W_](?:[^\W_]|[-'.’/&])*")
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_BETWEEN = re.compile(r"[/&]+")
_OPERATOR = re.compile(r"(?i:near|before)/\d|(?:NEAR|BEFORE)/")
_BEGINS = re.compile(r"([a-z0-9]{3,})\*")


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: Literal["near", "mark", "ref", "word", "end"]
    text: str
    column: int
    number: int = 0


@lru_cache(maxsize=65_536)
def parse_term(text: str, *, names: bool = False) -> Node:
    """A term as a tree; with `names`, its words without a star are names. Raises `ExpressionError`."""
    plain: WordKind = "name" if names else "stem"
    if _PLAIN.fullmatch(text):
        # Most terms are plain words: reading them one by one would take ten times as long.
        return Phrase(tuple(Word(plain, word) for word in text.split()))
    if (star := _BEGINS.fullmatch(text)) is not None:
        return Phrase((Word("start", star[1]),))
    return _Terms(text, plain).whole()


@lru_cache(maxsize=4_096)
def parse_rule(text: str) -> Node:
    """A rule's `when` as a tree. Raises `ExpressionError`."""
    return _Rules(text).whole()


class _Parser(ABC):
    """Reads a line of lexemes from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise ExpressionError(_LONGEST, f"{len(text)} characters", f"at most {_LONGEST}")
        self.text = unicodedata.normalize("NFC", text)
        self.lexemes = list(_lexemes(self.text))
        self.at = self.depth = 0

    @property
    def next(self) -> _Lexeme:
        return self.lexemes[self.at]

    def take(self) -> _Lexeme:
        self.at += 1
        return self.lexemes[self.at - 1]

    def whole(self) -> Node:
        node = self.near()
        if self.next.kind != "end":
            raise self.wrong("NEAR/n, BEFORE/n or the end")
        return node

    def near(self) -> Node:
        left, signs = self.operand(), 0
        while self.next.kind == "near":
            sign, signs = self.take(), signs + 1
            if signs > _MOST_NEAR:
                raise ExpressionError(
                    sign.column, f"{sign.text} for the {signs}th time", f"at most {_MOST_NEAR} of them"
                )
            if not 1 <= sign.number <= MOST_APART:
                raise ExpressionError(sign.column, f"{sign.text}/{sign.number}", f"a number from 1 to {MOST_APART}")
            left = Near(left, self.operand(), sign.number, sign.text == "BEFORE")
        return left

    @abstractmethod
    def operand(self) -> Node: ...

    def open(self) -> _Lexeme:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(self.next.column, f"{self.depth} brackets in each other", f"at most {_DEEPEST}")
        return self.take()

    def close(self, opened: _Lexeme) -> None:
        self.depth -= 1
        if self.next.text != ")" or self.next.kind != "mark":
            raise self.wrong(f"a closing bracket for the one in column {opened.column}")
        self.take()

    def wrong(self, expected: str) -> ExpressionError:
        found = repr(self.next.text) if self.next.kind != "end" else "the end"
        return ExpressionError(self.next.column, found, expected)


class _Terms(_Parser):
    def __init__(self, text: str, plain: WordKind) -> None:
        super().__init__(text)
        self.plain = plain

    def operand(self) -> Node:
        parts: list[Word | Ref | Or] = []
        while (lexeme := self.next).kind in ("word", "ref") or lexeme.text == "(":
            if lexeme.kind == "mark":
                parts.append(self.group(self.open()))
            else:
                self.take()
                parts += [_ref(lexeme)] if lexeme.kind == "ref" else _words(lexeme, self.plain)
        if not parts:
            raise self.wrong("a word, a phrase, {concept} or a bracket")
        return parts[0] if len(parts) == 1 and not isinstance(parts[0], Word) else Phrase(tuple(parts))

    def group(self, opened: _Lexeme) -> Or:
        options = [self.near()]
        while self.next.text == "|":
            self.take()
            options.append(self.near())
        self.close(opened)
        return Or(tuple(options))


class _Rules(_Parser):
    def whole(self) -> Node:
        node = self.any()
        if self.next.kind != "end":
            raise self.wrong("AND, OR, NEAR/n, BEFORE/n or the end")
        return node

    def any(self) -> Node:
        parts = [self.all()]
        while self.word("OR"):
            parts.append(self.all())
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def all(self) -> Node:
        parts = [self.one()]
        while self.word("AND"):
            parts.append(self.one())
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def one(self) -> Node:
        if self.word("NOT"):
            if self.next.text == "NOT":
                raise self.wrong("the name of a concept, or a bracket: not NOT twice")
            return Not(self.one())
        column = self.next.column
        node = self.near()
        if isinstance(node, Near) and any(isinstance(n, And | Not) for n in _inside(node)):
            raise ExpressionError(column, "AND or NOT beside NEAR", "names of concepts, or names joined by OR, there")
        return node

    def word(self, operator: str) -> bool:
        if self.next.kind == "word" and self.next.text == operator:
            self.take()
            return True
        return False

    def operand(self) -> Node:
        if self.next.kind == "mark" and self.next.text == "(":
            opened = self.open()
            node = self.any()
            self.close(opened)
            return node
        if self.next.kind == "ref":
            raise self.wrong("the name of a concept without braces")
        if self.next.kind != "word" or self.next.text in ("AND", "OR", "NOT"):
            raise self.wrong("the name of a concept, or a bracket")
        return self.named(self.take())

    def named(self, lexeme: _Lexeme) -> Ref:
        place, _, name = lexeme.text.rpartition(":")
        if place and place not in PLACES:
            raise ExpressionError(lexeme.column, repr(place), "one of: " + ", ".join(PLACES))
        if not _NAME.fullmatch(name):
            raise ExpressionError(lexeme.column, repr(lexeme.text), "the name of a concept: letters, digits and '-'")
        return Ref(name, place, lexeme.column)


def _inside(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Near):
        yield from (*_inside(node.left), *_inside(node.right))
    elif isinstance(node, Or | And):
        for part in node.parts:
            yield from _inside(part)


def _lexemes(text: str) -> Iterator[_Lexeme]:
    at = 0
    while text[at:].strip():
        m = _TOKEN.match(text, at)
        if m is None:
            column = at + len(text[at:]) - len(text[at:].lstrip()) + 1
            raise ExpressionError(column, repr(text[column - 1]), "a closed {concept}")
        column = m.start(m.lastindex or 0) + 1
        if m[1]:
            yield _Lexeme("near", m[1], m.start(1) + 1, int(m[2]))
        elif m[3]:
            yield _Lexeme("mark", m[3], column)
        elif m[4] is not None:
            yield _Lexeme("ref", m[4], column - 1)
        elif _OPERATOR.search(m[5]):
            raise ExpressionError(column, repr(m[5]), "NEAR/n or BEFORE/n, in capitals and between blanks")
        else:
            yield _Lexeme("word", m[5], column)
        at = m.end()
    yield _Lexeme("end", "", len(text.rstrip()) + 1)


def _ref(lexeme: _Lexeme) -> Ref:
    if not _NAME.fullmatch(lexeme.text.strip()):
        raise ExpressionError(lexeme.column, f"{{{lexeme.text}}}", "the name of a concept in the brackets")
    return Ref(lexeme.text.strip(), "", lexeme.column)


def _words(lexeme: _Lexeme, plain: WordKind) -> list[Word | Ref | Or]:
    """A written word as one Word, or as several where it has hyphens. Stars stand at its ends only."""
    _check(lexeme)
    exact, text = lexeme.text.startswith("="), lexeme.text.lstrip("=")
    if text.isascii() and text.isalnum():
        return [Word("exact" if exact else plain, text.lower())]
    folded = fold(text).strip("*")
    pieces = [part for part, _, _ in flat(parts_of(each) for each in _BETWEEN.split(folded))]
    if not pieces:
        # An elision before a {concept}: texts are read without it too.
        return []
    words = [Word(k, p) for k, p in zip(_kinds(text, len(pieces), exact, plain), pieces, strict=True)]
    if any(word.kind in ("start", "end", "middle") and len(word.text) < _LEAST for word in words):
        raise ExpressionError(lexeme.column, repr(lexeme.text), "at least three letters beside a star")
    if exact or "-" not in folded or len(pieces) == 1:
        return list(words)
    joined = Word(_kinds(text, 1, exact, plain)[0], "".join(pieces))
    return [Or((Phrase(tuple(words)), Phrase((joined,))))]


def _kinds(text: str, pieces: int, exact: bool, plain: WordKind) -> list[WordKind]:
    """What each piece of a word is: its stars belong to the first and the last, and only the last is inflected."""
    first, last = text.startswith("*"), text.endswith("*")
    unstarred: WordKind = "exact" if exact else plain
    ends: WordKind = "start" if last else unstarred
    if pieces == 1:
        begins: WordKind = "middle" if last else "end"
        return [begins if first else ends]
    between: list[WordKind] = ["exact"] * (pieces - 2)
    return ["end" if first else "exact", *between, ends]


def _check(lexeme: _Lexeme) -> None:
    if lexeme.text in ("AND", "OR", "NOT", "NEAR", "BEFORE"):
        raise ExpressionError(
            lexeme.column, repr(lexeme.text), "words, NEAR/n or BEFORE/n (AND, OR and NOT belong into rules)"
        )
    if not _WORD.fullmatch(lexeme.text):
        raise ExpressionError(
            lexeme.column, repr(lexeme.text), "a word, `=word`, `begin*`, `*end` or `*middle*` (no other signs)"
        )
