"""kill -9 while edits flow (`make crash`): at every system call that writes, and at random moments, on both databases.

In chunks, each on a store, a newsroom and a desk of its own: edits are made, polls are killed, and at the end the chunk is
finished and counted. What is done is kept in `.bench/crash.json`, so that a stopped run goes on where it was (`make crash` again;
`make clean` forgets it).

Counted for every event and channel: did its alert come (lost otherwise); did it come again without the mark (doubled); and for
every repeat, whether a process had died after the desk had the message and before the store knew.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.pipeline.polling.report import PollOptions
from trials.killing import TRACEABLE

ROOT = Path(__file__).parent.parent
CALLS_OF_A_POLL = 420
"""So many writing calls a poll with an edit makes, about."""
TOPIC = (ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
KEPT = ROOT / ".bench" / "crash.json"
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
TALKS = "eu-considers-talks-with-taliban-in-brussels-over-afghan-returns"
_FIGURES = {KABUL: "2,635", TALKS: "19 other"}
_CHUNK, _STEP = 100, timedelta(minutes=10)
# How many kills after which an unhindered poll is timed anew: moments are chosen within its length.
_TIMED_EVERY = 20
Told = tuple[str, str]


@dataclass(slots=True)
class Tally:
    """What came of a number of kills."""

    kills: int = 0
    events: int = 0
    alerts: int = 0
    repeats: int = 0
    explained: int = 0
    lost: int = 0
    doubled: int = 0

    def add(self, other: "Tally") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.repeats > self.explained)


@dataclass(slots=True)
class Scene:
    """A newsroom and a desk with a configuration between them, and the process that makes victims."""

    config: Path
    newsroom: Newsroom
    desk: Desk
    killer: subprocess.Popen[str]
    now: datetime
    windows: Counter[Told] = field(default_factory=Counter)
    edits: int = 0
    figures: dict[str, str] = field(default_factory=lambda: dict(_FIGURES))

    def edit(self, chance: random.Random) -> None:
        """An editor changes a figure in one of two stories."""
        slug = chance.choice([KABUL, TALKS])
        self.edits += 1
        old, self.figures[slug] = self.figures[slug], _figure(slug, self.edits)
        self.newsroom.belga.edit(slug, old, self.figures[slug])

    def poll(self, **order: Any) -> dict[str, Any]:
        """A poll ten minutes after the last one: the leases of the dead have run out."""
        self.now += _STEP
        assert self.killer.stdin is not None
        assert self.killer.stdout is not None
        self.killer.stdin.write(json.dumps({"at": self.now.isoformat(), **order}) + "\n")
        self.killer.stdin.flush()
        answer: dict[str, Any] = json.loads(self.killer.stdout.readline())
        if answer["killed"]:
            self._note_window()
        return answer

    def _note_window(self) -> None:
        """What the desk has and the store does not know of: the only thing that may come again."""
        with self.app() as app:
            going = app.reads.deliveries(limit=999, state="sending")
            references = {e.id: e.reference for e in app.reads.events(limit=9_999)}
        arrived = Counter(self.came(marked=None))
        noted = {(d["channel"], references[d["event"]]) for d in going}
        for told in noted:
            if arrived[told] > self.windows[told]:
                self.windows[told] += 1

    def app(self) -> App:
        return App(load(self.config, {}), clock=lambda: self.now)

    def came(self, *, marked: bool | None) -> list[Told]:
        """(channel, reference) of every message that the desk has; with or without the mark of a repeat."""
        with self.desk.inbox.lock:
            mails, posts = list(self.desk.inbox.mails), list(self.desk.inbox.posts)
        found = [("mail", str(m["X-Monitor-Reference"]), "possible repeat" in str(m["subject"])) for m in mails]
        found += [("machine", p.body["reference"], p.body["repeat"]) for p in posts if p.path == "/events"]
        for post in (p for p in posts if p.path == "/slack"):
            text = post.body["text"]
            found.append(("slack", text.rsplit("Reference: ", 1)[1], "possible repeat" in text))
        return [(channel, reference) for channel, reference, mark in found if marked is None or mark is marked]


def _figure(slug: str, number: int) -> str:
    return f"{3_000 + number:,}" if slug == KABUL else f"{30 + number} other"


@contextmanager
def scene(folder: Path, database: str = "") -> Iterator[Scene]:
    """Everything in place, the baseline told."""
    with Newsroom() as newsroom, Desk() as desk:
        config = write_config(folder / "c", newsroom, TOPIC, _channels(desk))
        if database:
            file = config / "monitor.toml"
            file.write_text(f'database = "{database}"\n' + file.read_text().partition("\n")[2], encoding="utf-8")
        command = [sys.executable, "-m", "trials.killing", str(config)]
        killer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        try:
            assert killer.stdout is not None
            assert killer.stdout.readline().strip() == "ready"
            made = Scene(config, newsroom, desk, killer, datetime.now(UTC))
            made.poll()
            yield made
        finally:
            killer.kill()
            killer.communicate()


def _channels(desk: Desk) -> str:
    rows = (
        ("mail", desk.mail_url()),
        ("slack", f"slackhook://{desk.http}/slack"),
        ("machine", f"event://{desk.http}/events"),
    )
    return "".join(f'[[channels]]\nname = "{n}"\nurl = "{u}"\npace = "0s"\n' for n, u in rows)


def finish(made: Scene) -> Tally:
    """Polls that nobody kills, until nothing waits; then everything is counted."""
    for _ in range(3):
        made.poll()
    with made.app() as app:
        app.poll(["belga"], PollOptions(revisit=True, wait=0), send=True, progress=lambda *_: None)
        events = app.reads.events(limit=99_999, newest_first=False)
        counts = app.reads.delivery_counts()
        references = {e.id: e.reference for e in events}
        expected = {(str(d["channel"]), references[d["event"]]) for d in app.reads.deliveries(limit=99_999)}
        texts = [app.reads.versions(v.item.id)[-1] for v in app.reads.items(limit=99) if v.item.version]
        for view in app.reads.items(limit=99):
            told = {e.to_version for e in app.reads.events(limit=9_999, item_id=view.item.id) if e.kind == "updated"}
            assert set(range(2, view.item.version + 1)) <= told, f"versions of item {view.item.id} without their event"
    of_items = {e.reference for e in events if e.item_id is not None and not e.baseline}
    unsent = {(channel, r) for r in of_items for channel in ("mail", "slack", "machine")} - expected
    assert not unsent, f"events without their deliveries: {unsent}"
    assert set(counts) == {"sent"}, counts
    for figure in made.figures.values():
        assert any(figure in b.text for t in texts for b in t.blocks), f"the edit to {figure} was missed"
    came, plain = Counter(made.came(marked=None)), Counter(made.came(marked=False))
    repeats = {told: count - 1 for told, count in came.items() if count > 1}
    return Tally(
        events=len({reference for _, reference in expected}),
        alerts=len(expected),
        repeats=sum(repeats.values()),
        explained=sum(min(count, made.windows[told]) for told, count in repeats.items()),
        lost=len(expected - set(came)),
        doubled=sum(count - 1 for count in plain.values() if count > 1),
    )


def sweep(folder: Path, calls: range, database: str = "") -> tuple[Tally, int]:
    """Kill at each of these writing calls, an edit before each. The tally, and the most calls that a poll made."""
    tally, most, chance = Tally(), 0, random.Random(calls.start)
    with scene(folder, database) as made:
        for call in calls:
            made.edit(chance)
            answer = made.poll(call=call)
            tally.kills += answer["killed"]
            most = max(most, answer["calls"])
        tally.add(finish(made))
    return tally, most


def moments(folder: Path, number: int, seed: int, database: str = "", *, timed_every: int = _TIMED_EVERY) -> Tally:
    """Kill at random moments, an edit before most; a poll in `timed_every` is left alone, so that it surely tells an edit."""
    tally, chance = Tally(), random.Random(seed)
    with scene(folder, database) as made:
        length = 0.0
        for kill in range(number):
            if kill % timed_every == 0:
                made.edit(chance)
                began = time.monotonic()
                made.poll()
                length = time.monotonic() - began
            if chance.random() < 0.8:
                made.edit(chance)
            tally.kills += made.poll(after=chance.random() * length)["killed"]
        tally.add(finish(made))
    return tally


def calls_of(folder: Path, database: str = "") -> int:
    """How many writing calls a poll with an edit makes."""
    with scene(folder, database) as made:
        made.edit(random.Random(0))
        return int(made.poll(call=10**9)["calls"])


# --- the long run ----------------------------------------------------------------------------------------


class Kept:
    """The chunks that are done."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, int]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}

    def keep(self, name: str, tally: Tally) -> None:
        self.rows[name] = _row(tally)
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(self.rows, indent=1), encoding="utf-8")


def long_run(number: int) -> int:
    """Both parts on both databases, with a table at the end."""
    from tests import postgres

    kept = Kept()
    bases = ["sqlite"] + (["postgresql"] if postgres.programs() else [])
    with postgres.server() if "postgresql" in bases else _nothing() as server:
        for base in bases:
            _sweep_all(base, server, kept)
        for base, share in zip(
            bases, (number - number // 4, number // 4) if len(bases) > 1 else (number,), strict=True
        ):
            _moments_all(base, server, kept, share)
    return _table(kept, "postgresql" in bases)


@contextmanager
def _nothing() -> Iterator[str]:
    yield ""


def _sweep_all(base: str, server: str, kept: Kept) -> None:
    if not TRACEABLE:
        print("the sweep over system calls needs Linux on x86-64: NOT RUN")
        return
    last, start = None, 1
    while last is None or start <= last:
        name = f"{base}, at call {start:05} and {_CHUNK - 1} more"
        if name not in kept.rows:
            with _place(base, server) as (folder, database):
                last = last or calls_of(folder / "count", _another(database))
            with _place(base, server) as (folder, database):
                tally, _ = sweep(folder, range(start, min(start + _CHUNK, last + 1)), database)
            kept.keep(name, tally)
            print(f"… {name}: {tally.kills} kills, {tally.lost} lost, {tally.doubled} doubled", flush=True)
            if not tally.kills:
                return
        elif not kept.rows[name]["kills"]:
            return
        start += _CHUNK


def _moments_all(base: str, server: str, kept: Kept, number: int) -> None:
    for chunk in range((number + _CHUNK - 1) // _CHUNK):
        name = f"{base}, random moments {chunk:03}"
        if name in kept.rows:
            continue
        with _place(base, server) as (folder, database):
            tally = moments(folder, min(_CHUNK, number - chunk * _CHUNK), chunk, database)
        kept.keep(name, tally)
        print(f"… {name}: {tally.kills} kills, {tally.lost} lost, {tally.doubled} doubled", flush=True)


_bases = iter(range(1_000_000))


@contextmanager
def _place(base: str, server: str) -> Iterator[tuple[Path, str]]:
    """A folder, and the address of an empty database (the folder's own SQLite file where it is empty)."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder), "" if base == "sqlite" else new_database(server)


def _another(database: str) -> str:
    return new_database(database.rpartition("/")[0]) if database else ""


def new_database(server: str) -> str:
    import psycopg

    name = f"crash{os.getpid()}_{next(_bases)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server}/{name}"


def _table(kept: Kept, whole: bool) -> int:
    groups: dict[str, Tally] = {}
    for name, row in kept.rows.items():
        label = f"{name.partition(',')[0]}, {'random moments' if 'random' in name else 'every writing call'}"
        groups.setdefault(label, Tally()).add(Tally(**row))
    head = ("", "kills", "events", "alerts", "repeats", "of these in the window", "lost", "doubled")
    print(f"{head[0]:34}" + "".join(f"{h:>{max(len(h), 8) + 2}}" for h in head[1:]))
    for label, t in groups.items():
        cells = (t.kills, t.events, t.alerts, t.repeats, t.explained, t.lost, t.doubled)
        print(f"{label:34}" + "".join(f"{c:>{max(len(h), 8) + 2}}" for c, h in zip(cells, head[1:], strict=True)))
    if not whole:
        print("PostgreSQL: NOT RUN (no server programs here)")
    return 0 if all(t.good for t in groups.values()) else 1


def sample() -> int:
    """A minute of it, for each landing: kills spread over a poll, and at some moments, on both databases."""
    from tests import postgres

    bases = ["sqlite"] + (["postgresql"] if postgres.programs() else [])
    found: dict[str, dict[str, int]] = {}
    with postgres.server() if len(bases) > 1 else _nothing() as server:
        for base in bases:
            with _place(base, server) as (folder, database):
                tally = moments(folder, 20 if base == "sqlite" else 16, len(base), database, timed_every=3)
            found[f"{base}, random moments"] = _row(tally)
        if TRACEABLE:
            with _place("sqlite", "") as (folder, _):
                found["sqlite, at call"] = _row(sweep(folder, range(8, CALLS_OF_A_POLL - 5, 14))[0])
    kept = Kept()
    kept.rows = found
    poor = [name for name, row in found.items() if row["kills"] < 8 or row["events"] <= 4]
    failed = _table(kept, len(bases) > 1)
    print("".join(f"{name}: too few kills or events to say anything\n" for name in poor), end="")
    return failed or int(bool(poor))


def _row(tally: Tally) -> dict[str, int]:
    return {n: getattr(tally, n) for n in tally.__slots__}


if __name__ == "__main__":
    if "--sample" in sys.argv:
        raise SystemExit(sample())
    raise SystemExit(long_run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
