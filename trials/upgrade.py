"""The silent upgrade: a store that another commit's own program filled, the same sites, and today's program on it.

`make upgrade FROM=COMMIT` (without it: the commit before). Every kind of source, on SQLite and PostgreSQL: the older
program polls, sees an edit at each site, and polls again; then `db upgrade`, two polls and a look at every item by
today's program, which gets the same words in other bytes: each document is read, and held against the stored one. Nothing may be delivered; one log line and one line in `monitor sources` say what was read anew.

The older program runs from that commit's files with today's libraries. Where it asks a site as the real one is not
asked any more, the sites here still answer it: what was stored so is what is upgraded.
"""

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from monitor.demo.desk import Desk
from tests import postgres
from tests.conftest import TOPIC, channels_of
from trials.upgrade_sites import Sites

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    log: str


class Programs:
    """The program of another commit, and today's, on one configuration."""

    def __init__(self, config: Path, older: Path) -> None:
        self._config, self._older = config, older

    def then(self, *arguments: str) -> Said:
        return self._run(self._older, *arguments)

    def now(self, *arguments: str) -> Said:
        return self._run(ROOT, *arguments)

    def _run(self, place: Path, *arguments: str) -> Said:
        command = [sys.executable, "-m", "monitor", "--config", str(self._config), "--log-level", "INFO", *arguments]
        known = {**os.environ, "PYTHONPATH": str(place)}
        done = subprocess.run(command, cwd=place, env=known, capture_output=True, text=True, check=False)
        return Said(done.returncode, done.stdout, done.stderr)


def unpacked(commit: str, folder: Path) -> Path:
    """A commit's files. Raises `SystemExit` where git does not know it."""
    found = subprocess.run(["git", "archive", commit, "monitor"], cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        raise SystemExit(f"git does not know the commit {commit!r}: {found.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def upgraded(database: str, commit: str) -> Iterator[str]:
    """What went wrong on a database; told as it goes."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        place = Path(name)
        sites, desk = stack.enter_context(Sites()), stack.enter_context(Desk())
        config = sites.write(
            place / "config", database or f"sqlite:///{place / 'monitor.db'}", TOPIC, channels_of(desk)
        )
        programs = Programs(config, unpacked(commit, place / "older"))
        yield from _filled(programs, sites)
        desk.inbox.mails.clear()
        desk.inbox.posts.clear()
        yield from _taken_over(programs, sites, desk)


def _filled(programs: Programs, sites: Sites) -> Iterator[str]:
    """The older program's store: every source begun, an edit at each seen."""
    for edits in (False, True):
        if edits:
            sites.edit()
        said = programs.then("poll", *(["--revisit"] if edits else []))
        print(f"  then: {said.out.strip().splitlines()[-1] if said.out.strip() else said.log[-300:]}", flush=True)
        if said.code not in (0, 1):
            yield f"the older program ended with {said.code}: {said.log[-500:]}"


def _taken_over(programs: Programs, sites: Sites, desk: Desk) -> Iterator[str]:
    """Today's program on that store: with the same bytes, then with the same words in other bytes."""
    upgrade = programs.now("db", "upgrade")
    print(f"  upgrade: {upgrade.out.strip()}", flush=True)
    if upgrade.code:
        yield f"db upgrade ended with {upgrade.code}: {upgrade.log[-500:]}"
    logs = ""
    for arguments in (("poll",), ("poll",), ("poll", "--revisit"), ("poll", "--revisit")):
        if arguments[1:]:
            sites.export_again()
        said = programs.now(*arguments)
        logs += said.log
        print(f"  now: {' '.join(arguments)}: {said.out.strip().splitlines()[-1]}", flush=True)
        if said.code:
            yield f"{' '.join(arguments)} ended with {said.code}: {said.out[-1500:]}"
    told = [str(mail["Subject"]) for mail in desk.inbox.mails] + [post.path for post in desk.inbox.posts]
    yield from (f"delivered after the upgrade: {words}" for words in told)
    sources = programs.now("sources")
    print("\n".join(f"  {line[:150]}" for line in sources.out.splitlines()))
    anew = [line for line in logs.splitlines() if "read anew" in line]
    print("\n".join(f"  log: {line[-140:]}" for line in anew))
    if programs.now("db", "verify").code:
        yield "db verify finds the store damaged"


def main() -> int:
    """Exit 1 where anything was told."""
    commit = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else "HEAD~1"
    wrong: list[str] = []
    with ExitStack() as stack:
        databases = {"SQLite": ""}
        if postgres.programs() is not None:
            databases["PostgreSQL"] = f"{stack.enter_context(postgres.server())}/postgres"
        for name, url in databases.items():
            print(f"{name}, from {commit}:", flush=True)
            wrong += [f"{name}: {words}" for words in upgraded(url, commit)]
    print("\n".join(wrong) or "nothing was delivered")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
