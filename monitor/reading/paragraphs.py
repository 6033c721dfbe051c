"""Lines of a PDF joined to paragraphs, by the document's own distances, and words that a line end parted made whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from monitor.core.flat import flat
from monitor.core.text import visible
from monitor.reading.glyphs import SOFT
from monitor.reading.lines import Line

# Lines of one paragraph are no further apart than this many of the usual distances; where these are not known, sizes.
_APART, _PARAGRAPH_GAP, _ENOUGH = 1.3, 1.75, 3
# Where fewer line ends than this part have a hyphen, nobody hyphenated: the hyphens are the words' own.
_HYPHENATED = 0.04
_WORD, _FIRST, _LAST = re.compile(r"[\w-]+"), re.compile(r"\w+"), re.compile(r"(\w*)$")
_ENDS = (".", "?", "!", ":")
_NOTE = re.compile(r"^\[?\d{1,3}\]?\s*\S")


def of(lines: Sequence[Line], shape: "Shape", *, notes: bool = False) -> list[str]:
    """The paragraphs, in order. `notes`: each begins with its number at the left edge."""
    result: list[str] = []
    previous: Line | None = None
    for line in lines:
        begins = notes and _NOTE.match(line.text) is not None
        if previous is not None and result and not begins and shape.continues(previous, line, result[-1]):
            result[-1] = shape.glued(result[-1], line.text)
        else:
            result.append(line.text)
        previous = line
    return [text for text in (visible(p.replace(SOFT, "-")) for p in result) if text]


@dataclass(frozen=True)
class Shape:
    """How a document is set: its lines, from which its distances and its hyphens are known."""

    lines: Sequence[Line]

    @cached_property
    def _leading(self) -> dict[float, float]:
        """The usual distance of lines, by their size."""
        found: dict[float, Counter[float]] = {}
        for above, line in _pairs(self.lines):
            found.setdefault(line.height, Counter())[round(above.y - line.y, 0)] += 1
        usual = {size: counts.most_common(1)[0] for size, counts in found.items()}
        return {size: distance for size, (distance, count) in usual.items() if count >= _ENOUGH}

    @cached_property
    def _rights(self) -> dict[tuple[int, int], float]:
        """How far the lines of a page reach that begin at one place."""
        found: dict[tuple[int, int], float] = {}
        for line in self.lines:
            key = (line.page, round(line.x / 10))
            found[key] = max(found.get(key, 0.0), line.right)
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(flat(_WORD.findall(line.text.lower()) for line in self.lines))

    @cached_property
    def _hyphenates(self) -> bool:
        ends = sum(line.text.rstrip().endswith((SOFT, "-")) for line in self.lines)
        return ends >= _HYPHENATED * len(self.lines)

    def continues(self, above: Line, line: Line, text: str) -> bool:
        """Whether a line goes on with the paragraph that ends with the one above."""
        if above.page != line.page or line.y > above.y:
            ended = text.rstrip().endswith(_ENDS)
            return not ended and (line.text.lstrip()[:1].islower() or self._is_full(above, line))
        if above.y == line.y:
            return False
        size = max(above.height, line.height)
        usual = self._leading.get(size)
        most = _APART * usual + 0.5 if usual else _PARAGRAPH_GAP * max(size, 6.0)
        return above.y - line.y <= most and abs(above.x - line.x) < 40

    def _is_full(self, above: Line, line: Line) -> bool:
        """Whether the first word of the next line had no room behind a line."""
        letter = (above.right - above.x) / max(len(above.text), 1)
        room = self._rights[above.page, round(above.x / 10)] - above.right
        word = line.text.split()[:1]
        return bool(word) and len(above.text) > len(word[0]) and room < (len(word[0]) + 1) * letter

    def glued(self, text: str, more: str) -> str:
        """Two lines as one. PDFium marks any hyphen at a line end with U+0002: whose it is, the document knows."""
        end = text.rstrip()
        if end.endswith("/") and "://" in end.rpartition(" ")[2]:
            return end + more
        if not end.endswith((SOFT, "-")):
            return f"{text} {more}"
        stem, tail = end[:-1], _FIRST.match(more)
        head = _LAST.search(stem)
        if tail is None or head is None or not head[1]:
            return f"{stem}- {more}"
        return stem + self._between(head[1], tail[0]) + more

    def _between(self, head: str, tail: str) -> str:
        """What stands between the two parts of a word at a line end: nothing, its own hyphen, or one that stands for a
        part that follows ("asiel- en").
        """
        if not (head[-1:].islower() and tail[:1].islower()) or f"{head}-{tail}".lower() in self._words:
            return "-"
        if f"{head}{tail}".lower() in self._words:
            return ""
        if len(tail) <= 2:
            return "- "
        return "" if self._hyphenates else "-"


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Lines of one size under each other."""
    for above, line in pairwise(lines):
        alike = above.page == line.page and above.height == line.height and abs(above.x - line.x) < 5
        if alike and 0 < above.y - line.y < 3 * line.height:
            yield above, line
