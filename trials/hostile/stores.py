"""Stores that are locked, read-only, gone, replaced, or shared by two services; a disk that is full."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.demo.desk import Desk
from trials.hostile.case import Case, Seen
from trials.hostile.damage import flips
from trials.hostile.running import command, service, until
from trials.hostile.site import HostileSite
from trials.hostile.stage import ROOT, config

_FLIPS = 200


class Place:
    """A site, a desk, a configuration and a store that has its baseline."""

    def __init__(self, stack: ExitStack, *, every: str = "2s") -> None:
        self.folder = Path(stack.enter_context(TemporaryDirectory(prefix="hostile-")))
        self.site, self.desk = stack.enter_context(HostileSite()), stack.enter_context(Desk())
        channels = f'[[channels]]\nname = "m"\nurl = "event://{self.desk.http}/m"\npace = "0s"\n'
        self.config = config(self.folder / "c", {"site": f"{self.site.url}/rss.xml"}, channels, every=every)
        self.store = self.config / "monitor.db"
        assert command(self.config, "poll")[0] == 0

    def edit(self, old: str = "rose by a quarter", new: str = "rose by a third") -> None:
        self.site.site.edit(self.site.site.path_of("missions"), old, new)

    def told(self) -> list[str]:
        return [p.body["events"][0]["kind"] for p in self.desk.posts_to("/m")]


def _locked() -> Seen:
    """A command on a store that another program holds for good."""
    with ExitStack() as stack:
        place = Place(stack)
        holder = sqlite3.connect(place.store, isolation_level=None)
        stack.callback(holder.close)
        holder.execute("BEGIN EXCLUSIVE")
        code, said, seconds = command(place.config, "poll")
        holder.execute("ROLLBACK")
        place.edit()
        after = command(place.config, "poll")[0]
        words = f"exit {code} after {seconds:.0f} s, then {after}, told {place.told()}"
        good = (
            code == 3
            and 28 <= seconds <= 36
            and after == 0
            and place.told()[-1] == "updated"
            and "Traceback" not in said
        )
        return Seen(words, "" if good else words)


def _read_only(*arguments: str) -> Seen:
    """A store that nobody may write, as a read-only file system makes it."""
    with ExitStack() as stack:
        place = Place(stack)
        mounted = subprocess.run(["mount", "--bind", place.config, place.config], capture_output=True).returncode == 0
        if not mounted:
            return Seen("", "no file system can be mounted here")
        stack.callback(lambda: subprocess.run(["umount", place.config], capture_output=True))
        subprocess.run(["mount", "-o", "remount,ro,bind", place.config], check=True, capture_output=True)
        code, said, seconds = command(place.config, *arguments, seconds=60)
        words = f"exit {code} after {seconds:.0f} s: {said.strip().splitlines()[-1][:80] if said.strip() else ''}"
        return Seen(words, "" if code == 3 and "Traceback" not in said else words)


def _vanished(change: Callable[[Place], None]) -> Seen:
    """The store goes away under a running service."""
    with ExitStack() as stack:
        place = Place(stack)
        running = stack.enter_context(service(place.config, place.folder / "log"))
        until(lambda: running.health()[0] == 200, 30)
        began = time.monotonic()
        change(place)
        red = until(lambda: running.health()[0] == 503 or running.process.poll() is not None, 40)
        code = running.process.wait(40)
        words = f"red after {red:.0f} s, exit {code} after {time.monotonic() - began:.0f} s"
        return Seen(words, "" if code == 3 and red <= 20 else words)


def _delete(place: Place) -> None:
    place.store.unlink()


def _replace(place: Place) -> None:
    shutil.copy(place.store, place.folder / "copy.db")
    (place.folder / "copy.db").replace(place.store)


def _two() -> Seen:
    """A second service on the same store."""
    with ExitStack() as stack:
        place = Place(stack)
        first = stack.enter_context(service(place.config, place.folder / "log"))
        until(lambda: first.health()[0] == 200, 30)
        second = stack.enter_context(service(place.config, place.folder / "second"))
        code = second.process.wait(30)
        said = second.words.strip().splitlines()[-1][:90] if second.words.strip() else ""
        place.edit()
        until(lambda: "updated" in place.told(), 20)
        words = f"the second ends with {code}: {said}; the first goes on"
        return Seen(words, "" if code == 3 and "another service" in second.words else words)


def _after_a_kill() -> Seen:
    """A service that was killed holds nothing: the next one begins."""
    with ExitStack() as stack:
        place = Place(stack)
        first = stack.enter_context(service(place.config, place.folder / "log"))
        until(lambda: first.health()[0] == 200, 30)
        first.process.kill()
        first.process.wait()
        second = stack.enter_context(service(place.config, place.folder / "second"))
        took = until(lambda: second.health()[0] == 200, 30)
        return Seen(f"the next one is healthy after {took:.1f} s")


def _full() -> Seen:
    """No room on the disk, then room."""
    with ExitStack() as stack:
        place = Place(stack)
        small = place.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], capture_output=True).returncode:
            return Seen("", "no file system can be mounted here")
        stack.callback(lambda: subprocess.run(["umount", "-l", small], capture_output=True))
        shutil.copy(place.store, small / "m.db")
        text = (place.config / "monitor.toml").read_text(encoding="utf-8")
        (place.config / "monitor.toml").write_text(
            text.replace(str(place.store), str(small / "m.db")), encoding="utf-8"
        )
        running = stack.enter_context(service(place.config, place.folder / "log"))
        until(lambda: running.health()[0] == 200, 30)
        filler = small / "filler"
        _fill(filler)
        told = len(place.told())
        place.edit()
        time.sleep(8)
        during = len(place.told()) - told
        filler.unlink()
        took = until(lambda: "updated" in place.told(), 60)
        words = f"told {during} while full, the edit {took:.0f} s after there was room"
        return Seen(words, "" if during == 0 and running.process.poll() is None else words)


def _fill(file: Path) -> None:
    """Take all the room there is."""
    with file.open("wb", buffering=0) as out:
        while True:
            try:
                out.write(b"x" * 4096)
            except OSError:
                return


def _backup() -> Seen:
    """A backup that is killed leaves no file under its name, and the next one makes it."""
    with ExitStack() as stack:
        place = Place(stack)
        target = place.folder / "copy.db"
        made = [sys.executable, "-m", "monitor", "--config", str(place.config), "db", "backup", str(target)]
        there = []
        for after in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            process = subprocess.Popen(made, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if target.exists():
                there.append(sqlite3.connect(target).execute("PRAGMA integrity_check").fetchone()[0])
                target.unlink()
        code = command(place.config, "db", "backup", str(target))[0]
        words = f"whole copies after kills: {there}, then exit {code}"
        return Seen(words, "" if code == 0 and all(found == "ok" for found in there) else words)


def _flipped() -> Seen:
    """Single bytes of a store's file are turned over, each time one that changes what SQL reads."""
    with ExitStack() as stack:
        place = Place(stack)
        place.edit()
        command(place.config, "poll")
        sound, unsaid, traces = place.folder / "sound.db", list[int](), 0
        shutil.copy(place.store, sound)
        for byte in islice(flips(sound, place.store, seed=14), _FLIPS):
            code, said, _ = command(place.config, "db", "verify")
            traces += "Traceback" in said
            unsaid += [byte] * (code not in (1, 3))
        shutil.copy(sound, place.store)
        after = command(place.config, "db", "verify")[0]
        words = f"{_FLIPS - len(unsaid)} of {_FLIPS} named, {traces} tracebacks, the sound store: exit {after}"
        return Seen(words, "" if not unsaid and not traces and after == 0 else f"{words}; not named: {unsaid[:9]}")


def cases() -> Iterator[Case]:
    yield Case("store", "locked for good", "exit 3 after 30 s, then the edit", _locked, long=True)
    yield Case("store", "read-only: run", "exit 3", lambda: _read_only("run"))
    yield Case("store", "read-only: poll", "exit 3", lambda: _read_only("poll"))
    yield Case(
        "store", "deleted under a service", "red within 20 s, then exit 3", lambda: _vanished(_delete), long=True
    )
    yield Case(
        "store", "replaced under a service", "red within 20 s, then exit 3", lambda: _vanished(_replace), long=True
    )
    yield Case("store", "two services", "the second ends with 3", _two, long=True)
    yield Case("store", "a service after one that was killed", "it begins", _after_a_kill)
    yield Case("store", "a full disk, then room", "nothing told that is not stored, then the edit", _full, long=True)
    yield Case("store", "a backup that is killed", "no half copy", _backup)
    yield Case("store", "bytes that are turned over", f"`db verify` names {_FLIPS} of {_FLIPS}", _flipped, long=True)
