"""The service in one process: a poll per source when its row says so, deliveries, a heartbeat.

The schedule's truth is `next_run_at` in our own rows. APScheduler only wakes us, every second: what is due is
looked up then, so a tick that it drops costs a second and nothing else. (One job per poll, planned from within
the last one, was lost whenever it fell due before APScheduler had noted that the last one had ended: "maximum
number of running instances reached", and the source was silent for good.) It goes by the wall clock; a ticker that
does not wakes it where that clock jumps.
"""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app import App
from monitor.core.errors import MonitorError
from monitor.core.schedule import is_ahead
from monitor.core.settings import Source
from monitor.engines.health import SCHEDULE, Health
from monitor.engines.memory import give_back
from monitor.engines.meters import Meters
from monitor.engines.ticker import Ticker, die
from monitor.pipeline.polling.report import PollOptions, SourceReport

log = logging.getLogger(__name__)
TICK_SECONDS, DELIVER_SECONDS, HEARTBEAT_SECONDS = 1, 5, 15
# After the store was found gone the service ends; until then its health says why.
_GONE_SECONDS, _LOOK_SECONDS = 10.0, 5.0
_STOP_POLLS, _STOP_DELIVERIES, _LONGEST_SEND = 3.0, 5.0, 100.0
# A poll that could not be begun, or ended with an error of ours, is begun again after so long.
_AGAIN, _SKIPPED = 30.0, 2.0
_STILL, _STORE_GONE = 70, 3


class Service:
    """The running program on one app. `ended` is called where it must end: with the process's exit code, and why.
    `meters`: those of the service before it, which go on counting.
    """

    def __init__(self, app: App, *, ended: Callable[[str, int], None] = die, meters: Meters | None = None) -> None:
        self.app = app
        self.meters = meters or Meters()
        self.stopping = threading.Event()
        self.health = Health(app.steady)
        self._ended = ended
        self._active: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._lock = threading.Lock()
        self._gone_at = self._looked_at = app.steady()
        self._ticker = Ticker(app.clock, app.steady, self._look, self._jumped)
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def prepare(self) -> None:
        """Open the store and have everything at hand. Raises `StoreError` when the store cannot be used."""
        self.app.prepare()
        self.app.database.must_be_writable()
        self.app.plan_anew()
        self.app.make_ready()
        for file, words in self.app.template_problems().items():
            log.error("template %s: %s; the built-in form is sent instead", file, words)

    def start(self) -> None:
        """Set the clock. Raises `StoreError` when the store cannot be used."""
        self.prepare()
        self.begin()

    def begin(self) -> None:
        """Begin to work; everything is at hand."""
        for name, job, seconds in (
            (SCHEDULE, self.tick, TICK_SECONDS),
            ("the outbox", self._deliver, DELIVER_SECONDS),
            ("the heartbeat", self.beat, HEARTBEAT_SECONDS),
        ):
            self.health.came_round(name)
            self._scheduler.add_job(job, "interval", seconds=seconds, next_run_time=self.app.clock())
        self._scheduler.start()
        self._ticker.start()
        log.info("watching %s", ", ".join(s.name for s in self.app.sources()) or "no source: none is enabled")

    def halt(self) -> None:
        """Take no more work, and break off what can be begun anew."""
        self.stopping.set()
        self._ticker.stop()
        self._scheduler.pause()
        self.app.polls.stop()

    def retire(self) -> None:
        """Begin nothing more; what is being sent has all its time, for another service works on."""
        self.halt()
        self.app.deliverer.retiring.set()
        self.app.deliverer.rest(_LONGEST_SEND)

    def stop(self) -> None:
        """End: what was found is stored, and what is being sent is waited for a little."""
        self.halt()
        self.app.deliverer.stopping.set()
        self.app.polls.rest(_STOP_POLLS)
        self.app.deliverer.rest(_STOP_DELIVERIES)
        self._scheduler.shutdown(wait=False)

    # --- polls -------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Begin every poll that is due and not running."""
        try:
            due = self._due()
        except MonitorError as error:
            # A schedule that cannot be read is one that does not come round; but it is tried, and stands not still.
            log.error("the schedule cannot be read: %s", error)
            self.health.tried(SCHEDULE)
            return
        self.health.came_round(SCHEDULE)
        self.health.due("poll of", [s.name for s in due if not self._is_active(s.name)])
        for source in due:
            if not self.stopping.is_set() and not self._rests(source.name) and self._enter(source.name):
                self._begin(source)

    def _due(self) -> list[Source]:
        """The sources whose time has come. One that is planned further off than its plan was long has come as well."""
        rows, now = self.app.reads.source_rows(), self.app.clock()
        return [s for s in self.app.sources() if _is_due(rows.get(s.name, {}), now)]

    def _rests(self, name: str) -> bool:
        left = self._not_before.get(name, 0.0) - self.app.steady()
        return 0 < left <= _AGAIN

    def _begin(self, source: Source) -> None:
        def began() -> None:
            self.health.begun("poll of", source.name)

        def done(report: SourceReport | None, error: BaseException | None) -> None:
            self._over(source, report, error)

        options = PollOptions(wait=0.0, stopping=self.stopping.is_set)
        try:
            self.app.polls.begin(source, options, done, began)
        except MonitorError as error:
            self._over(source, None, error)

    def _over(self, source: Source, report: SourceReport | None, error: BaseException | None) -> None:
        """A poll is over; whatever became of it, the next tick finds the source again."""
        if isinstance(error, MonitorError):
            log.error("%s: %s", source.name, error)
        elif error is not None:
            log.error("%s: the poll ended with an error of ours", source.name, exc_info=error)
        if report is None or not report.run.id:
            skipped = report is not None and report.run.outcome == "skipped"
            if skipped:
                # Another process is at it.
                self.health.begun("poll of", source.name)
            self._not_before[source.name] = self.app.steady() + (_SKIPPED if skipped else _AGAIN)
        with self._lock:
            self._active.discard(source.name)
        if report is not None:
            self._count(report)
        self._deliver()

    def _count(self, report: SourceReport) -> None:
        """Count a poll and what it found, and say on the terminal what no channel hears."""
        self.meters.polled(report.run)
        if report.events:
            events = self.app.reads.events(ids=report.events, limit=len(report.events))
            self.meters.happened(events)
            self.app.tell_unheard(events)

    def _enter(self, name: str) -> bool:
        """Note that a source is polled; False when it is already."""
        with self._lock:
            if name in self._active:
                return False
            self._active.add(name)
            return True

    def _is_active(self, name: str) -> bool:
        with self._lock:
            return name in self._active and not self.health.is_due("poll of", name)

    # --- deliveries ----------------------------------------------------------------------------------------

    def _deliver(self) -> None:
        if self.stopping.is_set():
            return
        try:
            self.app.deliver(wait=False)
            self.health.due("delivery to", self.app.deliverer.not_begun())
            self.health.came_round("the outbox")
        except MonitorError as error:
            log.error("deliveries: %s", error)
            self.health.tried("the outbox")

    # --- clocks and health ---------------------------------------------------------------------------------

    def _jumped(self, seconds: float) -> None:
        """The clock was turned, or everything stood still: said once, and everything is planned anew."""
        log.warning("the clock jumped by %+.0f s; everything is planned anew", seconds)
        self.health.turned()
        self._scheduler_anew()
        self.app.polls.places.wake()
        threading.Thread(target=self._plan_anew, name="plan anew", daemon=True).start()

    def _scheduler_anew(self) -> None:
        """APScheduler keeps moments of the wall clock: each job is due now."""
        now = self.app.clock()
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)
        self._wake_scheduler()

    def _wake_scheduler(self) -> None:
        if self._scheduler.running:
            self._scheduler.wakeup()

    def _plan_anew(self) -> None:
        try:
            self.app.uptime.tick()
            self.app.plan_anew()
            self.beat()
        except MonitorError as error:
            log.error("planning anew: %s", error)

    def _look(self) -> None:
        """At every tick of the ticker: whether the work goes on, and the store is there."""
        polls, now = self.app.polls.places, self.app.steady()
        # Whoever waits by a clock is woken by this one, should his have been turned.
        self._wake_scheduler()
        polls.nudge()
        why = self.health.stands_still(polls.worked_at if polls.running else now)
        if why:
            self._ended(why, _STILL)
        if abs(now - self._looked_at) < _LOOK_SECONDS:
            return
        self._looked_at = now
        if self.health.is_late(SCHEDULE):
            self._scheduler_anew()
        self._look_at_store(now)

    def _look_at_store(self, now: float) -> None:
        gone = self.app.database.gone()
        if gone and not self.health.gone:
            self.health.gone, self._gone_at = gone, now
            log.critical("%s; the service ends in %.0f s", gone, _GONE_SECONDS)
        elif not gone:
            self.health.gone = ""
        if self.health.gone and abs(now - self._gone_at) >= _GONE_SECONDS:
            self._ended(gone, _STORE_GONE)

    def beat(self) -> None:
        """Leave a heartbeat in the store, for `monitor healthcheck`."""
        give_back()
        try:
            self.app.uptime.tick()
            reason = self.unhealthy()
            state = json.dumps({"healthy": not reason, "reason": reason})
            self.app.reads.set_mark("heartbeat", state, self.app.clock())
        except MonitorError as error:
            log.error("heartbeat: %s", error)
        finally:
            self.health.came_round("the heartbeat")

    def unhealthy(self) -> str:
        """Why the service is not healthy. Empty when it is."""
        return self.health.reason()


def _is_due(row: dict[str, object], now: datetime) -> bool:
    planned, wait = row.get("next_run_at"), row.get("wait") or 0.0
    if not isinstance(planned, datetime):
        return True
    return planned <= now or is_ahead(planned, float(str(wait)), now)
