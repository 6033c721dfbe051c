"""One site's make: class names that say nothing, an article somewhere among boxes, and furniture that moves."""

from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Literal

from trials.themes.words import LANGUAGES, PLACES

Mode = Literal["none", "like paragraphs", "redesign", "busy", "donation", "donation plain", "dossiers", "legal", "teasers",
               "a third", "come and go", "slow", "counter in text", "two layouts", "consent", "saying", "inset", "clock",
               "all"]  # fmt: skip
MODES: tuple[Mode, ...] = (
    "none", "like paragraphs", "redesign", "busy", "donation", "donation plain", "dossiers", "legal", "teasers", "a third",
    "come and go", "slow", "counter in text", "two layouts", "consent", "saying", "inset", "clock", "all",
)  # fmt: skip
"""What makes a site hard. Furniture built like the paragraphs, three a page; a redesign half-way; one story edited at
every look; a box on all pages from the fourth look on, in a place of its own or as a paragraph; a quarter of the pages are
lists of links; a sentence in all articles that changes once; titles and first paragraphs stand as teasers on other pages;
only a third of the pages is looked at in a look; adverts that come and go, anywhere; furniture that moves on one page
look in twenty, in three places; a sentence with a figure that changes by itself at every look. Of our own: every second
answer has another layout; a layer asks for consent on one answer in five; a box of prose that is the same on all pages
and another one at every second look; a box of prose amid the paragraphs that is another one at each request; a line in
the article that says how long ago it was. And all that can be had together.
"""
TOGETHER: frozenset[Mode] = frozenset(
    ("like paragraphs", "redesign", "busy", "donation", "dossiers", "legal", "teasers", "come and go", "slow")
)
_SYLLABLES = ("ba", "do", "fi", "gu", "ka", "le", "mo", "nu", "pe", "ri", "so", "tu", "va", "xi", "zo")
_FROM, _SLOW, _ADVERTS, _THIRD, _ASKED, _LISTS = 4, 0.05, 3, 0.3, 0.2, 4


@dataclass(slots=True)
class Page:
    """An article: what its editors wrote. `fresh`: the look in which they last changed it; `slow`: how often what moves
    slowly has moved; `parity`: how often it was asked for; `is_list`: it is a list of links.
    """

    number: int
    title: str
    paragraphs: list[str]
    fresh: int = -1
    slow: list[int] = field(default_factory=lambda: [0, 0, 0])
    parity: int = 0
    is_list: bool = False

    @property
    def path(self) -> str:
        return f"/{self.number:03}-page"


class Theme:
    """A site by its seed."""

    def __init__(self, seed: int, mode: Mode, pages: int) -> None:
        self.random = Random(f"{seed} {mode}")
        self.modes = TOGETHER if mode == "all" else frozenset((mode,))
        self.mode, self.words = mode, LANGUAGES[seed % len(LANGUAGES)]
        self._classes: dict[str, str] = {}
        self._wrap, self._tag = self.random.randrange(1, 4), self.random.choice(("div", "section", "main", "article"))
        self._line = self.random.choice(("p", "p", "div"))
        self.pages = [self._page(number) for number in range(pages)]
        self.look = 0
        self.due = set(range(pages))

    def has(self, mode: Mode) -> bool:
        return mode in self.modes

    def _page(self, number: int) -> Page:
        said = [self.words.sentence(self.random) for _ in range(self.random.randrange(6, 12))]
        paragraphs = [" ".join(said[n : n + 2]) for n in range(0, len(said), 2)]
        is_list = self.has("dossiers") and number % _LISTS == 0
        return Page(number, self._title(self.random), paragraphs[:1] if is_list else paragraphs, is_list=is_list)

    def _title(self, random: Random) -> str:
        return random.choice(self.words.titles).format(place=random.choice(PLACES), n=random.randrange(12, 980))

    def next_look(self) -> None:
        """Time goes on: what moves slowly moves on some pages."""
        self.look += 1
        if self.has("redesign") and self.look == _FROM:
            self._classes.clear()
            self._wrap += 1
        for page in self.pages:
            page.slow = [n + (self.random.random() < _SLOW) for n in page.slow]
        count = max(1, round(_THIRD * len(self.pages))) if self.has("a third") else len(self.pages)
        self.due = set(self.random.sample(range(len(self.pages)), count))

    @property
    def articles(self) -> list[Page]:
        """The pages that editors edit in this look."""
        return [page for page in self.pages if not page.is_list and page.number in self.due]

    # --- what a reader gets ----------------------------------------------------------------------

    def html(self, page: Page) -> str:
        """The page as it is asked for now: its furniture is another one at each request."""
        page.parity += 1
        words, body = self.words, self._article(page)
        for depth in range(self._wrap):
            body = self._box(self._tag if depth == 0 else "div", f"wrap{depth}{self._layout(page)}", body)
        before = self._menu() + self._box("div", "ticker", self._teaser("tick")) + self._consent()
        beside = self._box("div", "side", "".join(self._teaser("sidebox") for _ in range(4)) + self._saying())
        after = self._box("div", "after", "".join(self._teaser("more") for _ in range(3))) + self._donation("donation")
        foot = self._box("div", "foot", f"<p>{escape(words.menu[0])} 2026</p>")
        head = f'<html lang="{words.code}"><head><title>{escape(page.title)}</title></head>'
        return f"<!DOCTYPE html>{head}<body>{before}{body}{beside}{self._slow_teaser(page)}{after}{foot}</body></html>"

    def _layout(self, page: Page) -> str:
        return "-b" if self.has("two layouts") and page.parity % 2 else ""

    def _article(self, page: Page) -> str:
        parts = [f'<h1 class="{self._name("title")}">{escape(page.title)}</h1>', self._counter(page), self._clock()]
        texts = [*page.paragraphs, *self._legal(), *self._donation_text(), *self._occupancy(page)]
        lines = [self._box(self._line, "text", escape(text)) for text in texts]
        for _ in range(self._adverts()):
            lines.insert(self.random.randrange(1, len(lines) + 1), self._advert())
        if self.has("inset"):
            lines.insert(len(lines) // 2, self._box("div", "inset", f"<p>{escape(self._prose())}</p>"))
        if page.is_list:
            lines += [f'<li class="{self._name("entry")}"><a href="/{n:03}-page">{escape(self.pages[n].title)}</a></li>'
                      for n in range(min(9, len(self.pages)))]  # fmt: skip
        return "".join((*parts, *lines, self._box("div", "count", escape(self._slow(page)))))

    def _occupancy(self, page: Page) -> list[str]:
        place, n = PLACES[page.number % len(PLACES)], self.random.randrange(1000, 9000)
        return [self.words.occupancy.format(place=place, n=n)] if self.has("counter in text") else []

    def _advert(self) -> str:
        kind = "text" if self.has("like paragraphs") else "ad"
        return self._box(self._line, kind, escape(self._tease()))

    def _adverts(self) -> int:
        if self.has("come and go"):
            return self.random.randrange(0, 3)
        return _ADVERTS if self.has("like paragraphs") else 1

    def _slow(self, page: Page) -> str:
        count = page.slow[0] if self.has("slow") else self.random.randrange(1000)
        return self.random_of(page, self.words.counters).format(n=count + 12)

    def _slow_teaser(self, page: Page) -> str:
        """A teaser and an age that stand for long."""
        if not self.has("slow"):
            return ""
        chosen = Random(f"{page.number} {page.slow[1]}")
        text = chosen.choice(self.words.teasers).format(place=chosen.choice(PLACES), n=chosen.randrange(12, 980))
        age = f"{page.slow[2] + 2} ″"
        return self._box("div", "slow", f"<p>{escape(text)}</p>") + self._box("div", "age", age)

    def _clock(self) -> str:
        """How long ago it was: minutes, in no words."""
        return self._box("p", "clock", f"{self.random.randrange(60)} min") if self.has("clock") else ""

    def _consent(self) -> str:
        is_asked = self.has("consent") and self.random.random() < _ASKED
        return self._box("div", "consent", f"<p>{escape(self.words.legal)}</p><p>OK</p>") if is_asked else ""

    def _saying(self) -> str:
        """A box of prose, the same on all pages, another one at every second look."""
        if not self.has("saying"):
            return ""
        return self._box(
            "div", "saying", f"<p>{escape(self.words.sentence(Random(f'{self.mode} {self.look // 2}')))}</p>"
        )

    def _prose(self) -> str:
        return self.words.sentence(self.random)

    def _counter(self, page: Page) -> str:
        text = self.random_of(page, self.words.counters).format(n=self.random.randrange(1000))
        return self._box("span", "now", escape(text))

    def random_of(self, page: Page, texts: tuple[str, ...]) -> str:
        return texts[page.number % len(texts)]

    def _legal(self) -> list[str]:
        changed = self.words.legal.rstrip(".") + " (2026)."
        return [changed if self.look > _FROM else self.words.legal] if self.has("legal") else []

    def _donation_text(self) -> list[str]:
        return [self.words.donation] if self.has("donation plain") and self.look >= _FROM else []

    def _donation(self, name: str) -> str:
        is_on = self.has("donation") and self.look >= _FROM
        return self._box("div", name, f"<p>{escape(self.words.donation)}</p>") if is_on else ""

    def _menu(self) -> str:
        links = "".join(f'<a href="/m{n}">{escape(name)}</a>' for n, name in enumerate(self.words.menu))
        return self._box("div", "menu", links)

    def _teaser(self, name: str) -> str:
        text = escape(self._tease())
        lead = f"{text}."
        if self.has("teasers"):
            other = self.random.choice(self.pages)
            text, lead = escape(other.title), escape(other.paragraphs[0])
        return self._box("div", name, f'<a href="/t{self.random.randrange(99)}">{text}</a><p>{lead}</p>')

    def _tease(self) -> str:
        chosen = self.random.choice(self.words.teasers)
        return chosen.format(place=self.random.choice(PLACES), n=self.random.randrange(12, 980))

    def _box(self, tag: str, name: str, inner: str) -> str:
        return f'<{tag} class="{self._name(name)}">{inner}</{tag}>'

    def _name(self, what: str) -> str:
        if what not in self._classes:
            self._classes[what] = "".join(self.random.choice(_SYLLABLES) for _ in range(3))
        return self._classes[what]
