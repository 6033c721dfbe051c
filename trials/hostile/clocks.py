"""Clocks that are turned: of a running service by libfaketime (the wall clock alone, or all), and between two runs."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.demo.desk import Desk
from monitor.pipeline.polling.report import PollOptions
from trials.hostile.case import Case, Seen
from trials.hostile.running import service, until
from trials.hostile.site import HostileSite
from trials.hostile.stage import Stage, config

_SPANS = {"an hour": 3_600, "a day": 86_400, "a year": 31_536_000}
# One interval of the source (two seconds), of the deliveries (five) and of the ticker.
MOST_SECONDS = 12.0


def library() -> Path | None:
    """libfaketime, where the system has it."""
    places = (
        Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"),
        Path("/usr/lib").glob("faketime/libfaketimeMT.so.1"),
    )
    return next((found for place in places for found in place), None)


def _running(seconds: int, *, everything: bool) -> Seen:
    """Turn the clock of a running service, and edit."""
    found = library()
    if found is None:
        return Seen("", "libfaketime is not installed: the clock cannot be turned")
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="hostile-")))
        site, desk = stack.enter_context(HostileSite()), stack.enter_context(Desk())
        channels = f'[[channels]]\nname = "m"\nurl = "event://{desk.http}/m"\npace = "0s"\n'
        made = config(place / "c", {"site": f"{site.url}/rss.xml"}, channels, every="2s")
        turned = place / "offset"
        turned.write_text("+0", encoding="ascii")
        environment = {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(turned),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "0" if everything else "1",
            "FAKETIME_DONT_RESET": "1",
        }
        running = stack.enter_context(service(made, place / "log", environment))
        until(lambda: len(desk.posts_to("/m")) == 1, 40)
        time.sleep(2)
        turned.write_text(f"{seconds:+d}", encoding="ascii")
        time.sleep(1)
        site.site.edit(site.site.path_of("missions"), "rose by a quarter", "rose by a third")
        took = until(lambda: len(desk.posts_to("/m")) > 1, 60)
        status, words = running.health()
        said = running.words.count("the clock jumped")
        kinds = [p.body["events"][0]["kind"] for p in desk.posts_to("/m")][1:]
        code, ended = running.end()
        seen = f"told after {took:.1f} s, healthz {status}, said {said} times, ended {code} in {ended:.1f} s"
        if took > MOST_SECONDS:
            return Seen(seen, f"the edit was told after {took:.1f} s")
        if kinds != ["updated"] or status != 200 or code:
            return Seen(seen, f"{kinds}, healthz {status} {words.strip()}, exit {code}")
        return Seen(seen, "" if said == 1 or everything else f"the jump was said {said} times")


def _between(seconds: int) -> Seen:
    """The clock is turned while nothing runs; the next poll finds the edit, and nothing is given up or withdrawn."""
    with ExitStack() as stack:
        stage = Stage(stack)
        stage.poll()
        gone = stage.victim.site.path_of("letter")
        stage.victim.site.hold_back(gone)
        stage.clock.turn(60)
        stage.poll()
        stage.desk.refuse("/m", 503)
        stage.edit(stage.healthy, "rose by a quarter", "rose by a third")
        stage.clock.turn(60)
        stage.poll()
        stage.desk.accept("/m")
        stage.desk.inbox.posts.clear()
        stage.clock.now += timedelta(seconds=seconds)
        stage.victim.site.publish(gone)
        stage.edit(stage.victim, "rose by a quarter", "rose by a third")
        found = stage.poll()
        stage.app.deliver()
        states = stage.app.reads.delivery_counts()
        told = [(p.body["events"][0]["source"], p.body["events"][0]["kind"]) for p in stage.desk.posts_to("/m")]
        wanted = {("healthy", "updated"), ("victim", "updated")}
        wrong = "" if wanted <= set(told) and states.get("dead", 0) == 0 else f"told {told}, {states}"
        if ("victim", "withdrawn") in found:
            wrong = "an item was withdrawn by the jump"
        return Seen(f"{found}, {states}", wrong)


def _given_up(seconds: int) -> Seen:
    """What has waited for a channel that is down is not given up by a jump, and goes out when it is back."""
    with ExitStack() as stack:
        stage = Stage(stack)
        stage.poll()
        stage.desk.refuse("/m", 503)
        stage.edit(stage.victim, "rose by a quarter", "rose by a third")
        stage.clock.turn(60)
        stage.poll()
        stage.clock.now += timedelta(seconds=seconds)
        for _ in range(3):
            stage.app.deliver()
            stage.clock.turn(400)
        stage.desk.accept("/m")
        stage.app.deliver()
        states = stage.app.reads.delivery_counts()
        return Seen(str(states), "" if states.get("dead", 0) == 0 and states.get("pending", 0) == 0 else str(states))


def _pruned(seconds: int) -> Seen:
    """A jump makes no row old enough to be pruned."""
    from monitor.store import upkeep

    with ExitStack() as stack:
        stage = Stage(stack)
        stage.poll()
        stage.clock.now += timedelta(seconds=seconds)
        stage.app.poll((), PollOptions(wait=0), send=False, progress=lambda *_: None)
        before = stage.app.uptime.ages.back(stage.app.clock(), timedelta(days=30))
        runs, documents, seen = upkeep.prune(stage.app.database, before)
        return Seen(
            f"{runs} runs, {documents} documents, {seen} observations",
            "" if not (runs or seen) else f"{runs} runs were pruned",
        )


def cases() -> Iterator[Case]:
    sample = bool(os.environ.get("MONITOR_HOSTILE_SHORT"))
    for name, span in _SPANS.items():
        for words, seconds in ((f"forward by {name}", span), (f"back by {name}", -span)):
            for everything in (False, True):
                clocks = "all clocks" if everything else "the wall clock"
                run = partial(_running, seconds, everything=everything)
                required = f"told within {MOST_SECONDS:.0f} s, healthy"
                yield Case("clock", f"running, {clocks} {words}", required, run, long=not sample)
            yield Case("clock", f"between runs, {words}", "told, nothing withdrawn or dead", partial(_between, seconds))
            yield Case("clock", f"a channel down, {words}", "not given up, and sent", partial(_given_up, seconds))
            yield Case("clock", f"pruning, {words}", "nothing is pruned", partial(_pruned, seconds))
