"""The composition root: the only module that knows every part. Opening it asks nobody for anything."""

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.app.marks import REREAD
from monitor.app.sending import Sending
from monitor.config.choices import must_be_one
from monitor.config.options import Options
from monitor.core.address import Refused, parse
from monitor.core.errors import StoreError, UnknownName
from monitor.core.ports import Clock
from monitor.core.reasons import Reason, because
from monitor.core.routing import last_calendar_moment
from monitor.core.settings import Settings, Source
from monitor.core.topic import Topic
from monitor.pipeline.polling import watched_pages
from monitor.pipeline.polling.watched_pages import Watched
from monitor.pipeline.uptime import Uptime
from monitor.store.alone import Alone, held
from monitor.store.database import Database
from monitor.store.lost import LostStore
from monitor.store.outbox import OutboxStore
from monitor.store.planning import Now, PlanningStore
from monitor.store.polling import PollStore
from monitor.store.reads import Reads
from monitor.store.runs import INTERRUPTED, RUNNING

if TYPE_CHECKING:
    # A command imports what it uses: polling, telling and topics are imported where they are asked for.
    from monitor.app.polls import PollReport, Polls
    from monitor.fetch.door import Door
    from monitor.pipeline.hindsight import Hindsight
    from monitor.pipeline.polling.check import SourceCheck
    from monitor.pipeline.polling.report import PollOptions, Progress
    from monitor.sources.reader import Readers

__all__ = ["App", "open_app", "rehearsal", "settings_of"]
log = logging.getLogger(__name__)
_TOPICS_MARK, _UPGRADED = "topics", "upgraded"
_BATCH, _SIDE_BY_SIDE = 500, 8
# A poll that was due for so long is overdue; a heartbeat is stale, or from another clock.
_OVERDUE, _STALE, _AHEAD = timedelta(minutes=2), 90.0, 5.0
_STOP_SECONDS = 3.0


def now() -> datetime:
    return datetime.now(UTC)


class App(Sending):
    """Everything the faces and the engines may ask for. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = now,
        steady: Callable[[], float] = time.monotonic,
        pacing: bool = True,
    ) -> None:
        self.settings, self.clock, self.steady, self._pacing = settings, clock, steady, pacing
        self.database = Database(settings.database)
        self.lost = LostStore(self.database)
        self.store, self.outbox, self.reads = PollStore(self.database), OutboxStore(self.database), Reads(self.database)
        self.uptime = Uptime(self.reads, clock, steady)
        self._ready = False

    def __enter__(self) -> "App":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "polls" in self.__dict__:
            self.polls.stop()
            self.polls.rest(_STOP_SECONDS)
        for name in ("deliverer", "door", "readers"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.database.close()

    @cached_property
    def polls(self) -> "Polls":
        from monitor.app.polls import Polls

        return Polls(self)

    @cached_property
    def door(self) -> "Door":
        from monitor.fetch.door import Door

        return Door(self.settings.http, self.store, self.clock, pacing=self._pacing)

    @cached_property
    def readers(self) -> "Readers":
        from monitor.sources.reader import Readers

        return Readers()

    # --- polling -----------------------------------------------------------------------------------

    def all_sources(self) -> tuple[Source, ...]:
        """The configured sources and, once a store is open, the watched pages: another process may have added one."""
        rows = self.watched() if self._ready else ()
        return (*self.settings.sources, *(watched_pages.source_of(row, self.settings) for row in rows))

    def sources(self, names: Sequence[str] = ()) -> list[Source]:
        """The named sources, or all that are enabled. Raises `UnknownName`."""
        known = {s.name: s for s in self.all_sources()}
        for name in names:
            must_be_one("source", name, known)
        return [known[n] for n in dict.fromkeys(names)] if names else [s for s in known.values() if s.enabled]

    def prepare(self) -> None:
        """Open the store, follow renamed sources, and re-mark items when the topics changed (tells nobody)."""
        self.database.prepare()
        for source in self.settings.sources:
            if source.was:
                self.store.rename_source(source.was, source.name)
        self._ready = True
        self._remark()
        for name, count in self.outbox.stranded([c.name for c in self.settings.channels if c.on]).items():
            log.warning("%s deliveries wait for channel %s, which is not configured or off", count, name)

    def find(self) -> None:
        """Open the store that is there: nothing is made, followed or marked. Raises `StoreError` where none is."""
        self.database.find()
        self._ready = True

    def alone(self) -> Alone:
        """The lock of the one service that may run on this store. Raises `StoreError` where another runs."""
        return Alone(self.database)

    def plan_anew(self) -> None:
        """Make due what was planned under another clock: no moment lies further off than its own rule allows."""
        from monitor.pipeline.polling.poll import LEASE_SECONDS as POLL_LEASE
        from monitor.pipeline.telling.deliver import LEASE_SECONDS as SEND_LEASE

        now, settings = self.clock(), self.settings
        calendars = {c.name: last_calendar_moment(c.name, settings, now) for c in settings.channels if c.on}
        planning = PlanningStore(self.database)
        changed = planning.plan_anew(Now(now, POLL_LEASE, SEND_LEASE, calendars))
        for source in self.sources():
            changed += sum(len(ids) for ids in self._early(planning, source, now))
        if changed:
            log.info("%s plans were made under another clock; they are due now", changed)

    def _early(self, planning: PlanningStore, source: Source, now: datetime) -> Iterator[list[int]]:
        """Items whose next look lies further off than their age allows: they are due now."""
        from monitor.pipeline.polling.judge import next_look

        after = 0
        while batch := planning.planned_items(source.name, now, after=after, limit=_BATCH):
            looks = ((item, next_look(source, item, now)) for item in batch)
            ids = [item.id for item, look in looks if look is None or (item.next_check_at or now) > look]
            self.store.postpone(ids, now)
            after = batch[-1].id
            yield ids

    # --- single pages ------------------------------------------------------------------------------

    def watched(self) -> tuple[Watched, ...]:
        """The pages that the desk put under watch."""
        kept = self.reads.mark(watched_pages.MARK)
        return watched_pages.decode(kept[0] if kept else "")

    def watch(self, url: str, topic: str = "") -> Watched:
        """Put a page under watch, for good. One that is watched already is watched for this topic from now on."""
        if isinstance(found := parse(url), Refused):
            raise UnknownName(f"{url!r} is no web address: {found.reason}")
        if topic:
            must_be_one("topic", topic, [t.name for t in self.settings.topics])
        row = Watched(url.partition("#")[0], topic)
        self._keep_watched(lambda rows: [*(r for r in rows if r.name != row.name), row])
        return row

    def unwatch(self, url: str) -> Watched:
        """End a watch. Raises `UnknownName` for a page that is not watched."""
        rows = self.watched()
        row = next((r for r in rows if url in (r.name, r.url) or Watched(url).name == r.name), None)
        if row is None:
            raise UnknownName(f"{url} is not watched; there are: {', '.join(r.url for r in rows) or 'none'}")
        self._keep_watched(lambda rows: [r for r in rows if r != row])
        return row

    def _keep_watched(self, change: Callable[[Sequence[Watched]], Sequence[Watched]]) -> None:
        """Change the list as it is now: another process may have changed it since we looked."""
        self.reads.change_mark(
            watched_pages.MARK, lambda kept: watched_pages.encode(change(watched_pages.decode(kept))), self.clock()
        )

    def poll(self, names: Sequence[str], options: "PollOptions", *, send: bool, progress: "Progress") -> "PollReport":
        """Poll the sources side by side, then deliver what is due."""
        return self.polls.run(self.sources(names), options, send=send, progress=progress)

    def release(self, name: str) -> int:
        """Send what is held for a source as a redesign. How many deliveries these were. Raises `UnknownName`."""
        return self._settle_held(name, None)

    def close_held(self, name: str) -> int:
        """Drop what is held for a source: its site was only redesigned. How many deliveries these were. Raises
        `UnknownName`.
        """
        return self._settle_held(name, because("closed_redesign"))

    def _settle_held(self, name: str, why: Reason | None) -> int:
        (source,) = self.sources([name])
        count = self.store.settle_held(source.name, self.clock(), why=why)
        self.store.suspect(source.name, None)
        return count

    # --- looking at ourselves ------------------------------------------------------------------------

    def source_states(self) -> list[dict[str, Any]]:
        """Each configured source: last look, outcome, next look, requests and 304 share of the last day."""
        rows, runs = self.reads.source_rows(), self.reads.last_runs()
        totals, counts = self.reads.run_totals(self.clock() - timedelta(days=1)), self.reads.item_counts()
        states = [
            _source_state(
                s,
                rows.get(s.name, {}),
                runs.get(s.name, {}),
                totals.get(s.name, {}),
                counts.get(s.name, 0),
                self.clock(),
            )
            for s in self.all_sources()
        ]
        reread, pages = self.reads.marks_of(REREAD), self.store.unreadable_pages()
        return [
            {
                **state,
                "overdue": self._is_overdue(state),
                "reread": reread.get(state["source"]),
                "unreadable": pages.get(state["source"], []),
            }
            for state in states
        ]

    def _is_overdue(self, state: dict[str, Any]) -> bool:
        """Whether a poll has been due for long and is not begun: some service ought to have begun it."""
        planned, now = state["next_run_at"], self.clock()
        return bool(state["enabled"] and planned and planned < now - _OVERDUE and not state["running"])

    def note_upgrade(self, before: str, after: str) -> None:
        """Keep that the store was upgraded: `sources` says what was read anew since then."""
        log.info("the store went from schema %s to %s; what a newer reader reads anew is told to nobody", before, after)
        self.reads.set_mark(_UPGRADED, json.dumps({"from": before, "to": after}), self.clock())

    def upgrade_state(self) -> dict[str, Any] | None:
        """The last upgrade of the store, and how many versions were read anew since then; None where there was none."""
        kept = self.reads.mark(_UPGRADED)
        if kept is None:
            return None
        since = [row for row in self.reads.marks_of(REREAD).values() if row["at"] >= kept[1]]
        return {**json.loads(kept[0]), "at": kept[1], "reread": sum(row["versions"] for row in since)}

    def service_state(self) -> dict[str, Any] | None:
        """What the running service last said of itself; None where none ever ran on this store."""
        kept = self.reads.mark("heartbeat")
        if kept is None:
            return None
        age = (self.clock() - kept[1]).total_seconds()
        said = json.loads(kept[0])
        fresh = -_AHEAD <= age <= _STALE
        reason = said["reason"] if fresh else f"its last heartbeat is {abs(age):.0f} s {'old' if age > 0 else 'ahead'}"
        return {"healthy": fresh and said["healthy"], "reason": reason, "heartbeat_at": kept[1]}

    def shared_addresses(self) -> list[str]:
        """Addresses that more than one source asks for, in words: what both see there is told once."""
        from monitor.sources.kinds import adapter

        asked: dict[str, list[str]] = {}
        for source in (s for s in self.settings.sources if s.enabled):
            for request in adapter(source).start(self.clock()):
                asked.setdefault(request.address, []).append(source.name)
        return [f"{' and '.join(names)} both watch {address}" for address, names in asked.items() if len(names) > 1]

    def check_online(self, names: Sequence[str]) -> "list[SourceCheck]":
        """One polite request to each address of the sources (lists, one item, robots.txt)."""
        from monitor.fetch.http import SourceFetcher
        from monitor.pipeline.polling.check import check_source
        from monitor.sources.kinds import adapter
        from monitor.sources.reader import SourceReader

        def one(source: Source) -> "SourceCheck":
            reader = SourceReader(self.readers, source)
            fetcher = SourceFetcher(self.door, source)
            try:
                return check_source(source, adapter(source), fetcher, reader, self.clock())
            finally:
                fetcher.done()

        with ThreadPoolExecutor(_SIDE_BY_SIDE, "check") as pool:
            return list(pool.map(one, self.sources(names)))

    # --- topics ------------------------------------------------------------------------------------

    @cached_property
    def hindsight(self) -> "Hindsight":
        from monitor.pipeline.hindsight import Hindsight

        return Hindsight(self.settings, self.store, self.clock, self.all_sources)

    def make_ready(self) -> None:
        """Have at hand what the first poll and the first alert need, so that neither waits for it."""
        self.make_topics_ready()
        if any(c.on for c in self.settings.channels):
            self.notifier.make_ready()

    def make_topics_ready(self) -> None:
        """Have the topics ready in the languages of the sources, so that no story waits for it."""
        from monitor.topics.ready import make_ready

        for source in self.sources():
            for language in source.languages or ("",):
                make_ready(self.settings.topics_of(source), language)

    def topic(self, name: str) -> Topic:
        """The topic of a name, also one that is not enabled. Raises `UnknownName`."""
        known = {t.name: t for t in (*self.settings.topics, *self.settings.resting)}
        must_be_one("topic", name, known)
        return known[name]

    def _remark(self) -> None:
        """Hold the archive against today's topics where it was marked under others. One process at a time does it."""
        mark = self.hindsight.topics_mark()
        if self._is_marked(mark):
            return
        with held(self.database, "remark"):
            if self._is_marked(mark):
                return
            if self.reads.mark(_TOPICS_MARK) is not None:
                changed, of = self.hindsight.remark()
                log.warning("topics changed: %s of %s items are marked otherwise now; nobody is told", changed, of)
            self.reads.set_mark(_TOPICS_MARK, mark, self.clock())

    def _is_marked(self, mark: str) -> bool:
        known = self.reads.mark(_TOPICS_MARK)
        return known is not None and known[0] == mark


def _is_leased(row: dict[str, Any], at: datetime) -> bool:
    return bool(row.get("lease_owner")) and row["lease_until"] > at


def _outcome(row: dict[str, Any], run: dict[str, Any], at: datetime) -> tuple[str | None, str | None]:
    """What a run came to; one that goes on, and whose process no longer holds the source, was interrupted."""
    if run.get("outcome") == RUNNING and not _is_leased(row, at):
        return "failed", INTERRUPTED
    return run.get("outcome"), run.get("error")


def _source_state(
    source: Source, row: dict[str, Any], run: dict[str, Any], totals: dict[str, int], items: int, at: datetime
) -> dict[str, Any]:
    requests, suspicion = totals.get("requests", 0), row.get("suspicion")
    outcome, error = _outcome(row, run, at)
    return {
        "source": source.name,
        "title": source.title or source.name,
        "kind": source.kind,
        "url": source.url,
        "enabled": source.enabled,
        "outcome": outcome,
        "error": error,
        "last_run_at": run.get("started_at"),
        "note": run.get("note") or None,
        "next_run_at": row.get("next_run_at"),
        "running": _is_leased(row, at),
        "baseline_at": row.get("baseline_at"),
        "failures": row.get("failures", 0),
        "runs": totals.get("runs", 0),
        "requests": requests,
        "not_modified": totals.get("not_modified", 0),
        "not_modified_share": round(totals.get("not_modified", 0) / requests, 3) if requests else 0.0,
        "items": items,
        "daily_requests": source.daily_requests or None,
        "heard_at": row.get("heard_at"),
        "suspect": bool(suspicion and not suspicion.settled),
    }


def settings_of(options: Options) -> Settings:
    """The configuration this process was started on; its secrets are kept out of the log from here on."""
    from monitor.config.load import load
    from monitor.config.logs import keep_secret

    settings = load(options.config)
    keep_secret(settings.secrets)
    return settings


def settings_for_reading(options: Options) -> Settings:
    """The configuration as far as it can be read, for one who changes nothing; what cannot be is a warning."""
    from monitor.config.load import load_kindly
    from monitor.config.logs import keep_secret

    settings, mistakes = load_kindly(options.config)
    keep_secret(settings.secrets)
    for mistake in mistakes:
        log.warning("%s; this command goes on without that file", mistake)
    return settings


def heartbeat(options: Options) -> tuple[str, datetime] | None:
    """What the running service last said of itself, and when. Of the configuration only the store's address is read.
    Raises `MonitorError`.
    """
    from monitor.config.load import store_address

    database = Database(store_address(options.config))
    try:
        database.find()
        return Reads(database).mark("heartbeat")
    finally:
        database.close()


def open_app(settings: Settings, *, clock: Clock = now, pacing: bool = True) -> App:
    """The program on these settings."""
    return App(settings, clock=clock, pacing=pacing)


@contextmanager
def rehearsal(settings: Settings) -> Iterator[App]:
    """An app on a copy of the store that is thrown away: for `--dry-run`. Without a store, on an empty one."""
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        copy = Path(folder) / "monitor.db"
        if settings.database.startswith("sqlite:///"):
            original = Path(settings.database.removeprefix("sqlite:///"))
            if original.exists():
                _copy_sqlite(original, copy)
        else:
            log.warning("a rehearsal starts from an empty store where the store is PostgreSQL")
        with App(replace(settings, database=f"sqlite:///{copy}")) as app:
            yield app


def _copy_sqlite(original: Path, copy: Path) -> None:
    import sqlite3

    try:
        source, target = sqlite3.connect(f"file:{original}?mode=ro", uri=True), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
    except sqlite3.Error as error:
        shutil.rmtree(copy, ignore_errors=True)
        raise StoreError(f"the store {original} cannot be read: {error}") from error
