"""A day on which much goes wrong, as docs/running.md tells it: what the desk and the operator are told, line by line."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.__main__ import _run
from monitor.core.settings import Settings
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from tests.conftest import MakeMonitor, Monitor, TurnedClock

ROOT = Path(__file__).parent.parent
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
EXCLUSIVE = "exclusive-brussels-to-host-taliban-in-talks-on-afghan-deportations"
_TRANSCRIPT = re.compile(r"<!-- transcript -->\n```text\n(.*?)```", re.DOTALL)
# References, ports, widths, times of the real clock.
_CHANGING = (
    (r"M-[0-9a-f]{10}", "M-…"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1"),
    (r" {2,}", "  "),
    (r"\d\d:\d\d:\d\d WARNING", "WARNING"),
    (r"(\S+)  \S+  failed  .*?  (?=http)", r"\1: failed: "),
)


def _in_a_hurry(settings: Settings) -> Settings:
    """A slow site is given up soon."""
    return replace(settings, sources=tuple(replace(source, timeout=0.4) for source in settings.sources))


class Day:
    """The newsroom, a desk with mail and Slack of which Slack is gone for good, and what everybody heard."""

    def __init__(
        self, make: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        channels = (
            f'[[channels]]\nname = "desk-mail"\nurl = "{desk.mail_url()}"\npace = "0s"\n'
            f'[[channels]]\nname = "desk-slack"\nurl = "slackhook://{desk.http}/gone"\npace = "0s"\n'
            '[[routes]]\nname = "desk"\nclasses = ["substantive", "correction"]\n'
            '[[routes]]\nname = "ours"\nsystem = true\nchannels = ["desk-slack"]\n'
        )
        self.monitor: Monitor = make(channels, change=_in_a_hurry)
        self.newsroom, self.desk, self.clock, self._capsys = newsroom, desk, clock, capsys
        self.lines: list[str] = []

    def say(self, words: str) -> None:
        self.lines.append(f"{self.clock.now:%H:%M}  {words}")

    def poll(self, *sources: str, words: str = "", revisit: bool = False) -> None:
        """Something happens, and the service looks at its sources; then what came by mail."""
        if words:
            self.say(words)
        self.monitor.poll(*sources, revisit=revisit)
        self.clock.turn(seconds=11)
        self.monitor.app.deliver()
        self.lines += [f"       mail: {mail['Subject']}" for mail in self.desk.inbox.mails]
        self.desk.inbox.mails.clear()

    def operator(self, *command: str) -> None:
        """The operator's command, and its lines that name trouble."""
        config = str(self.monitor.settings.directory)
        self._capsys.readouterr()
        code = _run(["--config", config, *command])
        out, err = self._capsys.readouterr()
        self.say(f"$ monitor {' '.join(command)}   (exit {code})")
        told = [line.replace(config, "config") for line in f"{out}\n{err}".splitlines() if _matters(line)]
        self.lines += [f"       {_cut(line.strip())}" for line in told]


def _cut(line: str) -> str:
    """What a terminal shows of a long line."""
    return line if len(line) <= 150 else f"{line[:149]}…"


def _matters(line: str) -> bool:
    words = ("did not arrive", "dead", "cannot be read", "sends again", "seen", "no valid TOML", "goes on", "failed")
    return any(word in line for word in words)


@pytest.fixture
def day(
    make_monitor: MakeMonitor,
    newsroom: Newsroom,
    desk: Desk,
    clock: TurnedClock,
    capsys: pytest.CaptureFixture[str],
) -> Day:
    made = Day(make_monitor, newsroom, desk, clock, capsys)
    made.monitor.poll()
    made.clock.turn(minutes=10)
    desk.inbox.mails.clear()
    desk.refuse("/gone", 404)
    return made


def played(day: Day) -> str:
    """The day's transcript, without what is another each time."""
    newsroom = day.newsroom
    article = newsroom.euractiv.articles[EXCLUSIVE]
    newsroom.euractiv.articles[EXCLUSIVE] = re.sub(r"<p>.*?</p>", "", article, flags=re.DOTALL)
    day.poll("euractiv", words="a page of Euractiv has lost its text", revisit=True)
    newsroom.rijksoverheid.server.fail("/", "drip")
    day.clock.turn(hours=1)
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    day.poll(words="Belga changes a figure; Rijksoverheid answers a byte at a time; Slack answers 404")
    day.operator("deliveries")
    topic = day.monitor.settings.directory / "topics" / "afghan-returns.toml"
    whole = topic.read_text(encoding="utf-8")
    topic.write_text(whole[: len(whole) // 2] + '"', encoding="utf-8")
    day.clock.turn(hours=1)
    day.say("a topic's file is half saved")
    day.operator("items", "--source", "belga")
    topic.write_text(whole, encoding="utf-8")
    newsroom.rijksoverheid.server.heal()
    day.operator("sources")
    day.operator("deliveries", "seen", "--lost")
    day.clock.turn(hours=23)
    day.poll("euractiv", words="the next morning", revisit=True)
    text = "\n".join(day.lines)
    for pattern, words in _CHANGING:
        text = re.sub(pattern, words, text)
    return text


def test_the_day_is_as_the_document_tells_it(day: Day) -> None:
    (told,) = _TRANSCRIPT.findall((ROOT / "docs" / "running.md").read_text(encoding="utf-8"))
    found = played(day)
    assert found == told.rstrip("\n"), found
