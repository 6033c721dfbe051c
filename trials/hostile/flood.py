"""Forty hostile sources beside three healthy ones: how soon the healthy ones' edits are told, and what it costs."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.demo.desk import Desk
from trials.hostile import answers, documents
from trials.hostile.case import Case, Seen
from trials.hostile.listening import Script
from trials.hostile.running import Service, service, until
from trials.hostile.site import HostileSite, answer
from trials.hostile.stage import config

CALM, FLOOD, HOSTILE, HEALTHY = 60.0, 300.0, 40, 3
MEDIAN, WORST = 1.0, 3.0
MAIN, TREE = 150_000_000, 400_000_000
_LISTS = (
    "silence", "a body that drips", "a head that drips", "an endless body", "headers without an end", "a gzip bomb",
    "gzip in gzip", "a reset in the middle", "a challenge with 403", "status 503", "25 MB", "noise", "nothing at all",
    "chunks without an end", "10,000 headers", "100 Continue for ever",
)  # fmt: skip
_DOCUMENTS = (
    "a billion laughs", "100,000 entries", "2,000 entries of 9 kB", "a page of a million line breaks", "a page 300,000 deep",
    "300,000 figures", "100,000 links", "100,000 attributes", "nested tables", "50,000 paragraphs", "one word of 9 MB",
    "4 MB of apostrophes",
)  # fmt: skip


def _figures() -> Iterator[tuple[str, str]]:
    """What stands in the text and what comes in its place, never the same again."""
    old = "a quarter"
    for number in range(11, 10**6):
        yield old, (old := f"{number} percent")


@dataclass(slots=True)
class Figures:
    """Seconds from each edit to its delivery, and the most memory seen."""

    delays: list[float] = field(default_factory=list)
    lost: int = 0
    main: int = 0
    tree: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.delays) if self.delays else 999.0

    @property
    def worst(self) -> float:
        """The 99th percentile."""
        found = sorted(self.delays)
        return found[min(int(len(found) * 0.99), len(found) - 1)] if found else 999.0

    def __str__(self) -> str:
        return (
            f"{len(self.delays)} edits, median {self.median:.1f} s, p99 {self.worst:.1f} s, lost {self.lost}, "
            f"main {self.main / 1e6:.0f} MB, tree {self.tree / 1e6:.0f} MB"
        )


def _slow_articles(site: HostileSite) -> None:
    def slowly(path: str, connection: object) -> None:
        reply = site.site.answer("GET", path, b"")
        data = answer(reply.body) if reply else answer(b"")
        for start in range(0, len(data), 2_000):
            time.sleep(1.0)
            connection.sendall(data[start : start + 2_000])  # type: ignore[attr-defined]

    for path in site.site.pages:
        site.attacks[path] = partial(slowly, path)


def _whole(data: bytes, kind: str) -> Script:
    return lambda connection: connection.sendall(answer(data, kind=kind))


def _attacks() -> list[Callable[[HostileSite], None]]:
    """What each kind of hostile site does."""
    scripts, found = answers._scripts(), list[Callable[[HostileSite], None]]()
    for name in _LISTS:
        found.append(partial(_at, "/rss.xml", scripts[name]))
    for name in _DOCUMENTS:
        kind, body = documents._documents()[name]()
        if kind == "list":
            found.append(partial(_at, "/rss.xml", _whole(body, "application/rss+xml")))
        else:
            found.append(partial(_at, "", _whole(body, "text/html")))
    return [*found, _slow_articles, _slow_articles]


def _at(path: str, script: Script, site: HostileSite) -> None:
    for place in (path,) if path else tuple(site.site.pages):
        site.attacks[place] = script


class Scene:
    """The healthy sites, the desk, and so many hostile ones. `ports`: where each site listens; anywhere without.
    `edits`: how often each healthy one was edited before.
    """

    def __init__(
        self,
        stack: ExitStack,
        folder: Path,
        hostile: int,
        *,
        every: str = "2s",
        ports: Sequence[int] = (),
        edits: Mapping[str, int] | None = None,
    ) -> None:
        self.folder, self.desk = folder, stack.enter_context(Desk())
        self.sites = [stack.enter_context(HostileSite(port)) for port in ports or [0] * (HEALTHY + hostile)]
        self.healthy = {f"healthy{n}": site for n, site in enumerate(self.sites[:HEALTHY])}
        sites = {name: f"{site.url}/rss.xml" for name, site in self.healthy.items()}
        for number, (site, attack) in enumerate(zip(self.sites[HEALTHY:], cycle(_attacks()), strict=False)):
            attack(site)
            sites[f"hostile{number:02}"] = f"{site.url}/rss.xml"
        channels = f'[[channels]]\nname = "m"\nurl = "event://{self.desk.http}/m"\npace = "0s"\n'
        made = config(self.folder / "c", sites, channels, every=every)
        text = (made / "monitor.toml").read_text(encoding="utf-8").replace('timeout = "2s"', 'timeout = "20s"')
        (made / "monitor.toml").write_text(text, encoding="utf-8")
        self.words = {name: _figures() for name in self.healthy}
        for name in (name for name, count in (edits or {}).items() for _ in range(count)):
            self.change(name)
        self.service = stack.enter_context(service(made, self.folder / "log"))

    def told(self, source: str) -> list[float]:
        """When the desk was told of each edit of a source."""
        posts = [p for p in self.desk.posts_to("/m") if p.body["events"][0]["source"] == source]
        return [p.at for p in posts if p.body["events"][0]["kind"] == "updated"]

    def begin(self) -> None:
        until(lambda: all(self._watched(name) for name in self.healthy), 90)

    def _watched(self, source: str) -> bool:
        return any(p.body["events"][0]["source"] == source for p in self.desk.posts_to("/m"))

    def run(self, seconds: float) -> Figures:
        """Edit the healthy sites in turn, one after the other, and note when each edit is told."""
        figures, end = Figures(), time.monotonic() + seconds
        names = cycle(self.healthy)
        while time.monotonic() < end:
            self.edit(next(names), figures)
            figures.main, figures.tree = _most(figures, self.service)
        return figures

    def edit(self, name: str, figures: Figures) -> None:
        before, at = len(self.told(name)), time.time()
        self.change(name)
        try:
            until(lambda: len(self.told(name)) > before, 40)
            figures.delays.append(self.told(name)[-1] - at)
        except TimeoutError:
            figures.lost += 1

    def change(self, name: str) -> None:
        """The next edit of a healthy site."""
        site, (old, new) = self.healthy[name].site, next(self.words[name])
        site.edit(site.path_of("missions"), f"rose by {old}", f"rose by {new}")


def _most(figures: Figures, running: Service) -> tuple[int, int]:
    main, tree = running.memory()
    return max(figures.main, main), max(figures.tree, tree)


def measured(hostile: int, seconds: float) -> tuple[Figures, int, int]:
    """The figures, the status of the health, and whether the process goes on (0)."""
    with ExitStack() as stack:
        scene = Scene(stack, Path(stack.enter_context(TemporaryDirectory(prefix="hostile-"))), hostile)
        scene.begin()
        figures = scene.run(seconds)
        return figures, scene.service.health()[0], scene.service.process.poll() or 0


def _flood(calm: float, seconds: float) -> Seen:
    quiet, _, _ = measured(0, calm)
    loud, status, ended = measured(HOSTILE, seconds)
    words = f"calm: {quiet}; beside {HOSTILE}: {loud}; healthz {status}"
    good = (
        loud.median <= quiet.median + MEDIAN
        and loud.worst <= quiet.worst + WORST
        and not loud.lost
        and loud.main <= MAIN
        and loud.tree <= TREE
        and status == 200
        and not ended
    )
    return Seen(words, "" if good else words)


def cases() -> Iterator[Case]:
    required = f"within {MEDIAN:.0f} s of calm at the median, {WORST:.0f} s at p99; 150 and 400 MB"
    yield Case(
        "flood", f"{HOSTILE} hostile sources for five minutes", required, partial(_flood, CALM, FLOOD), long=True
    )
