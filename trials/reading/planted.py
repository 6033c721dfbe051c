"""One word changed in a page, inside of its article or outside: which changes a reader shows."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from trials.reading.material import Material
from trials.reading.readers import Reader
from trials.reading.score import shingles

_PLACES, _LEAST_WORDS = 4, 6
_RUN = re.compile(r">([^<>]{20,})<")
_HIDDEN = re.compile(r"<(script|style|noscript|template|head)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_PLAIN = re.compile(r"(?<![&\w#])[A-Za-z]{5,}(?![\w;])")


@dataclass(frozen=True, slots=True)
class Planted:
    """A page with one word changed. `inside`: in its article."""

    page: Material
    inside: bool
    body: bytes
    words: str


def planted(page: Material) -> Iterator[Planted]:
    """Up to four changes inside of the article and four outside, the same ones at each call."""
    random = Random(page.name)
    markup = page.body.decode("utf-8", "replace")
    known = shingles(page.text)
    runs = [(run, _is_inside(run[1], known)) for run in _runs(markup)]
    for inside in (True, False):
        these = [run for run, is_inside in runs if is_inside is inside]
        for run in random.sample(these, min(_PLACES, len(these))):
            yield _changed(page, markup, run, random, inside=inside)


def _runs(markup: str) -> list[re.Match[str]]:
    """The pieces of text of six words and more that are shown, stand once on the page and hold a plain word."""
    hidden = [m.span() for m in _HIDDEN.finditer(markup)]
    found = [m for m in _RUN.finditer(markup) if len(m[1].split()) >= _LEAST_WORDS and _PLAIN.search(m[1])]
    shown = [m for m in found if not any(start <= m.start(1) < end for start, end in hidden)]
    often = Counter(m[1].strip() for m in shown)
    return [m for m in shown if often[m[1].strip()] == 1]


def _is_inside(text: str, known: "dict[tuple[str, ...], int]") -> bool | None:
    """None where a piece stands in the article in part."""
    own = list(shingles(text))
    there = sum(one in known for one in own)
    if there == len(own):
        return True
    return None if there else False


def _changed(page: Material, markup: str, run: re.Match[str], random: Random, *, inside: bool) -> Planted:
    word = random.choice(list(_PLAIN.finditer(run[1])))
    start, end = run.start(1) + word.start(), run.start(1) + word.end()
    other = "Quarvelont" if word[0][0].isupper() else "quarvelont"
    body = f"{markup[:start]}{other}{markup[end:]}".encode()
    return Planted(page, inside, body, f"{word[0]} in: {' '.join(run[1].split())[:80]}")


@dataclass(slots=True)
class Shown:
    """What a reader made of the changes."""

    inside: int = 0
    missed: int = 0
    outside: int = 0
    shown: int = 0

    def count(self, change: Planted, *, is_shown: bool) -> None:
        if change.inside:
            self.inside, self.missed = self.inside + 1, self.missed + (not is_shown)
        else:
            self.outside, self.shown = self.outside + 1, self.shown + is_shown


def shown(reader: Reader, page: Material, counts: Shown) -> Iterator[Planted]:
    """Count what a reader shows of a page's changes; gives those inside that it misses."""
    before = reader(page.url, page.body.decode("utf-8", "replace").encode())
    for change in planted(page):
        is_shown = reader(page.url, change.body) != before
        counts.count(change, is_shown=is_shown)
        if change.inside and not is_shown:
            yield change
