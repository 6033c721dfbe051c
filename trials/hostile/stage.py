"""The program between two sites: one that is attacked, and a healthy one beside it whose edits must be told all the same."""

import atexit
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.pipeline.polling.report import PollOptions
from monitor.sources.reader import Readers
from trials.growth import resident
from trials.hostile.case import Seen
from trials.hostile.site import HostileSite

ROOT = Path(__file__).parent.parent.parent
MISSIONS = "missions"
# A poll beside an attack: the deadline of a request is two seconds.
MOST_SECONDS, MOST_GROWTH = 15.0, 60_000_000
_TOPIC = ROOT / "config" / "topics" / "afghan-returns.toml"
shared_readers = Readers()
atexit.register(shared_readers.close)
Attack = Callable[[HostileSite], None]


class Clock:
    """A clock that is turned, with the steady one that goes with it."""

    def __init__(self) -> None:
        self.now, self.steady = datetime(2026, 7, 12, 9, 0, tzinfo=UTC), 0.0

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady += seconds


def config(place: Path, sites: dict[str, str], channels: str = "", *, every: str = "5m", extra: str = "") -> Path:
    """A configuration of feeds at these addresses."""
    (place / "sources").mkdir(parents=True, exist_ok=True)
    (place / "topics").mkdir(exist_ok=True)
    (place / "topics" / "afghan-returns.toml").write_text(_TOPIC.read_text(encoding="utf-8"), encoding="utf-8")
    (place / "monitor.toml").write_text(
        f'database = "sqlite:///{place / "monitor.db"}"\n[http]\nallow_private = true\nper_host_interval = "0s"\n'
        f'timeout = "2s"\n[gone]\nmisses = 2\nover = "1s"\n[web]\nlisten = "127.0.0.1:0"\n{channels}',
        encoding="utf-8",
    )
    for name, url in sites.items():
        text = f'kind = "feed"\nurl = "{url}"\nevery = "{every}"\nlanguages = ["en"]\n{extra}'
        recheck = 'recheck = [{every = "0s", until = "3650d"}]\n'
        (place / "sources" / f"{name}.toml").write_text(text + recheck, encoding="utf-8")
    return place


class Stage:
    """Both sites, a desk, and the program in this process."""

    def __init__(self, stack: ExitStack) -> None:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-")))
        self.victim, self.healthy = (stack.enter_context(HostileSite()) for _ in range(2))
        self.desk, self.clock = stack.enter_context(Desk()), Clock()
        channels = f'[[channels]]\nname = "m"\nurl = "event://{self.desk.http}/m"\npace = "0s"\n'
        sites = {"victim": f"{self.victim.url}/rss.xml", "healthy": f"{self.healthy.url}/rss.xml"}
        self.app = App(load(config(place, sites, channels), {}), clock=self.clock, steady=lambda: self.clock.steady)
        self.app.__dict__["readers"] = _Shared()
        stack.callback(self.app.close)
        self.app.prepare()
        self.path = self.victim.site.path_of(MISSIONS)

    def poll(self) -> list[tuple[str, str]]:
        """Poll both. The kinds of the items' events, with their source."""
        report = self.app.poll((), PollOptions(wait=0), send=True, progress=lambda *_: None)
        self.outcomes = {s.run.source: s.run.outcome for s in report.sources}
        self.errors = {s.run.source: s.run.error or "" for s in report.sources}
        return [(e.source, e.kind) for e in report.events if e.item_id is not None and not e.baseline]

    def edit(self, site: HostileSite, old: str, new: str) -> None:
        site.site.edit(site.site.path_of(MISSIONS), old, new)


class _Shared(Readers):
    """The readers of all stages: a stage that closes leaves them for the next one."""

    def read(self, *args: object) -> object:  # type: ignore[override]
        return shared_readers.read(*args)  # type: ignore[arg-type]

    def stop(self) -> None:
        return

    def close(self) -> None:
        return


def between_good_states(attack: Attack, *, settle: float = 7_200.0, blind: bool = False) -> Seen:
    """The promise: while a site is attacked the healthy one's edit is told; nothing is told in vain; afterwards exactly
    the real edit is. `blind`: the attack may rightly be an edit, or change what is told of the victim.
    """
    with ExitStack() as stack:
        stage = Stage(stack)
        stage.poll()
        stage.desk.inbox.posts.clear()
        attack(stage.victim)
        stage.clock.turn(600)
        stage.edit(stage.healthy, "rose by a quarter", "rose by a third")
        before, began = resident(), time.monotonic()
        during = stage.poll()
        seconds, grown = time.monotonic() - began, resident() - before
        said = f"{stage.outcomes.get('victim')}: {stage.errors.get('victim', '')[:60]}"
        stage.victim.attacks.clear()
        stage.edit(stage.victim, "rose by a quarter", "rose by a third")
        after: list[tuple[str, str]] = []
        for _ in range(2):
            stage.clock.turn(settle)
            after += stage.poll()
        told = Counter(p.body["events"][0]["source"] for p in stage.desk.posts_to("/m"))
        return Seen(
            f"{seconds:.1f} s, {grown / 1e6:+.0f} MB, {said}", _wrong(during, after, told, seconds, grown, blind)
        )


def _wrong(
    during: list[tuple[str, str]],
    after: list[tuple[str, str]],
    told: Counter[str],
    seconds: float,
    grown: int,
    blind: bool,
) -> str:
    if during.count(("healthy", "updated")) != 1:
        return f"the healthy source's edit was not found beside it: {during}"
    if not blind and [e for e in during if e[0] == "victim"]:
        return f"told in vain: {during}"
    if ("victim", "updated") not in after or (not blind and after != [("victim", "updated")]):
        return f"afterwards not just the edit: {after}"
    if told["healthy"] < 1 or told["victim"] < 1:
        return f"the desk was told {dict(told)}"
    if seconds > MOST_SECONDS:
        return f"the poll took {seconds:.0f} s"
    return f"the process grew by {grown / 1e6:.0f} MB" if grown > MOST_GROWTH else ""
