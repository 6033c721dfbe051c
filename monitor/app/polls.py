"""Polls as the program runs them: planned from the configuration, run in turns, their alerts sent as they come."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.app.marks import REREAD
from monitor.core.errors import MonitorError
from monitor.core.flat import flat
from monitor.core.hours import midnight
from monitor.core.identity import host_of
from monitor.core.model import Event, Item
from monitor.core.settings import Source
from monitor.pipeline.polling.places import Places
from monitor.pipeline.polling.poll import Parts, Poll, failed, planned
from monitor.pipeline.polling.report import PollOptions, Progress, SourceReport, unforeseen
from monitor.pipeline.polling.run import End
from monitor.pipeline.polling.turns import Beginnings, Done, Endings, PollTask
from monitor.pipeline.telling.deliver import DeliveryReport

if TYPE_CHECKING:
    from monitor.app import App
    from monitor.fetch.http import Budget

# How often runs that ended quietly are written, and how often what was found is sent while others still run.
_WRITE_SECONDS, _SEND_SECONDS = 0.5, 2.0
# Polls whose pace is waited for in place: longer waits give the place to somebody else.
_PATIENCE = 0.05
_STOP_SECONDS = 5.0


@dataclass(slots=True)
class PollReport:
    """What one `poll` did over all its sources."""

    started_at: datetime
    finished_at: datetime
    sources: list[SourceReport] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)
    deliveries: DeliveryReport = field(default_factory=DeliveryReport)
    states: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether every source answered and every attempt to deliver was accepted."""
        return not self.deliveries.failed and all(s.run.outcome not in ("failed", "blocked") for s in self.sources)


class Polls:
    """The polls of one app. Safe to use from several threads."""

    def __init__(self, app: "App") -> None:
        self._app = app

    @cached_property
    def places(self) -> Places:
        return Places()

    def begin(self, source: Source, options: PollOptions, done: Done, began: Callable[[], None]) -> None:
        """Have a source polled when its turn comes; `began` is called when it begins, `done` when it is over."""
        try:
            poll = self._planned(source, options, lambda *_: None)
        except MonitorError:
            raise
        except Exception as error:  # noqa: BLE001 - one source's trouble is its own
            done(failed(source.name, self._app.clock(), unforeseen(source.name, error)), None)
            return
        beginnings, store = Beginnings([poll]), self._app.store
        end: End = lambda ended: store.end_runs([ended])[0]  # noqa: E731 - a name for what it is
        self.places.add(PollTask(poll, beginnings.begin, end, self.noted(done), began))

    def noted(self, done: Done) -> Done:
        """Keep, before `done` is told, what a run read anew: `sources` shows it."""

        def noted(report: SourceReport | None, error: BaseException | None) -> None:
            if report is not None and report.reread[0]:
                value = json.dumps({"versions": report.reread[0], "reader": report.reread[1]})
                self._app.reads.set_mark(f"{REREAD}{report.run.source}"[:100], value, self._app.clock())
            done(report, error)

        return noted

    def run(self, sources: Sequence[Source], options: PollOptions, *, send: bool, progress: Progress) -> PollReport:
        """Poll the sources and deliver what is due, also while slow ones still run."""
        report = PollReport(self._app.clock(), self._app.clock())
        self._app.at_work()
        report.sources = _Together(self, sources, options, progress).run(self._sender(report) if send else lambda: None)
        ids = sorted(flat(s.events for s in report.sources))
        reads = self._app.reads
        report.events = reads.events(ids=ids, limit=len(ids), newest_first=False) if ids else []
        report.items = reads.items_by_id([e.item_id for e in report.events if e.item_id is not None])
        self._app.tell_unheard(report.events)
        if send:
            self._app.deliverer.settled()
            self._app.deliver(report=report.deliveries)
        report.states, report.finished_at = reads.delivery_counts(), self._app.clock()
        return report

    def _sender(self, report: PollReport) -> Callable[[], None]:
        def send() -> None:
            self._app.deliver(wait=False, report=report.deliveries)

        return send

    def stop(self) -> None:
        """End what runs at once: requests are broken off, readers ended; what was found is stored."""
        if "door" in self._app.__dict__:
            self._app.door.shut()
        if "readers" in self._app.__dict__:
            self._app.readers.stop()
        if "places" in self.__dict__:
            self.places.stop()

    def rest(self, seconds: float) -> bool:
        """Wait until no poll runs, at most so long. Whether none does."""
        return "places" not in self.__dict__ or self.places.wait(seconds)

    def _planned(self, source: Source, options: PollOptions, progress: Progress) -> Poll:
        from monitor.fetch.http import SourceFetcher
        from monitor.sources.kinds import adapter
        from monitor.sources.reader import SourceReader

        app = self._app
        parts = Parts(
            app.store,
            adapter(source),
            SourceFetcher(app.door, source, self._budget(source), patience=_PATIENCE),
            SourceReader(app.readers, source),
            app.clock,
            app.uptime.ages,
        )
        return planned(source, app.settings, parts, options, progress)

    def _budget(self, source: Source) -> "Budget | None":
        """What the source's host may be asked in a day; None where none of its sources has a budget."""
        from monitor.fetch.http import Budget

        settings, here = self._app.settings, host_of(source.url)
        if not any(s.daily_requests and host_of(s.url) == here for s in settings.sources):
            return None
        today = midnight(self._app.clock(), settings.zone)
        return Budget(source.daily_requests, midnight(today + timedelta(hours=36), settings.zone))


class _Together:
    """Several polls as one command: their reports in the order of the sources."""

    def __init__(self, polls: Polls, sources: Sequence[Source], options: PollOptions, progress: Progress) -> None:
        self._polls, self._store = polls, polls._app.store
        self._reports: dict[int, SourceReport] = {}
        self._errors: list[BaseException] = []
        self._endings = Endings(self._store)
        self._new = False
        self._tasks = self._planned(sources, options, progress)

    def _planned(self, sources: Sequence[Source], options: PollOptions, progress: Progress) -> dict[int, Poll]:
        planned: dict[int, Poll] = {}
        for place, source in enumerate(sources):
            try:
                planned[place] = self._polls._planned(source, options, progress)
            except MonitorError:
                raise
            except Exception as error:  # noqa: BLE001 - one source's trouble is its own
                words = unforeseen(source.name, error)
                self._reports[place] = failed(source.name, self._polls._app.clock(), words)
        return planned

    def run(self, send: Callable[[], None]) -> list[SourceReport]:
        beginnings, places = Beginnings(list(self._tasks.values())), self._polls.places
        try:
            for place, poll in self._tasks.items():
                places.add(PollTask(poll, beginnings.begin, self._endings.add, self._polls.noted(self._done(place))))
            self._wait(places, send)
            self._endings.write()
        except BaseException:
            self._polls.stop()
            self._polls.rest(_STOP_SECONDS)
            self._endings.write()
            raise
        if self._errors:
            raise self._errors[0]
        return [report for _, report in sorted(self._reports.items())]

    def _wait(self, places: Places, send: Callable[[], None]) -> None:
        """Until all are over. What was found meanwhile is sent: a slow site delays nobody's alerts."""
        sent = time.monotonic()
        while not places.wait(_WRITE_SECONDS):
            self._endings.write()
            if self._new and abs(time.monotonic() - sent) > _SEND_SECONDS:
                self._new, sent = False, time.monotonic()
                send()

    def _done(self, place: int) -> Done:
        def done(report: SourceReport | None, error: BaseException | None) -> None:
            if error is not None:
                self._errors.append(error)
            if report is not None:
                self._reports[place] = report
                self._new = self._new or bool(report.events)

        return done
