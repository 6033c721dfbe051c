"""A generated site read and judged without a store: what the reader and the template alone would tell of it.

The whole program does the same through HTTP (`trials.themes.playing`), thirty times as slowly.
"""

from dataclasses import dataclass, field
from random import Random

from monitor.core.model import PageLine
from monitor.core.settings import Source
from monitor.reading import about, html
from monitor.sources.article import titled
from monitor.sources.site import Site
from monitor.template.alike import tell
from monitor.template.joining import join
from monitor.template.judged import Looked, PageLook
from monitor.template.look import look
from monitor.template.memory import PageMemory, Template
from monitor.template.sides import sides
from trials.themes.editing import Edit
from trials.themes.playing import LEARNING, LOOKS, Count, edits
from trials.themes.theme import Mode, Page, Theme

_SECOND = range(3, 11)
_SITE = Site.of(Source("site", "page", "https://site.invalid/"))


@dataclass(slots=True)
class _Alone:
    """One site: what is remembered of it, what was counted, and the edits that were not told yet."""

    theme: Theme
    template: Template = field(default_factory=Template)
    memories: dict[int, PageMemory] = field(default_factory=dict)
    count: Count = field(default_factory=Count)
    untold: list[Edit] = field(default_factory=list)

    def begin(self) -> None:
        """The baseline, and the second look that a small source is given."""
        self.memories = {page.number: join(self.template, self._lines(page)) for page in self.theme.pages}
        if len(self.theme.pages) in _SECOND:
            looks = [self._look(page) for page in self.theme.pages]
            judged = look(self.template, looks, 0, learn=True).pages
            self.memories |= {number: one.memory for number, one in judged.items()}

    def look(self, number: int, made: list[Edit]) -> None:
        pages = [page for page in self.theme.pages if page.number in self.theme.due]
        looked = look(self.template, [self._look(page) for page in pages], 0)
        tell(self.template, looked.pages, dict.fromkeys(looked.pages, ("desk",)), float(number))
        self.memories |= {page: one.memory for page, one in looked.pages.items()}
        told = {page: texts for page in looked.pages if (texts := _told(looked, page))}
        self.count.messages += bool(looked.alike)
        self._judge(number, made, told)

    def _judge(self, number: int, made: list[Edit], told: dict[int, str]) -> None:
        fresh = {page.number for page in self.theme.pages if page.fresh == self.theme.look}
        late = [one for one in self.untold if _is_told(one, told)]
        false = told.keys() - fresh - {one.page for one in late}
        at_once = [one for one in made if _is_told(one, told)]
        self.untold = [one for one in (*self.untold, *made) if one not in late and one not in at_once]
        count = self.count
        count.edits, count.told, count.late = count.edits + len(made), count.told + len(at_once), count.late + len(late)
        if number <= LEARNING:
            count.learning += len(false)
        else:
            count.false, count.looks = count.false + len(false), count.looks + len(self.theme.due)

    def _look(self, page: Page) -> PageLook:
        return PageLook(page.number, self.memories[page.number], self._lines(page))

    def _lines(self, page: Page) -> tuple[PageLine, ...]:
        tree = html.parse(markup := self.theme.html(page))
        return titled(html.page(markup, "https://site.invalid/a", tree).lines, about.meta(tree).get("title", ""), _SITE)


def _told(looked: Looked, page: int) -> str:
    """All that is told of a page by itself, as one text; '' where nothing is. Links alone are told as well."""
    judged = looked.pages[page]
    old, new = sides(judged, _today(judged.memory))
    if looked.shared(page) or old == new:
        return ""
    units = [unit for unit, _ in (*judged.told, *judged.late)]
    return "\n".join(" ".join(text.split()) for unit in units for text in unit.texts) or "links"


def _today(memory: PageMemory) -> tuple[PageLine, ...]:
    return tuple(known.line for known in memory.lines)


def _is_told(one: Edit, told: dict[int, str]) -> bool:
    texts = [" ".join(text.split()) for text in (one.old, one.new) if text]
    return any(text in told.get(one.page, "") for text in texts)


def play(seed: int, mode: Mode, pages: int) -> Count:
    """One site: a baseline, and eleven looks at its pages."""
    theme = Theme(seed, mode, pages)
    alone = _Alone(theme)
    alone.begin()
    for number in range(1, LOOKS + 1):
        theme.next_look()
        alone.look(number, list(edits(theme, number, Random(f"{seed} {mode} {number}"))))
    return alone.count
