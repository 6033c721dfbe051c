"""Whether memory grows with edits (`python -m trials.growth [EDITS]`): RSS after each three thousand.

Each round edits the stories of three sites, each with words and figures that were never there, polls them, and delivers
to a receiver. The first three thousand edits fill what is rightly kept; then the figures must lie on a level line.
"""

import logging
import random
import string
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.engines.memory import be_thrifty, give_back
from monitor.pipeline.polling.report import PollOptions

ROOT = Path(__file__).parent.parent
LOT = 3_000
MOST_PER_LOT = 1_000_000
_PARAGRAPH = '<p style="text-align: left">{}</p>'


def resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


class Editors:
    """Who edits every story of the newsroom, over and over, in words of their own."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.newsroom, self.chance = newsroom, random.Random(seed)
        self.last: dict[str, str] = {}

    def round(self) -> int:
        """Edit every story of Belga. How many edits these were."""
        stories = self.newsroom.belga.stories
        for slug, story in stories.items():
            old, new = self.last.get(slug, ""), _PARAGRAPH.format(self._sentence())
            story["body"] = story["body"].replace(old, new) if old else story["body"] + new
            self.last[slug] = new
        return len(stories)

    def _sentence(self) -> str:
        number = self.chance.randrange(1_000, 9_999_999)
        words = " ".join(self._word() for _ in range(12))
        return f"Some {number:,} people from {words.title()} {words} were counted on Monday."

    def _word(self) -> str:
        return "".join(self.chance.choices(string.ascii_lowercase, k=self.chance.randrange(4, 11)))


def measured(folder: Path, edits: int) -> Iterator[tuple[int, int]]:
    """(edits so far, RSS in bytes) after every lot of edits, on a service's own path through the program."""
    with ExitStack() as stack:
        newsroom, desk = stack.enter_context(Newsroom()), stack.enter_context(Desk())
        topic = (ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
        channels = f'[[channels]]\nname = "m"\nurl = "event://{desk.http}/events"\npace = "0s"\n'
        settings = load(write_config(folder / "config", newsroom, topic, channels), {})
        app = stack.enter_context(App(replace(settings, flips_a_day=10**6)))
        app.prepare()
        app.make_ready()
        editors, done, told = Editors(newsroom, 1), 0, 0
        app.poll((), PollOptions(), send=True, progress=lambda *_: None)
        while done < edits:
            made = editors.round()
            report = app.poll(("belga",), PollOptions(revisit=True), send=True, progress=lambda *_: None)
            found = sum(e.kind == "updated" for e in report.events)
            assert found == made, f"{found} of {made} edits were found"
            done += made
            desk.inbox.posts.clear()
            newsroom.belga.server.asked.clear()
            if done // LOT > told:
                told = done // LOT
                give_back()
                yield done, resident()


def main() -> int:
    logging.disable(logging.WARNING)
    be_thrifty()
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 6 * LOT
    trace = "--trace" in sys.argv
    if trace:
        tracemalloc.start(8)
    rows: list[tuple[int, int]] = []
    before = None
    with tempfile.TemporaryDirectory() as place:
        for done, size in measured(Path(place), edits):
            rows.append((done, size))
            print(f"{done:>8,} edits  {size / 1e6:8.1f} MB", flush=True)
            if trace:
                now = tracemalloc.take_snapshot()
                if before is not None:
                    for row in now.compare_to(before, "lineno")[:12]:
                        print("   ", row)
                before = now
    steady = rows[1:]
    grown = (steady[-1][1] - steady[0][1]) / max(len(steady) - 1, 1) if steady else 0
    print(f"{grown / 1e6:.2f} MB for {LOT:,} edits after the first {LOT:,}")
    return int(grown >= MOST_PER_LOT)


if __name__ == "__main__":
    raise SystemExit(main())
