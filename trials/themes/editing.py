"""What the editors of a generated site do, one word at a time."""

import re
from dataclasses import dataclass
from random import Random
from typing import Literal

from trials.themes.theme import Page, Theme

Kind = Literal["digit", "word", "added", "removed", "title"]
KINDS: tuple[Kind, ...] = ("digit", "word", "added", "removed", "title")
_FIGURE, _WORD = re.compile(r"\d+"), re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a page. `new`: what stands there now and did not before; `old`: what is gone."""

    page: int
    kind: Kind
    old: str
    new: str


def edit(theme: Theme, page: Page, kind: Kind, random: Random) -> Edit:
    """Change a page as an editor would."""
    page.fresh = theme.look
    index = random.randrange(len(page.paragraphs))
    before = page.paragraphs[index]
    if kind == "title":
        old, page.title = page.title, _worded(page.title, random)
        return Edit(page.number, kind, old, page.title)
    if kind == "added":
        page.paragraphs.insert(index, theme.words.sentence(random))
        return Edit(page.number, kind, "", page.paragraphs[index])
    if kind == "removed" and len(page.paragraphs) > 2:
        return Edit(page.number, kind, page.paragraphs.pop(index), "")
    page.paragraphs[index] = _counted(before, random) if kind == "digit" else _worded(before, random)
    return Edit(page.number, kind, before, page.paragraphs[index])


def _counted(text: str, random: Random) -> str:
    found = random.choice(list(_FIGURE.finditer(text)))
    digits = list(found[0])
    place = random.randrange(len(digits))
    digits[place] = random.choice([digit for digit in "123456789" if digit != digits[place]])
    return text[: found.start()] + "".join(digits) + text[found.end() :]


def _worded(text: str, random: Random) -> str:
    found = random.choice(list(_WORD.finditer(text)))
    word = random.choice([word for word in ("seldomly", "oftenly", "gladlylee") if word != found[0]])
    return text[: found.start()] + word + text[found.end() :]
