"""The service in one process: a poll per source when its row says so, deliveries, a heartbeat.

The schedule's truth is `next_run_at` in our own rows; APScheduler only wakes us. Its defaults would drop polls
(one second of grace) and let ten hung jobs starve the rest: hence no grace limit and an executor for the polls
that deliveries and the heartbeat do not share.
"""

import json
import logging
import threading
from datetime import datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app import App
from monitor.core.errors import MonitorError
from monitor.core.settings import Source
from monitor.pipeline.report import PollOptions

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS, DELIVER_SECONDS = 15, 5
_STOP_SECONDS = 30.0
_LATE = timedelta(minutes=2)
_AGAIN = timedelta(seconds=30)


class Service:
    """The running program on one app."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.started = app.clock()
        self.stopping = threading.Event()
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(4), "polls": ThreadPoolExecutor(16)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Open the store and set the clock. Raises `StoreError` when the store cannot be used."""
        self.app.prepare()
        rows = self.app.reads.source_rows()
        for source in self.app.sources():
            due = rows.get(source.name, {}).get("next_run_at")
            self._plan(source, max(due, self.started) if due else self.started)
        self._scheduler.add_job(self._deliver, "interval", seconds=DELIVER_SECONDS, next_run_time=self.started)
        self._scheduler.add_job(self.beat, "interval", seconds=HEARTBEAT_SECONDS, next_run_time=self.started)
        self._scheduler.start()
        log.info("watching %s", ", ".join(s.name for s in self.app.sources()) or "no source: none is enabled")

    def stop(self) -> None:
        """Take no more work, let what runs come to its next safe point, and note that we ended."""
        self.stopping.set()
        self.app.deliverer.stopping.set()
        self._scheduler.pause()
        with self._idle:
            self._idle.wait_for(lambda: not self._running, _STOP_SECONDS)
        self._scheduler.shutdown(wait=False)

    def poll_now(self, source: Source) -> None:
        """Have a source polled as soon as a thread is free."""
        self._plan(source, self.app.clock())

    def _plan(self, source: Source, at: datetime) -> None:
        self._scheduler.add_job(
            self._poll, "date", run_date=at, args=[source], id=f"poll:{source.name}", executor="polls",
            replace_existing=True,
        )  # fmt: skip

    def _poll(self, source: Source) -> None:
        """One poll; the next one is planned whatever became of it."""
        if self.stopping.is_set():
            return
        name = f"poll:{source.name}"
        self._enter(name)
        try:
            options = PollOptions(wait=0.0, stopping=self.stopping.is_set)
            report = self.app.poll([source.name], options, send=False, progress=lambda *_: None)
            following = self._next(source, skipped=report.sources[0].run.outcome == "skipped")
        except MonitorError as error:
            log.error("%s: %s", source.name, error)
            following = self.app.clock() + _AGAIN
        except Exception:
            log.exception("%s: the poll ended with an error of ours", source.name)
            following = self.app.clock() + _AGAIN
        finally:
            self._leave(name)
        if not self.stopping.is_set():
            self._plan(source, following)
            self._deliver()

    def _next(self, source: Source, *, skipped: bool) -> datetime:
        """What the source's row says; shortly again when another process was polling it."""
        due: datetime | None = self.app.reads.source_rows().get(source.name, {}).get("next_run_at")
        now = self.app.clock()
        if due is None or (skipped and due <= now):
            return now + _AGAIN
        return now if due < now else due

    def _deliver(self) -> None:
        if self.stopping.is_set():
            return
        self._enter("deliver")
        try:
            self.app.deliver()
        except MonitorError as error:
            log.error("deliveries: %s", error)
        finally:
            self._leave("deliver")

    def _enter(self, name: str) -> None:
        with self._lock:
            self._running.add(name)

    def _leave(self, name: str) -> None:
        with self._idle:
            self._running.discard(name)
            self._idle.notify_all()

    # --- health ------------------------------------------------------------------------------------

    def beat(self) -> None:
        """Leave a heartbeat in the store, for `monitor healthcheck`."""
        try:
            reason = self.unhealthy()
            state = json.dumps({"healthy": not reason, "reason": reason})
            self.app.reads.set_mark("heartbeat", state, self.app.clock())
        except MonitorError as error:
            log.error("heartbeat: %s", error)

    def unhealthy(self) -> str:
        """Why the service is not healthy: a poll that was due has not finished. Empty when it is."""
        rows, now = self.app.reads.source_rows(), self.app.clock()
        for source in self.app.sources():
            row = rows.get(source.name, {})
            due = max(filter(None, (row.get("next_run_at"), self.started)))
            grace = max(_LATE, timedelta(seconds=2 * source.every))
            if now - due > grace:
                return f"{source.name}: the poll due at {due:%Y-%m-%d %H:%M:%S} UTC has not finished"
        return ""
