"""What is remembered of a source's pages between looks. Plain data, kept by the store."""

from dataclasses import dataclass, field
from hashlib import blake2b

from monitor.core.model import PageLine

VERSION = 2
"""Raised where what is counted changes its meaning: a template of another version is learnt anew."""
COUNTED = ("looks", "moved", "shifted", "lines", "changed", "stood", "kept", "edited")
"""What is counted of a place, older looks for less."""
MOST_NAMED, MOST_LIVES, MOST_LOST, MOST_SAMPLE = 8, 20, 300, 80


@dataclass(frozen=True, slots=True)
class Known:
    """A line as the last look left it. `age`: looks since its text stands; `born`: looks since it came, whatever was
    edited in it. `waits`: it is not told yet; `was`: what it stands in place of then. `own`: it was told, and is of the
    article whatever the reader says. `restless`, `relinked`: looks in a row in which its figures, its links changed.
    """

    line: PageLine
    age: int = 0
    born: int = 0
    waits: bool = False
    own: bool = False
    was: PageLine | None = None
    restless: int = 0
    relinked: int = 0

    @property
    def is_text(self) -> bool:
        return (self.line.kept or self.own) and not self.waits


@dataclass(frozen=True, slots=True)
class PageMemory:
    """A page as the last look left it. `gone`: lines that went in the last look and may come back; `lost`: of lines
    that went, a mark, the page's look in which they did, and how often they had come back; `looks`: of this page;
    `waited`: after how many of them in a row something waited.
    """

    lines: tuple[Known, ...] = ()
    gone: tuple[Known, ...] = ()
    lost: tuple[tuple[str, int, int], ...] = ()
    looks: int = 0
    waited: int = 0

    @property
    def waits(self) -> bool:
        """Whether something is told only if it stands at the next look."""
        return bool(self.gone) or any(known.waits for known in self.lines)

    @property
    def places(self) -> frozenset[str]:
        return frozenset(known.line.place for known in self.lines)


@dataclass(slots=True)
class Form:
    """Lines of one form in a place: line looks, how many changed, the pages on which they did (a few), and in how many
    looks. `last`: the look of the source in which one changed last.
    """

    lines: float = 0.0
    changed: float = 0.0
    movers: list[int] = field(default_factory=list)
    looks: int = 0
    last: float = -1.0


@dataclass(slots=True)
class Place:
    """What is known of a place. `pages`: that held it; `here`: that hold it now. Counted, older looks for less: page
    looks, those in which it moved, in which lines came, went or were edited, line looks, lines changed, lines that had
    stood for three looks, lines that the reader takes, lines edited. A few pages each: `movers`, on which it moved,
    `swappers`, on which a line was replaced altogether, `restless`, on which the figures of one change at every look.
    `calm`: whole looks of the source since it moved on most pages. `lives`, `long_lives`: how many looks short and
    long lines stood that went. `masks`: its short lines without their figures. `alike`: by the marks of a few lines,
    how many pages had them. `shown`: the day on which the desk was last shown what is muted there.
    """

    pages: int = 0
    here: int = 0
    looks: float = 0.0
    moved: float = 0.0
    shifted: float = 0.0
    lines: float = 0.0
    changed: float = 0.0
    stood: float = 0.0
    kept: float = 0.0
    edited: float = 0.0
    calm: float = 0.0
    seen: int = 0
    movers: list[int] = field(default_factory=list)
    swappers: list[int] = field(default_factory=list)
    restless: list[int] = field(default_factory=list)
    lives: list[int] = field(default_factory=list)
    long_lives: list[int] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    alike: dict[str, int] = field(default_factory=dict)
    common: list[str] = field(default_factory=list)
    titled: bool = False
    shown: str = ""
    sample: str = ""

    @property
    def rate(self) -> float:
        """Of its lines, how many change in a look."""
        return self.changed / self.lines if self.lines else 0.0

    @property
    def standing(self) -> float:
        return self.stood / self.lines if self.lines else 1.0

    @property
    def is_single(self) -> bool:
        """Whether it holds one line a page."""
        return self.lines < 1.5 * self.looks

    @property
    def taken(self) -> float:
        """Of its lines, how many the reader takes."""
        return self.kept / self.lines if self.lines else 0.0


@dataclass(slots=True)
class Telling:
    """That a difference was to be told: when first (seconds since 1970), of which pages (a few), and which channels
    heard of it.
    """

    at: float
    pages: list[int] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Template:
    """What the pages of a source have in common. `looks`: of the source; `pages`: that were ever looked at;
    `unchanged`: page looks that found nothing and are not counted yet; `shown`:
    what of the muted the desk was shown on `day`; `told`: by the marks of the latest differences, that they were
    told.
    """

    looks: float = 0.0
    pages: int = 0
    unchanged: int = 0
    version: int = VERSION
    day: str = ""
    shown: int = 0
    told: dict[str, Telling] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def mark_of(line: PageLine) -> str:
    """A short mark of a line in its place."""
    return blake2b(f"{line.place}\n{line.text}".encode(), digest_size=6).hexdigest()


def place_id(place: str) -> str:
    """A short name of a place, for a command line."""
    return blake2b(place.encode(), digest_size=4).hexdigest()


def note(pages: list[int], page: int) -> None:
    """Remember one more page among a few."""
    if page not in pages:
        pages.append(page)
        del pages[:-MOST_NAMED]
