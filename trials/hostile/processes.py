"""Signals at the worst moment, and sites that are slow without being wrong."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.demo.desk import Desk
from trials.hostile.case import Case, Seen
from trials.hostile.receivers import Receiver, _endless
from trials.hostile.running import command, service, until
from trials.hostile.site import HostileSite, answer
from trials.hostile.stage import config


class Crowd:
    """Slow sites beside a healthy one, and bad receivers beside a good one."""

    def __init__(self, stack: ExitStack, slow: int, bad: int, *, pause: float, extra: str = "") -> None:
        self.folder = Path(stack.enter_context(TemporaryDirectory(prefix="hostile-")))
        self.healthy, self.desk = stack.enter_context(HostileSite()), stack.enter_context(Desk())
        self.slow = [stack.enter_context(HostileSite()) for _ in range(slow)]
        for site in self.slow:
            for path in site.site.pages:
                site.attacks[path] = partial(_slowly, site, path, pause)
        channels = f'[[channels]]\nname = "m"\nurl = "event://{self.desk.http}/m"\npace = "0s"\n'
        for number in range(bad):
            receiver = Receiver(_endless(b"HTTP/1.1 2", b"0", 1.0, 120), waits=True)
            stack.callback(receiver.close)
            channels += f'[[channels]]\nname = "bad{number}"\nurl = "json://127.0.0.1:{receiver.port}/x"\npace = "0s"\n'
        sites = {"healthy": f"{self.healthy.url}/rss.xml"}
        sites |= {f"slow{n}": f"{site.url}/rss.xml" for n, site in enumerate(self.slow)}
        self.config = config(self.folder / "c", sites, channels, every="2s", extra=extra)
        text = (self.config / "monitor.toml").read_text(encoding="utf-8").replace('timeout = "2s"', 'timeout = "20s"')
        (self.config / "monitor.toml").write_text(text, encoding="utf-8")

    def told(self) -> list[str]:
        posts = self.desk.posts_to("/m")
        return [p.body["events"][0]["kind"] for p in posts if p.body["events"][0]["source"] == "healthy"]

    def looks(self) -> int:
        return self.healthy.asked.count("/rss.xml")


def _slowly(site: HostileSite, path: str, pause: float, connection: object) -> None:
    """The right page, in drips that take `pause` seconds together."""
    reply = site.site.answer("GET", path, b"")
    data = answer(reply.body) if reply else answer(b"")
    for start in range(0, len(data), max(len(data) // 10, 1)):
        connection.sendall(data[start : start + max(len(data) // 10, 1)])  # type: ignore[attr-defined]
        time.sleep(pause / 10)


def _beside(count: int) -> Seen:
    """Many slow sites, and a healthy one that is polled and told all the while."""
    with ExitStack() as stack:
        crowd = Crowd(stack, count, 0, pause=12.0)
        running = stack.enter_context(service(crowd.config, crowd.folder / "log"))
        first = until(lambda: crowd.told().count("baseline") == 1, 30)
        before, began = crowd.looks(), time.monotonic()
        delays = []
        words = ["a quarter", "a third", "a half", "a fifth", "a tenth"]
        for old, new in pairwise(words):
            crowd.healthy.site.edit(crowd.healthy.site.path_of("missions"), f"rose by {old}", f"rose by {new}")
            told = len(crowd.told())
            delays.append(until(lambda told=told: len(crowd.told()) > told, 30))  # type: ignore[misc]
            time.sleep(2)
        looks, seconds = crowd.looks() - before, time.monotonic() - began
        status = running.health()[0]
        worst = max(delays)
        seen = f"baseline {first:.1f} s, told after {worst:.1f} s at most, {looks} looks in {seconds:.0f} s, healthz {status}"
        return Seen(seen, "" if worst < 6 and status == 200 and looks >= seconds / 6 else seen)


def _ending(count: int, bad: int, number: int, most: float) -> Seen:
    """A signal while many requests and messages are on their way."""
    with ExitStack() as stack:
        crowd = Crowd(stack, count, bad, pause=15.0)
        running = stack.enter_context(service(crowd.config, crowd.folder / "log"))
        until(lambda: len(crowd.told()) > 0, 40)
        until(lambda: sum(len(s.asked) > 2 for s in crowd.slow) >= min(count, 40) * 0.7, 60)
        crowd.healthy.site.edit(crowd.healthy.site.path_of("missions"), "rose by a quarter", "rose by a third")
        time.sleep(3)
        code, seconds = running.end(number)
        words = f"exit {code} after {seconds:.1f} s"
        return Seen(words, "" if code == 0 and seconds <= most else words)


def _interrupted_twice() -> Seen:
    with ExitStack() as stack:
        crowd = Crowd(stack, 10, 10, pause=15.0)
        running = stack.enter_context(service(crowd.config, crowd.folder / "log"))
        until(lambda: len(crowd.told()) > 0, 40)
        time.sleep(3)
        running.process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        code, seconds = running.end(signal.SIGINT)
        words = f"exit {code} after {seconds:.2f} s"
        return Seen(words, "" if seconds <= 1.0 else words)


def _reloaded() -> Seen:
    """SIGHUP while a source drips: the healthy one is asked on."""
    with ExitStack() as stack:
        crowd = Crowd(stack, 5, 5, pause=15.0)
        running = stack.enter_context(service(crowd.config, crowd.folder / "log"))
        until(lambda: len(crowd.told()) > 0, 40)
        time.sleep(4)
        times: list[float] = []
        seen, end, sent = crowd.looks(), time.monotonic() + 14, False
        while time.monotonic() < end:
            if crowd.looks() > seen:
                seen = crowd.looks()
                times.append(time.monotonic())
            if not sent and time.monotonic() > end - 10:
                running.process.send_signal(signal.SIGHUP)
                sent = True
            time.sleep(0.01)
        gap = max(b - a for a, b in pairwise(times))
        reloaded = "configuration reloaded" in running.words
        # The source's own interval is two seconds, a tenth more, and a tick.
        words = f"longest gap {gap:.1f} s at an interval of 2 s, reloaded: {reloaded}"
        return Seen(words, "" if gap <= 5.2 and reloaded else words)


def _by_hand() -> Seen:
    """`monitor poll` beside slow sites: the healthy one's alert is sent while they still drip, and all are read."""
    with ExitStack() as stack:
        crowd = Crowd(stack, 12, 0, pause=4.0)
        command(crowd.config, "poll", seconds=200)
        crowd.healthy.site.edit(crowd.healthy.site.path_of("missions"), "rose by a quarter", "rose by a third")
        for site in crowd.slow:
            site.site.edit(site.site.path_of("missions"), "rose by a quarter", "rose by a third")
        code, said, seconds = command(crowd.config, "poll", "--json", seconds=200)
        kinds = [p.body["events"][0]["kind"] for p in crowd.desk.posts_to("/m")]
        words = f"exit {code} after {seconds:.0f} s, {kinds.count('updated')} of 13 edits told"
        return Seen(words, "" if code == 0 and kinds.count("updated") == 13 else words + said[-100:])


def cases() -> Iterator[Case]:
    required = "a healthy source is told within 6 s, and health is green"
    yield Case("process", "16 sites that drip their articles", required, partial(_beside, 16), long=True)
    yield Case("process", "60 sites that drip their articles", required, partial(_beside, 60), long=True)
    yield Case("process", "poll by hand beside 12 slow sites", "every edit told, exit 0", _by_hand, long=True)
    ended = "exit 0 within 10 s"
    for name, count, bad in (("one slow source", 1, 0), ("40 slow sources", 40, 0), ("20 bad receivers", 0, 20),
                             ("40 slow sources and 20 bad receivers", 40, 20)):  # fmt: skip
        run = partial(_ending, count, bad, signal.SIGTERM, 10.0)
        yield Case("process", f"SIGTERM under {name}", ended, run, long=True)
    yield Case("process", "SIGINT under slow sources", ended, partial(_ending, 10, 5, signal.SIGINT, 10.0), long=True)
    yield Case("process", "a second SIGINT", "gone within 1 s", _interrupted_twice, long=True)
    yield Case("process", "SIGHUP under slow sources", "no gap above 2 s more than its interval", _reloaded, long=True)
