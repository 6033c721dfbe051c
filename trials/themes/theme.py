"""One site's make: class names that say nothing, an article somewhere among boxes, and furniture that moves."""

from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Literal

from trials.themes.words import LANGUAGES, PLACES

Mode = Literal["none", "like paragraphs", "redesign", "busy", "donation", "donation plain", "legal", "come and go",
               "slow", "counter in text"]  # fmt: skip
MODES: tuple[Mode, ...] = ("none", "like paragraphs", "redesign", "busy", "donation", "donation plain", "legal",
                           "come and go", "slow", "counter in text")  # fmt: skip
"""What makes a site hard. Furniture built like the paragraphs, one a page; a redesign half-way; one story edited at every
look; a box on all pages from the fourth look on, in a place of its own or as a paragraph; a sentence in all articles that
changes once; adverts that come and go, anywhere; furniture that moves on one page look in twenty; a figure in a paragraph
that changes by itself at every look.
"""
_SYLLABLES = ("ba", "do", "fi", "gu", "ka", "le", "mo", "nu", "pe", "ri", "so", "tu", "va", "xi", "zo")
_FROM, _SLOW = 4, 0.05


@dataclass(slots=True)
class Page:
    """An article: what its editors wrote. `fresh`: the look in which they last changed it."""

    number: int
    title: str
    paragraphs: list[str]
    fresh: int = -1
    counts: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def path(self) -> str:
        return f"/{self.number:03}-page"


class Theme:
    """A site by its seed."""

    def __init__(self, seed: int, mode: Mode, pages: int) -> None:
        self.random = Random(f"{seed} {mode}")
        self.mode, self.words = mode, LANGUAGES[seed % len(LANGUAGES)]
        self._classes: dict[str, str] = {}
        self._wrap, self._tag = self.random.randrange(1, 4), self.random.choice(("div", "section", "main", "article"))
        self._line = self.random.choice(("p", "p", "div"))
        self.pages = [self._page(number) for number in range(pages)]
        self.look = 0

    def _page(self, number: int) -> Page:
        said = [self.words.sentence(self.random) for _ in range(self.random.randrange(5, 10))]
        paragraphs = [" ".join(said[n : n + 2]) for n in range(0, len(said), 2)]
        return Page(number, self._title(self.random), paragraphs)

    def _title(self, random: Random) -> str:
        return random.choice(self.words.titles).format(place=random.choice(PLACES), n=random.randrange(12, 980))

    def next_look(self) -> None:
        """Time goes on: what moves slowly moves on some pages."""
        self.look += 1
        if self.mode == "redesign" and self.look == _FROM:
            self._classes.clear()
            self._wrap += 1
        for page in self.pages:
            for n in range(len(page.counts)):
                page.counts[n] += self.random.random() < _SLOW

    # --- what a reader gets ----------------------------------------------------------------------

    def html(self, page: Page) -> str:
        """The page as it is asked for now: its furniture is another one at each request."""
        words, body = self.words, self._article(page)
        for depth in range(self._wrap):
            body = self._box(self._tag if depth == 0 else "div", f"wrap{depth}", body)
        before = self._menu() + self._box("div", "ticker", self._teaser("tick"))
        beside = self._box("div", "side", "".join(self._teaser("sidebox") for _ in range(4)))
        after = self._box("div", "after", "".join(self._teaser("more") for _ in range(3))) + self._donation("donation")
        foot = self._box("div", "foot", f"<p>{escape(words.menu[0])} 2026</p>")
        head = f'<html lang="{words.code}"><head><title>{escape(page.title)}</title></head>'
        return f"<!DOCTYPE html>{head}<body>{before}{body}{beside}{after}{foot}</body></html>"

    def _article(self, page: Page) -> str:
        parts = [f'<h1 class="{self._name("title")}">{escape(page.title)}</h1>', self._counter(page)]
        texts = [*page.paragraphs, *self._legal(), *self._donation_text()]
        if self.mode == "counter in text":
            texts[0] += f" ({self.random.randrange(1000, 9000)})"
        lines = [self._box(self._line, "text", escape(text)) for text in texts]
        for _ in range(self._adverts()):
            lines.insert(self.random.randrange(1, len(lines)), self._advert())
        return "".join((*parts, *lines, self._box("div", "count", escape(self._slow(page)))))

    def _advert(self) -> str:
        kind = "text" if self.mode == "like paragraphs" else "ad"
        return self._box(self._line, kind, escape(self._tease()))

    def _adverts(self) -> int:
        if self.mode == "come and go":
            return self.random.randrange(0, 3)
        return 1

    def _slow(self, page: Page) -> str:
        count = sum(page.counts) if self.mode == "slow" else self.random.randrange(1000)
        return self.random_of(page, self.words.counters).format(n=count + 12)

    def _counter(self, page: Page) -> str:
        text = self.random_of(page, self.words.counters).format(n=self.random.randrange(1000))
        return self._box("span", "now", escape(text))

    def random_of(self, page: Page, texts: tuple[str, ...]) -> str:
        return texts[page.number % len(texts)]

    def _legal(self) -> list[str]:
        changed = self.words.legal.rstrip(".") + " (2026)."
        return [changed if self.look > _FROM else self.words.legal] if self.mode == "legal" else []

    def _donation_text(self) -> list[str]:
        return [self.words.donation] if self.mode == "donation plain" and self.look >= _FROM else []

    def _donation(self, name: str) -> str:
        is_on = self.mode == "donation" and self.look >= _FROM
        return self._box("div", name, f"<p>{escape(self.words.donation)}</p>") if is_on else ""

    def _menu(self) -> str:
        links = "".join(f'<a href="/m{n}">{escape(name)}</a>' for n, name in enumerate(self.words.menu))
        return self._box("div", "menu", links)

    def _teaser(self, name: str) -> str:
        text = escape(self._tease())
        return self._box("div", name, f'<a href="/t{self.random.randrange(99)}">{text}</a><p>{text}.</p>')

    def _tease(self) -> str:
        chosen = self.random.choice(self.words.teasers)
        return chosen.format(place=self.random.choice(PLACES), n=self.random.randrange(12, 980))

    def _box(self, tag: str, name: str, inner: str) -> str:
        return f'<{tag} class="{self._name(name)}">{inner}</{tag}>'

    def _name(self, what: str) -> str:
        if what not in self._classes:
            self._classes[what] = "".join(self.random.choice(_SYLLABLES) for _ in range(3))
        return self._classes[what]
