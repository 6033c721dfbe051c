"""Thousands of polls under a clock that is turned, while editors edit and one answer in twenty goes wrong.

`python -m trials.soak [N]` (`make soak N=…`) prints what was made, what was found, and what was told in vain: an
`updated` without an edit, a `withdrawn` of a story that stands, an edit that a faultless look at its item did not
find. Then the requests of a day for the shipped sources. It ends with 1 where a promise was not kept.
"""

import logging
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Event, Item
from monitor.core.schedule import next_check, next_check_off_topic
from monitor.core.settings import DAY, Recheck, Settings
from monitor.demo.newsroom import Newsroom, write_config
from monitor.demo.seeds import folder
from monitor.demo.server import Fault, Server
from monitor.pipeline.polling.report import PollOptions
from monitor.sources.kinds import adapter
from tests.newsroom.site import Site

ROOT = Path(__file__).parent.parent
POLLS, STEP = 10_000, timedelta(minutes=10)
_LEAD = re.compile(r"</div><p>.*?</p>")
_FAULTY, _EDITED, _GONE = 0.05, 0.02, 0.004
# Faults that can be seen from outside: status, length, challenge, empty, foreign, a shrunken list, an emptied text.
FAULTS = ("500", "503", "403", "404", "429", "cut", "challenge", "empty", "foreign", "html", "shrunk", "emptied")


@dataclass
class Stage:
    """One site as the simulation plays it: its stories by name, each with the path that it is asked at."""

    source: str
    server: Server
    stories: dict[str, str]
    edit: Callable[[str, str], None]
    withdraw: Callable[[str], None]
    restore: Callable[[str], None]


@dataclass
class Story:
    """What is true of a story: the edits that nobody has told yet, whether it is there, since when."""

    stage: Stage
    name: str
    untold: list[str] = field(default_factory=list)
    there: bool = True
    known_gone: bool = False


@dataclass
class Tally:
    polls: int = 0
    requests: int = 0
    bodiless: int = 0
    rechecks: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def stages(newsroom: Newsroom, site: Site) -> list[Stage]:
    """Belga, Euractiv and a plain site with a feed, on their stories about the topic."""
    belga, euractiv = newsroom.belga, newsroom.euractiv

    def in_belga(name: str, words: str) -> None:
        belga.stories[name]["body"] += f"<p>{words}</p>"

    def in_euractiv(name: str, words: str) -> None:
        euractiv.articles[name] = _LEAD.sub(lambda m: f"{m[0]}<p>{words}</p>", euractiv.articles[name], count=1)

    def in_site(name: str, words: str) -> None:
        site.pages[name] = site.pages[name].replace("</article>", f"<p>{words}</p></article>", 1)

    return [
        Stage("belga", belga.server, {s: f"/{s}.json" for s in belga.stories}, in_belga, belga.withdraw, belga.restore),
        Stage(
            "euractiv",
            euractiv.server,
            {s: f"/news/{s}/" for s in euractiv.articles},
            in_euractiv,
            euractiv.withdraw,
            lambda name: euractiv.articles.update({name: euractiv.shelf.pop(name)}),
        ),
        Stage("site", site.server, {p: p for p in site.pages}, in_site, site.hold_back, site.publish),
    ]


class Simulation:
    """Editors, faults and polls by one random number generator."""

    def __init__(self, app: App, played: list[Stage], clock: "Turned", seed: int) -> None:
        self.app, self.clock, self.chance, self.tally = app, clock, random.Random(seed), Tally()
        self.stages = played
        self.stories: dict[str, Story] = {}
        self.number = 0
        for stage in played:
            stage.server.luck = self._luck

    def _luck(self, path: str) -> Fault | None:
        if self.chance.random() >= _FAULTY:
            return None
        kind = self.chance.choice(FAULTS)
        self.tally.faults[kind] += 1
        return Fault("", kind, "60" if kind == "429" else "")

    def begin(self) -> None:
        """The baseline, without faults; the stories that are on topic are played with."""
        for stage in self.stages:
            stage.server.luck = lambda _: None
        self.app.poll([s.source for s in self.stages], PollOptions(), send=False, progress=lambda *_: None)
        on = {v.item.url for v in self.app.reads.items(limit=500) if v.item.topics}
        for stage in self.stages:
            stage.server.luck = self._luck
            for name, path in stage.stories.items():
                if any(url.endswith((path.removesuffix(".json"), path)) for url in on):
                    self.stories[f"{stage.source} {name}"] = Story(stage, name)

    def step(self) -> None:
        for story in self.stories.values():
            self._play(story)
        self.clock.now += STEP
        for stage in self.stages:
            self._poll(stage)

    def _play(self, story: Story) -> None:
        if story.there and self.chance.random() < _EDITED:
            self.number += 1
            words = f"The minister said that {1000 + self.number} people had been returned to Kabul by then."
            story.stage.edit(story.name, words)
            story.untold.append(words)
            self.tally.made["edits"] += 1
        elif story.there and not story.untold and self.chance.random() < _GONE:
            story.stage.withdraw(story.name)
            story.there = False
            self.tally.made["withdrawals"] += 1
        elif not story.there and story.known_gone and self.chance.random() < 10 * _GONE:
            story.stage.restore(story.name)
            story.there = True
            self.tally.made["restorations"] += 1

    def _poll(self, stage: Stage) -> None:
        stage.server.take_log()
        report = self.app.poll([stage.source], PollOptions(), send=False, progress=lambda *_: None)
        self.tally.polls += 1
        asked = stage.server.take_log()
        self.tally.requests += len(asked)
        items = [a for a in asked if a.path in set(stage.stories.values())]
        self.tally.rechecks += len([a for a in items if not a.fault])
        self.tally.bodiless += len([a for a in items if a.status == 304])
        for event in report.events:
            if event.item_id is not None:
                self._told(stage, event, report.items[event.item_id])
        self._found_all(stage, {a.path for a in items if not a.fault})

    def _story(self, stage: Stage, item: Item) -> Story | None:
        names = [n for n, p in stage.stories.items() if item.url.rstrip("/").endswith(n.strip("/")) or p in item.url]
        return self.stories.get(f"{stage.source} {names[0]}") if names else None

    def _told(self, stage: Stage, event: Event, item: Item) -> None:
        story = self._story(stage, item)
        if event.kind == "updated":
            if story is None or not story.untold:
                self.tally.wrong.append(
                    f"false updated: {stage.source} {item.url}: {'; '.join(map(str, event.reasons))}"
                )
            else:
                self.tally.found["edits"] += len(story.untold)
                story.untold.clear()
        elif event.kind == "withdrawn":
            if story is None or story.there:
                self.tally.wrong.append(f"false withdrawn: {stage.source} {item.url}")
            else:
                story.known_gone = True
                self.tally.found["withdrawals"] += 1
        elif event.kind == "restored" and story is not None:
            story.known_gone = False
            self.tally.found["restorations"] += 1
        elif event.kind not in ("touched", "left_topic", "now_on_topic"):
            self.tally.wrong.append(f"unexpected {event.kind}: {stage.source} {item.url}")

    def _found_all(self, stage: Stage, looked: set[str]) -> None:
        """An item that was looked at without a fault is known as it stands."""
        for story in self.stories.values():
            if story.stage is stage and story.there and story.untold and stage.stories[story.name] in looked:
                self.tally.wrong.append(f"missed: {stage.source} {story.name}: {story.untold[-1]}")
                story.untold.clear()


@dataclass
class Turned:
    """A clock that the simulation turns."""

    now: datetime = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def simulate(polls: int, seed: int = 1, say: Callable[[str], None] = lambda _: None) -> Tally:
    """So many polls of three sources in turn."""
    clock = Turned()
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="monitor-soak-"))
        newsroom, site = stack.enter_context(Newsroom()), stack.enter_context(Site(folder() / "site"))
        app = stack.enter_context(
            App(_settings(Path(place), newsroom, site), clock=clock, steady=lambda: clock.now.timestamp())
        )
        app.prepare()
        made = Simulation(app, stages(newsroom, site), clock, seed)
        made.begin()
        while made.tally.polls < polls:
            made.step()
            if made.tally.polls % 300 == 0:
                say(f"{made.tally.polls} polls, {len(made.tally.wrong)} wrong")
        return made.tally


def _settings(place: Path, newsroom: Newsroom, site: Site) -> Settings:
    topic = (ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
    config = write_config(place, newsroom, topic)
    (config / "sources" / "site.toml").write_text(f'kind = "feed"\nurl = "{site.server.url}/rss.xml"\n')
    settings = load(config, {})
    always = (Recheck(STEP.total_seconds(), 3650 * DAY),)
    sources = [replace(s, recheck=always, gone=replace(s.gone, misses=3, over=3600.0)) for s in settings.sources]
    return replace(settings, sources=tuple(sources))


# --- the requests of a day ------------------------------------------------------------------------------


def day(new: int = 150, on_topic: int = 10) -> list[tuple[str, float]]:
    """Requests a day: the lists of each shipped source, and the looks at items once thirty days of them are known."""
    settings = load(ROOT / "config", {})
    now = datetime(2026, 7, 12, tzinfo=UTC)
    rows = [
        (f"lists of {s.name}", len(adapter(s).start(now)) * DAY / (s.every * 1.05))
        for s in settings.sources
        if s.enabled
    ]
    rule = settings.sources[0].recheck
    rows.append(("first looks at new items", float(new)))
    rows.append(("looks again at items off topic", (new - on_topic) * _looks(lambda b, n: next_check_off_topic(b, n))))
    rows.append(("looks again at items on topic", on_topic * _looks(lambda b, n: next_check(b, n, rule))))
    return rows


def _looks(following: Callable[[datetime, datetime], datetime | None]) -> float:
    """How often an item is looked at again in its life; a steady stream of items costs as much a day."""
    born = datetime(2026, 7, 12, tzinfo=UTC)
    count, now = 0, following(born, born)
    while now is not None:
        count += 1
        now = following(born, now)
    return float(count)


def _say(words: str) -> None:
    sys.stderr.write(f"… {words}\n")


def main(arguments: Iterable[str]) -> int:
    logging.disable(logging.CRITICAL)
    polls = int(next(iter(arguments), POLLS))
    began = time.monotonic()
    tally = simulate(polls, say=_say)
    share = tally.bodiless / max(tally.rechecks, 1)
    print_ = sys.stdout.write
    print_(f"{tally.polls} polls, {tally.requests} requests, {time.monotonic() - began:.0f} s\n")
    print_("faults: " + ", ".join(f"{kind} {count}" for kind, count in sorted(tally.faults.items())) + "\n")
    for what in ("edits", "withdrawals", "restorations"):
        print_(f"{what}: {tally.made[what]} made, {tally.found[what]} found\n")
    print_(f"looks at items without a fault answered without a body: {share:.0%} (at least 80%)\n")
    print_(f"told in vain or missed: {len(tally.wrong)}\n" + "".join(f"  {w}\n" for w in tally.wrong[:20]))
    rows = day()
    for name, count in rows:
        print_(f"{name}: {count:.0f} a day\n")
    total = sum(count for _, count in rows)
    print_(f"requests a day of the shipped sources: {total:.0f} (under 4,000)\n")
    return int(bool(tally.wrong) or share < 0.8 or total >= 4_000)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
