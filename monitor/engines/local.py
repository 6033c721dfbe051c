"""The service in one process: a poll per source when its row says so, deliveries, a heartbeat.

The schedule's truth is `next_run_at` in our own rows. APScheduler only wakes us, every second: what is due is
looked up then, so a tick that it drops costs a second and nothing else. (One job per poll, planned from within
the last one, was lost whenever it fell due before APScheduler had noted that the last one had ended: "maximum
number of running instances reached", and the source was silent for good.)
"""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app import App
from monitor.core.errors import MonitorError
from monitor.core.settings import Source
from monitor.pipeline.report import PollOptions

log = logging.getLogger(__name__)
TICK_SECONDS, DELIVER_SECONDS, HEARTBEAT_SECONDS = 1, 5, 15
_STOP_SECONDS = 30.0
_POLLS_AT_ONCE = 16
_LATE = timedelta(minutes=2)
_AGAIN = timedelta(seconds=30)


class Service:
    """The running program on one app."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.started = app.clock()
        self.stopping = threading.Event()
        self._running: set[str] = set()
        self._not_before: dict[str, datetime] = {}
        self._idle = threading.Condition()
        self._polls = ThreadPoolExecutor(_POLLS_AT_ONCE, "poll")
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Open the store and set the clock. Raises `StoreError` when the store cannot be used."""
        self.app.prepare()
        self.app.make_ready()
        for file, words in self.app.template_problems().items():
            log.error("template %s: %s; the built-in form is sent instead", file, words)
        for job, seconds in (
            (self.tick, TICK_SECONDS),
            (self._deliver, DELIVER_SECONDS),
            (self.beat, HEARTBEAT_SECONDS),
        ):
            self._scheduler.add_job(job, "interval", seconds=seconds, next_run_time=self.started)
        self._scheduler.start()
        log.info("watching %s", ", ".join(s.name for s in self.app.sources()) or "no source: none is enabled")

    def stop(self) -> None:
        """Take no more work, and let what runs come to its next safe point."""
        self.stopping.set()
        self.app.deliverer.stopping.set()
        self._scheduler.pause()
        with self._idle:
            self._idle.wait_for(lambda: not self._running, _STOP_SECONDS)
        self.app.deliverer.rest(_STOP_SECONDS)
        self._scheduler.shutdown(wait=False)
        self._polls.shutdown(wait=False, cancel_futures=True)

    def tick(self) -> None:
        """Begin every poll that is due and not running."""
        try:
            due = self._due()
        except MonitorError as error:
            log.error("the schedule cannot be read: %s", error)
            return
        for source in due:
            if not self.stopping.is_set() and self._enter(f"poll:{source.name}"):
                self._polls.submit(self._poll, source)

    def _due(self) -> list[Source]:
        rows, now = self.app.reads.source_rows(), self.app.clock()
        return [s for s in self.app.sources() if self._due_at(s, rows.get(s.name, {}).get("next_run_at")) <= now]

    def _due_at(self, source: Source, planned: datetime | None) -> datetime:
        return max(planned or self.started, self._not_before.get(source.name, self.started))

    def _poll(self, source: Source) -> None:
        """One poll; whatever becomes of it, the next tick finds the source again."""
        try:
            options = PollOptions(wait=0.0, stopping=self.stopping.is_set)
            report = self.app.poll([source.name], options, send=False, progress=lambda *_: None)
            if report.sources[0].run.outcome == "skipped":
                self._not_before[source.name] = self.app.clock() + _AGAIN
        except MonitorError as error:
            log.error("%s: %s", source.name, error)
            self._not_before[source.name] = self.app.clock() + _AGAIN
        except Exception:
            log.exception("%s: the poll ended with an error of ours", source.name)
            self._not_before[source.name] = self.app.clock() + _AGAIN
        finally:
            self._leave(f"poll:{source.name}")
        self._deliver()

    def _deliver(self) -> None:
        name = f"deliver:{threading.get_ident()}"
        if self.stopping.is_set() or not self._enter(name):
            return
        try:
            self.app.deliver(wait=False)
        except MonitorError as error:
            log.error("deliveries: %s", error)
        finally:
            self._leave(name)

    def _enter(self, name: str) -> bool:
        """Note that something runs; False when it does already."""
        with self._idle:
            if name in self._running:
                return False
            self._running.add(name)
            return True

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
