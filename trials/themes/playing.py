"""A generated site looked at again and again by the program itself: what it tells, held against what editors did."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Event
from monitor.pipeline.polling.report import PollOptions
from trials.themes.editing import KINDS, Edit, edit
from trials.themes.site import ThemeSite, configured
from trials.themes.theme import Mode, Theme

# Three looks to learn in, the first with figures changed; six with three edits each; two more.
LEARNING, LOOKS, EDITED = 3, 11, range(4, 10)
_EDITS, _LATE = 3, 3
_TOLD = ("substantive", "correction")
_ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class Count:
    """Page looks after the first three; alerts on pages that nobody edited, in these and before them; messages that
    name many pages; edits, those told in their look, and those told in one of the next three.
    """

    looks: int = 0
    learning: int = 0
    false: int = 0
    messages: int = 0
    edits: int = 0
    told: int = 0
    late: int = 0

    @property
    def missed(self) -> int:
        return self.edits - self.told - self.late

    def add(self, other: "Count") -> None:
        for one in fields(Count):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class _Clock:
    def __init__(self) -> None:
        self.now, self.steady = datetime(2026, 7, 12, 9, 0, tzinfo=UTC), 0.0

    def __call__(self) -> datetime:
        return self.now

    def turn(self) -> None:
        self.now += timedelta(hours=1)
        self.steady += 3600.0


@dataclass(slots=True)
class _Play:
    """One site as it is played: what was counted, and the edits that were not told yet, by page."""

    theme: Theme
    count: Count = field(default_factory=Count)
    untold: dict[int, int] = field(default_factory=dict)

    def judge(self, look: int, made: list[Edit], events: list[Event], number: Callable[[Event], int]) -> None:
        """Hold the alerts of a look against the edits."""
        count, told = self.count, {number(event) for event in events if _is_told(event) and not _is_alike(event)}
        count.messages += any(_is_alike(event) for event in events)
        fresh = {page.number for page in self.theme.pages if page.fresh == self.theme.look}
        late = {page for page in told & self.untold.keys() - fresh if look - self.untold[page] <= _LATE}
        count.late += len(late)
        count.edits += len(made)
        count.told += sum(one.page in told for one in made)
        self.untold = {page: at for page, at in self.untold.items() if page not in told}
        self.untold |= {one.page: look for one in made if one.page not in told}
        if look <= LEARNING:
            count.learning += len(told - fresh - late)
        else:
            count.false += len(told - fresh - late)
            count.looks += len(self.theme.pages)


def play(seed: int, mode: Mode, pages: int, folder: Path) -> Count:
    """One site: a baseline, and eleven looks at each of its pages."""
    theme, clock = Theme(seed, mode, pages), _Clock()
    played = _Play(theme)
    topic = (_ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
    with ThemeSite(theme) as site:
        settings = load(configured(folder, site, topic), {})
        with App(settings, clock=clock, steady=lambda: clock.steady) as app:
            app.prepare()
            _look(app)
            for look in range(1, LOOKS + 1):
                clock.turn()
                theme.next_look()
                made = list(edits(theme, look, Random(f"{seed} {mode} {look}")))
                played.judge(look, made, _look(app), partial(_number, app))
    return played.count


def _look(app: App) -> list[Event]:
    """Look at every page."""
    return list(app.poll((), PollOptions(revisit=True), send=False, progress=lambda *_: None).events)


def _is_told(event: Event) -> bool:
    held = any(reason.code == "redesigned" for reason in event.reasons)
    return event.kind == "updated" and event.cls in _TOLD and not held


def _is_alike(event: Event) -> bool:
    """Whether an event is of a change that many pages have: one message tells them all."""
    return any(reason.code == "same_change" for reason in event.reasons)


def _number(app: App, event: Event) -> int:
    assert event.item_id is not None
    return int(urlsplit(app.store.item(event.item_id).url).path.strip("/").partition("-")[0])


def edits(theme: Theme, look: int, random: Random) -> Iterator[Edit]:
    """What editors do before a look: of the story that is edited at every look the digits."""
    articles = theme.articles
    if theme.has("busy") and articles:
        edit(theme, articles[0], "digit", random)
        articles = articles[1:]
    chosen = random.sample(articles, min(_EDITS, len(articles)))
    if look == 1:
        yield from (edit(theme, page, "digit", random) for page in chosen)
    elif look in EDITED:
        kinds = (KINDS[(look * _EDITS + n) % len(KINDS)] for n in range(_EDITS))
        yield from (edit(theme, page, kind, random) for page, kind in zip(chosen, kinds, strict=False))
