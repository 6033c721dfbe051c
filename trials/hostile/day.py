"""A day of the flood, its intervals shortened: 288 looks at each healthy source. A day that is ended goes on later.

What a resumed day needs lies in `.bench/day`: the store, where each site listened, how often each was edited, and what
was measured. Memory and descriptors are those of the process that runs at the end.
"""

import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import cycle

from trials.hostile.case import Case, Seen
from trials.hostile.flood import HOSTILE, Figures, Scene
from trials.hostile.running import until
from trials.hostile.stage import ROOT

PLACE = ROOT / ".bench" / "day"
LOOKS, EVERY, SECONDS = 288, "4s", 3_500.0
MOST_MEMORY, MOST_DESCRIPTORS = 5_000_000, 10
_SAY_SECONDS = 60.0


@dataclass(slots=True)
class Day:
    """What is known of a day. `ran`: seconds in earlier sessions."""

    ports: list[int] = field(default_factory=list)
    edits: dict[str, int] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    lost: int = 0
    ran: float = 0.0
    sessions: int = 0

    def save(self) -> None:
        PLACE.mkdir(parents=True, exist_ok=True)
        new = PLACE / "day.json.new"
        new.write_text(json.dumps(asdict(self)), encoding="utf-8")
        new.replace(PLACE / "day.json")


def _found() -> Day:
    file = PLACE / "day.json"
    return Day(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else Day()


class Session:
    """One session of a day: from where the last one ended until all looks were made."""

    def __init__(self, stack: ExitStack, day: Day) -> None:
        PLACE.mkdir(parents=True, exist_ok=True)
        self.day, self.began = day, time.monotonic()
        self.scene = Scene(stack, PLACE, HOSTILE, every=EVERY, ports=day.ports, edits=day.edits)
        day.ports = [int(site.url.rsplit(":", 1)[1]) for site in self.scene.sites]
        self.before = dict(day.looks), day.ran
        day.sessions += 1
        self.figures = Figures(delays=list(day.delays), lost=day.lost)
        self.memory, self.descriptors = list[int](), list[int]()

    def run(self) -> None:
        self._catch_up()
        names, said = cycle(self.scene.healthy), 0.0
        while self._looked() < LOOKS and self.day.ran < SECONDS and self.scene.service.process.poll() is None:
            name = next(names)
            self.day.edits[name] = self.day.edits.get(name, 0) + 1
            self._note()
            self.scene.edit(name, self.figures)
            self._measure()
            if time.monotonic() - said > _SAY_SECONDS:
                said = time.monotonic()
                print(f"day: {self._looked()} of {LOOKS} looks, {self}", file=sys.stderr, flush=True)
        self._note()

    def _catch_up(self) -> None:
        """Once the service has looked at the sites as they were left."""
        sites = self.scene.healthy.values()
        until(lambda: all(site.asked.count("/rss.xml") > 1 for site in sites), 90)

    def _looked(self) -> int:
        """How many looks the healthy source has had that has had fewest."""
        return min(self.before[0].get(n, 0) + s.asked.count("/rss.xml") for n, s in self.scene.healthy.items())

    def _measure(self) -> None:
        main, tree = self.scene.service.memory()
        self.figures.main, self.figures.tree = max(self.figures.main, main), max(self.figures.tree, tree)
        self.memory.append(main)
        self.descriptors.append(self.scene.service.descriptors())

    def _note(self) -> None:
        counts = {n: s.asked.count("/rss.xml") for n, s in self.scene.healthy.items()}
        self.day.looks = {n: self.before[0].get(n, 0) + count for n, count in counts.items()}
        self.day.ran = self.before[1] + time.monotonic() - self.began
        self.day.delays, self.day.lost = self.figures.delays, self.figures.lost
        self.day.save()

    def wrong(self) -> str:
        """What was not as required."""
        if self.scene.service.process.poll() is not None:
            return "the service ended"
        if self._looked() < LOOKS:
            return f"only {self._looked()} looks in {self.day.ran:.0f} s"
        if self.figures.lost:
            return "an edit was not told"
        if (more := _rise(self.memory)) > MOST_MEMORY:
            return f"memory rose by {more / 1e6:.1f} MB in the second half"
        return "descriptors rose" if _rise(self.descriptors) > MOST_DESCRIPTORS else ""

    def __str__(self) -> str:
        rises = f"second half {_rise(self.memory) / 1e6:+.1f} MB, {_rise(self.descriptors):+.1f} descriptors"
        return f"{self.day.ran / 60:.0f} min in {self.day.sessions} sessions: {self.figures}; {rises}"


def _rise(values: Sequence[float]) -> float:
    """How much a figure rose over its second half, by the line through it."""
    half = values[len(values) // 2 :]
    if len(half) < 2:
        return 0.0
    line = statistics.linear_regression(range(len(half)), half)
    return float(line.slope * len(half))


def _day() -> Seen:
    with ExitStack() as stack:
        session = Session(stack, _found())
        session.run()
        words, wrong = f"{session._looked()} looks, {session}", session.wrong()
    shutil.rmtree(PLACE)
    return Seen(words, f"{wrong}: {words}" if wrong else "")


def cases() -> Iterator[Case]:
    yield Case("day", f"{LOOKS} looks beside {HOSTILE} hostile sources", "no restart, memory flat", _day, long=True)
