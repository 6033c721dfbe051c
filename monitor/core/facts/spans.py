"""Facts in one text: where they stand, their kind, and a value that is equal for equal notations."""

import re
from dataclasses import dataclass

from monitor.core.facts import lexicon
from monitor.core.text import normalise

_MONTH = "|".join(sorted(lexicon.MONTHS, key=len, reverse=True))
_REFERENCE = re.compile(r"\b20\d\d[ZD]\d{5}\b")
_DATES = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?(?P<m>{_MONTH})\b\.?(?:,?\s+(?P<y>\d{{4}}))?", re.I
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}}))?", re.I),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})\b"),
)  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f' ](?=\d{3}(?!\d))\d{3})*(?:[.,]\d+)?(?![\w])")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*['’]?")
_QUOTE = re.compile(r'"([^"]{3,})"')
_NAME = re.compile(
    r"(?<![\w'’])[A-ZÀ-Þ][\w'’\-]+(?:\s+(?:van|von|de|den|der|Van|De|du|la|le|el|al)?\s*[A-ZÀ-Þ][\w'’\-]+)*"
)
_LISTS = (
    ("negation", lexicon.NEGATION),
    ("modality", lexicon.MODALITY),
    ("scope", lexicon.SCOPE),
    ("status", lexicon.STATUS),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A fact in a text. Spans of equal `kind` and `value` say the same in whatever notation."""

    kind: str
    start: int
    end: int
    text: str
    value: str


def spans(text: str) -> list[Span]:
    """Every fact of a text in order; a quotation's span covers the facts inside it too."""
    text = " ".join(text.split())
    found: list[Span] = [Span("reference", m.start(), m.end(), m[0], m[0]) for m in _REFERENCE.finditer(text)]
    for pattern in _DATES:
        found += [s for m in pattern.finditer(text) if (s := _date(m)) and not _taken(found, s)]
    found += [s for m in _FIGURE.finditer(text) if not _taken(found, s := _figure(m))]
    found += [s for m in _WORD.finditer(text) for s in _word(m) if not _taken(found, s)]
    found += [s for m in _NAME.finditer(text) if not _taken(found, s := _name(m, text)) and s.value]
    found += [Span("quote", m.start(), m.end(), m[0], normalise(m[1])) for m in _QUOTE.finditer(_straight(text))]
    return sorted(found, key=lambda s: s.start)


def figure_value(text: str) -> str:
    """The number behind a notation, as text: '3.947', '3,947' and '3947' are '3947'; '1.5' and '1,5' are '1.5'."""
    digits = re.sub(r"[\s\u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", digits):
        return re.sub(r"[.,]", "", digits)
    return digits.replace(",", ".")


def _straight(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "“”„«»"), '"'))


def _taken(found: list[Span], new: Span) -> bool:
    return any(s.start < new.end and new.start < s.end for s in found if s.kind != "quote")


def _date(m: re.Match[str]) -> Span | None:
    name = m["m"].lower()
    month = lexicon.MONTHS.get(name) or (int(name) if name.isdigit() else 0)
    day, year = int(m["d"]), m["y"] or "?"
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Span("date", m.start(), m.end(), m[0], f"{year}-{month:02d}-{day:02d}")


def _figure(m: re.Match[str]) -> Span:
    return Span("figure", m.start(), m.end(), m[0], figure_value(m[0]))


def _word(m: re.Match[str]) -> list[Span]:
    word = m[0].lower().replace("’", "'")
    if word in lexicon.NUMBER_WORDS:
        return [Span("figure", m.start(), m.end(), m[0], str(lexicon.NUMBER_WORDS[word]))]
    return [Span(kind, m.start(), m.end(), m[0], word) for kind, words in _LISTS if word in words][:1]


def _name(m: re.Match[str], text: str) -> Span:
    """A capitalised run; a lone common word that only opens a sentence is none."""
    opens = m.start() == 0 or text[: m.start()].rstrip()[-1:] in ".?!:\"“'‘(«"
    value = "" if opens and " " not in m[0] else normalise(m[0]).rstrip("'’")
    return Span("name", m.start(), m.end(), m[0], value)
