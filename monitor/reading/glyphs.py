"""A PDF page's letters as runs: pieces of one line, of one size, each letter in one run only.

PDFium gives the letters in the order of the page's content, with the blanks and line ends that it makes up between
them. Places are turned by what most letters are turned by, so that these read from left to right and downwards.
"""

from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass, replace
from math import atan2, cos, hypot, pi, sin
from typing import Any

from monitor.reading.sheet import Box, Run, Sheet, width

SOFT = "\x02"
"""A hyphen that only the end of a line asked for."""
_LINE_ENDS, _HYPHENS, _MARKS = frozenset({10, 13}), frozenset({0xFFFE, 2, 45}), frozenset({2, 0xFFFE})
# A blank that is so wide, in parts of the font size and in points, parts two pieces of a row.
_WIDE, _LEAST = 1.5, 12.0
# A letter that is drawn again is moved along its line by less than this part of its width, or off it as well by less
# than this part of its size.
_OVER, _SHADOW = 0.25, 0.2
# A letter goes on where a turned line stopped, if it stands so near, in parts of its size: along the line, across it.
# Beyond the last part there is a blank between.
_NEXT, _BESIDE, _BLANK = 0.6, 0.3, 0.2


@dataclass(slots=True)
class _Open:
    """A run that is being gathered: the indices of its first and last letter, and the size of its font."""

    first: int
    last: int
    words: list[str]
    size: float
    ended: bool = False

    def add(self, index: int, letter: str) -> None:
        self.words.append(letter)
        self.last = self.last if letter.isspace() else index


def runs(text: Any, shown: Box) -> tuple[Sheet, list[Run]]:
    """The runs of a text page in its order, on the sheet as they are read. `shown`: what the file shows of it; what
    lies beyond nobody sees.
    """
    letters, page = _Letters(text), Sheet(shown)
    gathered = [one for one in letters.gathered() if not "".join(one.words).isspace() and letters.is_shown(one, page)]
    turns = Counter[int]()
    for one in gathered:
        turns[letters.turns(one)] += len(one.words)
    sheet = Sheet(shown, turns.most_common(1)[0][0] if turns else 0)
    return sheet, [replace(letters.placed(one, sheet), place=place) for place, one in enumerate(gathered)]


class _Letters:
    """The letters of a page. The library's functions are bound once: they are called for every letter."""

    def __init__(self, text: Any) -> None:
        from pypdfium2 import raw

        self._text, self._raw, self._handle = text, raw, text.raw
        self._size, self._unicode, self._made = (
            raw.FPDFText_GetFontSize, raw.FPDFText_GetUnicode, raw.FPDFText_IsGenerated,
        )  # fmt: skip

    def gathered(self) -> Iterator[_Open]:
        """A line end, another size, and a wide blank part the letters."""
        now: _Open | None = None
        for index in range(self._text.count_chars()):
            code = self._unicode(self._handle, index)
            if code in _LINE_ENDS:
                if now:
                    now.ended = True
            elif self._made(self._handle, index) == 1:
                if now:
                    now.words.append(SOFT if code in _HYPHENS else " ")
            elif letter := self._letter(index, code):
                size = self._size(self._handle, index)
                if now and self._is_over(now, index, letter, size):
                    yield now
                    now = None
                now = now or (None if letter.isspace() else _Open(index, index, [], size))
                if now and not self._is_drawn_again(now, index, letter):
                    now.add(index, letter)
        yield from (now,) if now else ()

    def _letter(self, index: int, code: int) -> str:
        """The letter of a code; '' for what is none. A mark of PDFium's that is no hyphen is a blank. Letters beyond
        U+FFFF come as two halves: the first one stands for both.
        """
        if code in _MARKS:
            return SOFT if self._raw.FPDFText_IsHyphen(self._handle, index) == 1 else " "
        if 0xD800 <= code < 0xDC00:
            rest = self._unicode(self._handle, index + 1)
            return chr(0x10000 + ((code - 0xD800) << 10) + (rest - 0xDC00)) if 0xDC00 <= rest < 0xE000 else ""
        return chr(code) if 0 < code < 0x110000 and not 0xDC00 <= code < 0xE000 else ""

    def _is_over(self, now: _Open, index: int, letter: str, size: float) -> bool:
        """Whether a letter begins another run. PDFium ends the lines of text that is turned where they go on."""
        if now.ended:
            now.ended = not self._goes_on(now, index, size)
            return now.ended
        return not letter.isspace() and (size != now.size or self._is_far(now, index))

    def _goes_on(self, now: _Open, index: int, size: float) -> bool:
        """Whether a letter is the next one of a turned line."""
        matrix = self._matrix(now.last)
        if size != now.size or not matrix.b:
            return False
        drawn, angle = self._drawn(now), atan2(matrix.b, matrix.a)
        gap, across = self._gap(now.last, index, angle)
        goes_on = -_BESIDE * drawn < gap < _NEXT * drawn and abs(across) < _BESIDE * drawn
        if goes_on and gap > _BLANK * drawn:
            now.words.append(" ")
        return goes_on

    def _gap(self, last: int, index: int, angle: float) -> tuple[float, float]:
        """How far two letters of a turned line are apart: from the end of the one to the beginning of the other along
        the line, and across it.
        """
        (x, y), (next_x, next_y) = self._origin(last), self._origin(index)
        x, y = next_x - x, next_y - y
        along, across = x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)
        return along - width(self._box(last), angle), across

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = c_double(), c_double()
        self._raw.FPDFText_GetCharOrigin(self._handle, index, byref(x), byref(y))
        return x.value, y.value

    def _is_far(self, now: _Open, index: int) -> bool:
        """Whether a letter stands far behind the blank before it."""
        if not now.words[-1].isspace():
            return False
        before, here = self._box(now.last), self._box(index)
        far = max(here[0] - before[2], before[0] - here[2], here[1] - before[3], before[1] - here[3])
        return far > max(_WIDE * now.size, _LEAST)

    def _is_drawn_again(self, now: _Open, index: int, letter: str) -> bool:
        """Whether a letter is drawn over itself, a little moved, which is how some programs make bold ones. Letters of
        one sign (ﬀ) have one and the same place.
        """
        if not now.words or letter != now.words[-1] or letter.isspace():
            return False
        before, here = self._box(now.last), self._box(index)
        x, y = abs(here[0] - before[0]), abs(here[1] - before[1])
        most, shadow = _OVER * max(before[2] - before[0], 0.1), _SHADOW * self._drawn(now)
        is_over, is_shadow = max(x, y) < most, min(x, y) > 0 and hypot(x, y) < shadow
        return here != before and (is_over or is_shadow)

    def _box(self, index: int, *, loose: bool = False) -> Box:
        found: Box = self._text.get_charbox(index, loose=loose)
        return found

    def turns(self, one: _Open) -> int:
        """By how many right angles a run is turned, against the clock. Letters of a negative size are upside down."""
        matrix = self._matrix(one.first)
        angle = atan2(matrix.b, matrix.a) + (pi if one.size < 0 else 0.0)
        return round(angle / (pi / 2)) % 4

    def _matrix(self, index: int) -> Any:
        """What a letter is turned and scaled by; nothing, where that is not known."""
        matrix = self._raw.FS_MATRIX(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._raw.FPDFText_GetMatrix(self._handle, index, byref(matrix))
        return matrix

    def box(self, one: _Open) -> Box:
        """What a run covers, from its first letter to its last."""
        first, last = self._box(one.first, loose=True), self._box(one.last, loose=True)
        return (min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))

    def is_shown(self, one: _Open, page: Sheet) -> bool:
        """Whether a run begins or ends on what is shown of its page."""
        return page.holds(self._box(one.first)) or page.holds(self._box(one.last))

    def placed(self, one: _Open, sheet: Sheet) -> Run:
        box = self.box(one)
        left, foot, right, _ = sheet.seen(box)
        return Run(round(foot, 1), left, right, self._drawn(one) or box[3] - box[1], "".join(one.words))

    def _drawn(self, one: _Open) -> float:
        """The size of the letters as drawn: the font's, times what the page is scaled by."""
        matrix = self._matrix(one.first)
        return round(abs(one.size) * hypot(matrix.c, matrix.d), 2)
