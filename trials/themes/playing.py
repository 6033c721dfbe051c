"""A generated site looked at again and again by the program itself: what it tells, held against what editors did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
_EDITS = 3
_TOLD = ("substantive", "correction")
_ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class Count:
    """Page looks after the first three, alerts on pages that nobody edited, and what became of the edits."""

    looks: int = 0
    learning: int = 0
    false: int = 0
    edits: int = 0
    told: int = 0

    def add(self, other: "Count") -> None:
        for name in ("looks", "learning", "false", "edits", "told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


class _Clock:
    def __init__(self) -> None:
        self.now, self.steady = datetime(2026, 7, 12, 9, 0, tzinfo=UTC), 0.0

    def __call__(self) -> datetime:
        return self.now

    def turn(self) -> None:
        self.now += timedelta(hours=1)
        self.steady += 3600.0


def play(seed: int, mode: Mode, pages: int, folder: Path) -> Count:
    """One site: a baseline, and eleven looks at each of its pages."""
    theme, clock, count = Theme(seed, mode, pages), _Clock(), Count()
    topic = (_ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
    with ThemeSite(theme) as site:
        settings = load(configured(folder, site, topic), {})
        with App(settings, clock=clock, steady=lambda: clock.steady) as app:
            app.prepare()
            _look(app)
            for look in range(1, LOOKS + 1):
                clock.turn()
                theme.next_look()
                made = list(_edits(theme, look, Random(f"{seed} {mode} {look}")))
                _judge(count, theme, look, made, _look(app))
    return count


def _look(app: App) -> set[int]:
    """Look at every page; the numbers of those that an alert would go out for."""
    report = app.poll((), PollOptions(revisit=True), send=False, progress=lambda *_: None)
    return {_number(app, event) for event in report.events if _is_told(event)}


def _is_told(event: Event) -> bool:
    held = any(reason.code == "redesigned" for reason in event.reasons)
    return event.kind == "updated" and event.cls in _TOLD and not held


def _number(app: App, event: Event) -> int:
    assert event.item_id is not None
    return int(urlsplit(app.store.item(event.item_id).url).path.strip("/").partition("-")[0])


def _edits(theme: Theme, look: int, random: Random) -> Iterator[Edit]:
    if theme.mode == "busy":
        edit(theme, theme.pages[0], "digit", random)
    others = theme.pages[1:] if theme.mode == "busy" else theme.pages
    if look == 1:
        yield from (edit(theme, page, "digit", random) for page in random.sample(others, _EDITS))
    elif look in EDITED:
        chosen = random.sample(others, _EDITS)
        kinds = (KINDS[(look * _EDITS + n) % len(KINDS)] for n in range(_EDITS))
        yield from (edit(theme, page, kind, random) for page, kind in zip(chosen, kinds, strict=True))


def _judge(count: Count, theme: Theme, look: int, made: list[Edit], told: set[int]) -> None:
    fresh = {page.number for page in theme.pages if page.fresh == theme.look}
    false = len(told - fresh)
    count.edits += len(made)
    count.told += sum(one.page in told for one in made)
    if look <= LEARNING:
        count.learning += false
    else:
        count.false += false
        count.looks += len(theme.pages)
