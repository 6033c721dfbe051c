"""A ministry's letter of answers: one block per question and per answer, whatever it was typed in.

Works on paragraphs, so that a PDF, a Word file and saved text give the same blocks (seed: the letter of
10 July 2026 with eleven questions, several of them answered together).
"""

import re
from collections.abc import Iterable, Sequence

from monitor.core.model import Block
from monitor.core.text import visible
from monitor.edits.facts.notes import is_note
from monitor.reading.furniture import FOLIO

_UNIT = re.compile(
    r"^(vraag|antwoord(?:en)?(?: op (?:de )?vra(?:ag|gen))?|question|answer)\s+"
    r"(\d+(?:\s*(?:,|en|t/m|and|-)\s*\d+)*)\b[.:]?",
    re.IGNORECASE,
)
_UNITS_INSIDE = re.compile(r"(?<=\s)(?=(?:Vraag \d+\b|Antwoord op (?:de )?vra(?:ag|gen) \d+))")
_SUBJECT = re.compile(r"^(?:betreft|onderwerp)\s*[:|]?\s*(.+)", re.IGNORECASE)
_DATE = re.compile(r"^datum\s*:?\s+\d", re.IGNORECASE)
_HEAD = re.compile(
    r"^(datum|onze referentie|ons kenmerk|uw referentie|uw kenmerk|kenmerk)\s*:?\s*"
    r"(\d{1,2} [a-z]+ 20\d\d|[\dZ-]{5,}|)$",
    re.IGNORECASE,
)
_VALUE = re.compile(r"^(\d{1,2} [a-z]+ 20\d\d|\d{5,}|20\d\dZ\d{5})$", re.IGNORECASE)
# Address blocks of a ministry and of the House, wherever a word processor put them.
_LETTERHEAD = re.compile(
    r"^(?:>\s*)?(?:retouradres\b|directoraat-generaal\b.*\bpostbus\b|ministerie van\b.*\bpostbus\b)", re.IGNORECASE
)
# A page's head: its words at the left, its folio at the right.
_RUNNING = re.compile(
    r"\s*\S.{0,100}\s{3,}(?:page|pagina|seite|blad)\s+\d+(?:\s*(?:of|van|sur|von|de|/)\s*\d+)?\s*$", re.IGNORECASE
)
_NOTE = re.compile(r"^\[(\d+)\]\s*(.*)")
_PREFIXES = frozenset({"niet-", "non-", "oud-", "ex-", "pro-", "semi-", "de-facto-", "demissionair-", "vice-"})
_CALL = re.compile(r"<sup>(\d+)</sup>")
_MARKS = re.compile(r"</?sup>|\*\*|^>\s*|^-{3,}$|\[([^\]]+)\]\(([^)]*)\)")


def is_letter(paragraphs: Sequence[str]) -> bool:
    """Whether the text has the shape of answers to questions."""
    return sum(bool(_UNIT.match(p)) for p in paragraphs) >= 2


def subject(paragraphs: Iterable[str]) -> str:
    """What the letter is about, by its 'Betreft' line, which stands before its questions."""
    return next((m[1] for p in _opening(_healed(list(paragraphs))) if (m := _SUBJECT.search(_after_date(p)))), "")


def _opening(paragraphs: Sequence[str]) -> Sequence[str]:
    """What stands before the first question or answer: behind it 'Betreft het …' is a sentence."""
    return paragraphs[: next((i for i, text in enumerate(paragraphs) if _UNIT.match(text)), len(paragraphs))]


def of_text(text: str) -> tuple[Block, ...]:
    """The blocks of a letter saved as lines of text, folios and page heads dropped and line ends healed."""
    paragraphs = list(_lines_joined(text))
    if is_letter(paragraphs):
        return blocks(paragraphs)
    return tuple(Block("paragraph", p) for p in _healed(_without_heads(paragraphs)))


def heads_of(text: str) -> list[str]:
    """What of such a letter is not its text: folios and reference labels with their values, in order."""
    lines = [visible(line) for line in text.replace("\f", "\n").splitlines() if line.strip()]
    begins = next((i for i, line in enumerate(lines) if _SUBJECT.search(_after_date(line))), 0)
    found: list[str] = []
    skip = False
    heads = {visible(line) for line in text.splitlines() if _RUNNING.match(line)}
    for index, line in enumerate(lines):
        head = _HEAD.match(line)
        if index < begins or line in heads or head or (skip and _VALUE.match(line)) or FOLIO.match(line):
            found.append(line)
        skip = bool(head and not head[2])
    return found


def _lines_joined(text: str) -> Iterable[str]:
    """Paragraphs between blank lines, label lines by themselves; a word cut at a line's end is whole again."""
    paragraph = ""
    for line in (*text.replace("\f", "\n").splitlines(), ""):
        is_head = bool(_RUNNING.match(line))
        line = visible(line)
        if is_head or (FOLIO.match(line) and line):
            continue
        if not line or _HEAD.match(line) or _UNIT.fullmatch(line) or _SUBJECT.match(line) or _NOTE.match(line):
            if paragraph:
                yield paragraph
            paragraph = line
            if line and _HEAD.match(line):
                yield line
                paragraph = ""
        else:
            paragraph = _wrapped(paragraph, line) if paragraph else line
    if paragraph:
        yield paragraph


def _wrapped(text: str, more: str) -> str:
    """Two lines of one paragraph. A hyphen at the end was the line's, save in an address and after a prefix."""
    last = text.rsplit(" ", 1)[-1]
    if text.endswith("-") and more[:1].isalpha():
        own = "/" in last or more[:1].isupper() or last[:-1].isupper() or last.lower() in _PREFIXES
        return text + more if own else text[:-1] + more
    if "://" in last and not text.endswith((".", ",", ")")) and last.endswith(("/", "=", "&", "_")):
        return text + more
    return f"{text} {more}"


def undecorate(text: str) -> str:
    """Markdown's marks removed; a link keeps its words, a raised figure is written `[1]`."""
    return visible(_MARKS.sub(lambda m: m[1] or "", _CALL.sub(r"[\1]", text)))


def blocks(paragraphs: Iterable[str]) -> tuple[Block, ...]:
    """Letterhead and repeated heads dropped, each question and answer one block, footnotes apart."""
    clean = _healed(_without_heads([p for p in map(undecorate, _split(paragraphs)) if p]))
    start = next((i for i, p in enumerate(_opening(clean)) if _SUBJECT.search(_after_date(p))), -1)
    # The letterhead goes, but not a word in it that the letter is a corrected one.
    result = [Block("paragraph", text) for text in clean[: max(start, 0)] if is_note(text)]
    for text in clean[max(start, 0) :]:
        if _LETTERHEAD.match(text):
            continue
        note = _NOTE.match(text)
        if note and note[2]:
            result.append(Block("footnote", text))
        elif note:
            continue
        elif _UNIT.match(text) or not result or not _UNIT.match(result[-1].text) or _closes(text):
            result.append(Block("paragraph", text))
        else:
            result[-1] = Block("paragraph", _join(result[-1].text, text))
    return tuple(result)


def _split(paragraphs: Iterable[str]) -> Iterable[str]:
    for paragraph in paragraphs:
        yield from _UNITS_INSIDE.split(paragraph)


def _without_heads(paragraphs: Sequence[str]) -> list[str]:
    """A reference label with its value is a page head wherever it stands; the subject's date line stays."""
    kept: list[str] = []
    skip = False
    for text in paragraphs:
        head = _HEAD.match(text)
        if head:
            skip = not head[2]
        elif skip and _VALUE.match(text):
            continue
        else:
            skip = False
            kept.append(text)
    return kept


def _healed(paragraphs: Sequence[str]) -> list[str]:
    """A line that stops mid-sentence and goes on with a small letter was cut by a line or page end."""
    result: list[str] = []
    for text in paragraphs:
        if result and text[:1].islower() and not result[-1].endswith((".", "?", "!", ":", ",", ";")):
            result[-1] = _join(result[-1], text)
        else:
            result.append(text)
    return result


def _after_date(text: str) -> str:
    """'Datum 10 juli 2026 Betreft …' on one line: the part from 'Betreft' on."""
    if _DATE.match(text):
        place = re.search(r"\b(?:betreft|onderwerp)\b", text, re.IGNORECASE)
        return text[place.start() :] if place else text
    return text


def _closes(text: str) -> bool:
    """A new part of the letter, not more of an answer."""
    return text.startswith("Vragen van ") or bool(_SUBJECT.match(text))


def _join(text: str, more: str) -> str:
    if text.endswith("-") and more[:1].islower():
        return text + more
    return f"{text} {more}"
