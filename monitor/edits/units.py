"""A text as units to align: sentences of prose, entries of lists, rows of tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from monitor.core.flat import flat
from monitor.core.model import Block
from monitor.core.remembered import remembered
from monitor.core.text import normalise

_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“„«‘(\[–-]*\s*[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-zÀ-ÿ]|mr|mrs|ms|dr|prof|st|no|nos|nr|art|vgl|bijv|ca|jl|a\.s|i\.v\.m|o\.a|m\.b\.t|d\.w\.z|resp|"
    r"ing|ir|drs|mevr|dhr|lid|sub|vs|approx|est|jan|feb|febr|mar|mrt|apr|jun|jul|aug|sept|sep|oct|okt|nov|dec|dez|"
    r"z\.B|u\.a|d\.h|bzw|Abs|Nr|Art|Mio|Mrd|etc|e\.g|i\.e|p|pp|al|env|cf|max|min)\.)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?<![\d.,])\d{1,2}$")
_SHORT = re.compile(r"(?<!\w)(?:[b-df-hj-np-tv-xz]{2,5}|[^\W\d_]{1,3})$", re.IGNORECASE)
_MONTH = re.compile(r"(Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_WORD_END = re.compile(r"(\S+) ")
_LONGEST = 1200
_LONG_LIST = 300
_CREDIT = re.compile(r"\s*(?:©|\(c\)|\b(?:photo|foto|beeld|image|bild|crédit)s?\s*:|\bBELGA PHOTO\b)", re.IGNORECASE)
_OPENERS = frozenset("with met avec mit by door par von bron source quelle photo foto text tekst texte".split())
_NAME = re.compile(r"(?:©|and|en|et|und|van|von|de|der|den|du|dpa|afp|epd|[A-ZÀ-Þ][\w.'’-]*|[&,/|:+–-]|\d[\d.:/-]*),?")
_TAKEN_DOWN = re.compile(r"^propos recueillis par ", re.IGNORECASE)
_BYLINE = 140


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A sentence, an entry or a row of one text; two are the same only if they are one.

    `block`: the index of its block; `text` with white space folded; `start`: its place in the block's text.

    `header`: of a table's row the table's first row, of a list's entry what the list stands under. A row's
    cells are parted by ' | '.
    """

    block: int
    kind: str
    text: str
    start: int = 0
    header: str = ""
    whole: str = ""

    @property
    def key(self) -> str:
        return normalise(self.text)


def units(blocks: Sequence[Block], indexes: Iterable[int] | None = None) -> list[Unit]:
    """Every unit of the blocks in order, or of those at `indexes` only."""
    return list(flat(_of_block(i, blocks) for i in (range(len(blocks)) if indexes is None else indexes)))


def _of_block(index: int, blocks: Sequence[Block]) -> Iterator[Unit]:
    block = blocks[index]
    if block.kind == "table":
        rows = [" ".join(row.split()) for row in block.text.split("\n")]
        yield from (Unit(index, "table", row, header=rows[0], whole=row) for row in rows if row)
        return
    text = " ".join(block.text.split())
    if is_byline(text):
        yield Unit(index, "credit", text, whole=text)
        return
    credit = _CREDIT.search(text) if block.kind == "caption" else None
    if credit:
        yield Unit(index, "credit", text[credit.start() :].strip(), credit.start(), whole=text)
        text = text[: credit.start()].rstrip()
    if block.kind == "list":
        yield Unit(index, "list", text, header=_above(index, blocks), whole=text)
    elif block.kind == "heading":
        yield Unit(index, "heading", text, whole=text)
    else:
        yield from (Unit(index, block.kind, text[a:b], a, whole=text) for a, b in sentences(text))


def is_byline(text: str) -> bool:
    """A line of names behind `By`, `With`, `Photo:` or ©, and nothing else: `With Belga News Agency and EFE`."""
    if len(text) > _BYLINE:
        return False
    text = _TAKEN_DOWN.sub("Par ", text.replace("©", "© ", 1).removesuffix("."))
    first, *names = text.split() or [""]
    opens = first == "©" or (first[:1].isupper() and first.rstrip(":").lower() in _OPENERS)
    return opens and bool(names) and all(_NAME.fullmatch(word) for word in names)


def _above(index: int, blocks: Sequence[Block]) -> str:
    """What a list stands under: the nearest block before it that is none of its entries."""
    for above in reversed(blocks[max(0, index - _LONG_LIST) : index]):
        if above.kind != "list":
            return normalise(above.text)
    return ""


@remembered(512)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of a text's sentences. One that never ends is cut at a blank, so that no unit is endless."""
    found: list[tuple[int, int]] = []
    start = 0
    for m in _END.finditer(text):
        if text[m.start()] == "." and (
            _ABBREVIATION.search(text[max(0, m.start() - 8) : m.start() + 1])
            or _ordinal(text, m)
            or _is_short(text, m)
            or text[: m.start()].isdigit()
        ):
            continue
        found += _cut(text, start, m.end())
        start = m.end()
    return (*found, *_cut(text, start, len(text))) if start < len(text) else tuple(found)


def _ordinal(text: str, m: re.Match[str]) -> bool:
    """`30. August`: a figure's point in German ends no sentence."""
    return bool(_BEFORE.search(text[max(0, m.start() - 3) : m.start()]) and _MONTH.match(text, m.end()))


def _is_short(text: str, m: re.Match[str]) -> bool:
    """`Stb. 2023`, `Az. 8`: a point behind three letters, or some without a vowel, and a figure, end no sentence."""
    return text[m.end() : m.end() + 1].isdigit() and bool(_SHORT.search(text[max(0, m.start() - 6) : m.start()]))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One range, or several where no end comes: cut where the words themselves say, so that both texts cut alike."""
    while end - start > _LONGEST:
        blank = _blank(text, start + _LONGEST // 6, min(start + _LONGEST, end))
        yield start, blank
        start = blank + (text[blank] == " ")
    while end > start and text[end - 1] == " ":
        end -= 1
    if end > start:
        yield start, end


def _blank(text: str, start: int, end: int) -> int:
    """The first blank behind a word whose checksum says so; else the last blank; else the end."""
    last = end
    for m in _WORD_END.finditer(text, start, end):
        last = m.end(1)
        if crc32(m[1].encode("utf-8", "replace")) % 16 == 0:
            break
    return last
