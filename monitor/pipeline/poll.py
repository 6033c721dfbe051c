"""One poll of one source: one poll run row whatever happens, and never two at once (a lease in the store)."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.compose import compose_system
from monitor.core.errors import Blocked, HostResting, Stopping
from monitor.core.hours import awake, next_poll
from monitor.core.model import Event, EventKind, Item, Outcome, PollRun, Request
from monitor.core.ports import (
    KEEP,
    Adapter,
    Answer,
    Beginning,
    Begun,
    Clock,
    Draft,
    Ending,
    Fetcher,
    Reader,
    SourceState,
    Store,
    Validator,
)
from monitor.core.redesign import encode
from monitor.core.rhythm import LEARNT_FROM, LEAST_SILENCE, plausible, words
from monitor.core.routing import plans_for
from monitor.core.settings import Settings, Source
from monitor.pipeline.judge import Judge, new_reference
from monitor.pipeline.lists import Lister
from monitor.pipeline.looks import Looker
from monitor.pipeline.owner import is_dead, owner
from monitor.pipeline.report import PollOptions, Progress, SourceReport, Trouble

log = logging.getLogger(__name__)
LEASE_SECONDS, RENEW_SECONDS = 180.0, 30.0
FAILURES_TOLD = 3
_WAIT_STEP = 0.2
_TITLES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Parts:
    """What a poll of one source works with."""

    store: Store
    adapter: Adapter
    fetcher: Fetcher
    reader: Reader
    clock: Clock


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that is to be run: what it works with, and how it shows up in the store."""

    source: Source
    settings: Settings
    parts: Parts
    options: PollOptions
    progress: Progress
    started: datetime
    starts: Sequence[Request]
    owner: str

    @property
    def beginning(self) -> Beginning:
        return Beginning(self.source.name, self.owner, [request.address for request in self.starts])


End = Callable[[Ending], tuple[int, ...]]
"""How a run that has ended is written: the ids of our own events about it."""


def planned(source: Source, settings: Settings, parts: Parts, options: PollOptions, progress: Progress) -> Poll:
    now = parts.clock()
    starts = parts.adapter.start(now, options.since)
    return Poll(source, settings, parts, options, progress, now, starts, owner(new_reference()))


def run_alone(poll: Poll) -> SourceReport:
    """Poll a source now. `skipped` when another poll of it goes on for longer than `options.wait` seconds."""
    begun = _begun(poll, poll.options.wait)
    if begun is None:
        return _skipped(poll.source, poll.started, poll.parts, "another poll of this source is running")
    return run_begun(poll, begun, lambda ended: poll.parts.store.end_runs([ended])[0])


def run_begun(poll: Poll, begun: Begun, end: End) -> SourceReport:
    """Run a poll whose lease is ours."""
    return _Run(poll, begun, end).run()


def _begun(poll: Poll, wait: float) -> Begun | None:
    source, parts = poll.source, poll.parts

    def begin(instead_of: str = "") -> Begun | None:
        beginning = replace(poll.beginning, instead_of=instead_of)
        return parts.store.begin_runs([beginning], parts.clock(), LEASE_SECONDS)[0]

    deadline = time.monotonic() + wait
    while (begun := begin()) is None:
        holder = parts.store.source_owner(source.name)
        if is_dead(holder):
            begun = begin(holder)
        if begun is not None:
            log.info("%s: the process that polled it last has died; going on in its place", source.name)
            return begun
        if time.monotonic() >= deadline:
            return None
        time.sleep(_WAIT_STEP)
    return begun


def _skipped(source: Source, started: datetime, parts: Parts, why: str) -> SourceReport:
    log.info("%s: skipped: %s", source.name, why)
    return SourceReport(PollRun(source.name, started, parts.clock(), "skipped", error=why))


class _Run:
    """One run under its lease."""

    def __init__(self, poll: Poll, begun: Begun, end: End) -> None:
        source, settings, options, progress = poll.source, poll.settings, poll.options, poll.progress
        self.source, self.settings, self.options, self.owner = source, settings, options, poll.owner
        fetcher = _Attended(poll.parts.fetcher, options.stopping, self._renew)
        self.parts = parts = replace(poll.parts, fetcher=fetcher)
        self.end = end
        self.progress: Callable[[str], None] = lambda words: self._go_on(words, progress)
        self.now = parts.clock()
        self.begun, self.state, self.run_id = begun, begun.state, begun.run
        self.baseline = self.state.baseline_at is None
        self.trouble = Trouble()
        self.looker = Looker(
            source,
            parts.store,
            parts.fetcher,
            parts.reader,
            Judge(settings),
            self.now,
            host_answers=lambda: self.lister.listed.good,
            progress=self.progress,
        )
        self.lister = Lister(
            source,
            parts.store,
            parts.fetcher,
            parts.reader,
            self.now,
            baseline=self.baseline,
            since=options.since,
            starts=poll.starts,
            known=begun.known,
            hold=self.looker.hold,
            progress=self.progress,
        )

    def run(self) -> SourceReport:
        self.looker.redesigns.begin(self.state.suspicion, self.begun.held)
        run_id = self.run_id
        try:
            self._work()
        except Blocked as error:
            self.trouble.blocked = True
            self.trouble.errors.append(str(error))
        except HostResting as error:
            self.trouble.resting = error.retry_after
            self.trouble.errors.append(str(error))
        except Stopping:
            self.trouble.stopped = True
            self.trouble.errors.append("the service is stopping")
        except BaseException as error:
            self.trouble.errors.append(f"stopped: {type(error).__name__}: {error}")
            self._finish(run_id)
            raise
        return self._finish(run_id)

    def _work(self) -> None:
        self.progress("asking for its lists")
        self.lister.run(self.trouble)
        if self.begun.due or self.lister.listed.changed or self.options.revisit:
            self.looker.run(self.trouble, everything=self.options.revisit)

    def _go_on(self, words: str, progress: Progress) -> None:
        progress(self.source.name, words)

    def _renew(self) -> None:
        self.parts.store.renew_source(self.source.name, self.owner, self.parts.clock(), LEASE_SECONDS)

    def _finish(self, run_id: int) -> SourceReport:
        tally, listed, finished = self.parts.fetcher.tally, self.lister.listed, self.parts.clock()
        run = PollRun(
            source=self.source.name,
            started_at=self.now,
            finished_at=finished,
            outcome=self._outcome(),
            id=run_id,
            error=self.trouble.words,
            requests=tally.requests,
            not_modified=tally.not_modified,
            bytes=tally.bytes,
            listed=listed.entries,
            checked=self.looker.checked,
            newest_item_at=listed.newest,
            baseline=self.baseline,
        )
        state, drafts = self._aftermath(run)
        ids = self.end(Ending(run, self.owner, state, drafts))
        level = logging.INFO if run.error is None else logging.WARNING
        log.log(level, "%s: %s%s", self.source.name, run.outcome, f": {run.error}" if run.error else "")
        return SourceReport(run, (*self.looker.events, *ids))

    def _outcome(self) -> Outcome:
        if self.trouble.blocked:
            return "blocked"
        if self.trouble.stopped:
            return "skipped"
        if self.trouble.resting and self.parts.fetcher.tally.requests == 0:
            return "skipped"
        if self.trouble.errors:
            return "failed"
        tally = self.parts.fetcher.tally
        still = tally.requests == tally.not_modified + tally.same_bytes
        return "unchanged" if still and not self.looker.events else "ok"

    def _aftermath(self, run: PollRun) -> tuple[SourceState, list[Draft]]:
        """The source's state after this run, and our own events that it makes."""
        drafts: list[Draft] = []
        state = self.state
        if run.outcome == "skipped":
            state = self._suspected(state, run, drafts)
            return replace(state, next_run_at=self.trouble.resting or self.now), drafts
        failed = run.outcome in ("failed", "blocked")
        failures = state.failures + 1 if failed else 0
        following = next_poll(self.source, failures, run.finished_at, self.settings.zone, random.Random())
        if self.trouble.resting and self.trouble.resting > following:
            following = awake(self.trouble.resting, self.source.active, self.settings.zone)
        state = replace(state, failures=failures, next_run_at=following)
        if failures >= FAILURES_TOLD and not state.failing_told:
            words = f"{failures} polls running failed; the last: {run.error}"
            drafts.append(self._own("source_failing", f"{self._title} is failing", run.finished_at, (words,)))
            state = replace(state, failing_told=True)
        elif not failed and state.failing_told:
            drafts.append(self._own("source_recovered", f"{self._title} answers again", run.finished_at, ()))
            state = replace(state, failing_told=False)
        state = self._suspected(self._heard(state, run, drafts), run, drafts)
        if self.baseline and self.lister.listed.good and not self.trouble.blocked and not self.trouble.resting:
            drafts.append(self._baseline_draft(run.finished_at))
            state = replace(state, baseline_at=run.finished_at)
        elif self.options.since is not None and self.looker.events:
            drafts.append(self._baseline_draft(run.finished_at))
        return state, drafts

    def _heard(self, state: SourceState, run: PollRun, drafts: list[Draft]) -> SourceState:
        """Whether the source had something new, or is quieter, since we listen, than is plausible: told once."""
        now = run.finished_at
        if self.lister.listed.new or state.heard_at is None:
            return replace(state, heard_at=now, stale_told=False)
        silence = now - state.heard_at
        if run.outcome not in ("ok", "unchanged") or state.stale_told or silence < self._least_silence:
            return state
        most = self._plausible(state.heard_at)
        if most is None or silence <= most:
            return state
        why = f"{'expected' if self.source.expect else 'plausible after the 90 days before'}: {words(most)} at most"
        detail = f"{self._title} has had nothing new for {words(silence)}"
        drafts.append(self._own("source_stale", detail, now, (why,)))
        return replace(state, stale_told=True)

    def _suspected(self, state: SourceState, run: PollRun, drafts: list[Draft]) -> SourceState:
        """A redesign that is held is told once, with what the changes have in common."""
        suspicion = self.looker.redesigns.suspicion
        if suspicion and not suspicion.told:
            detail = f"{self._title}: {suspicion.items} items changed alike in one poll; their alerts are held"
            notes = (
                *(f"in common: {_shown(piece)}" for piece in suspicion.pieces[:3]),
                *(f"changed: {title}" for title in suspicion.examples),
                f"if these are edits: monitor sources release {self.source.name}",
            )
            drafts.append(self._own("source_suspect", detail, run.finished_at, notes))
            suspicion = replace(suspicion, told=True)
        kept = encode(suspicion)
        # A release by hand during this run stands.
        return replace(state, suspicion=KEEP if kept == self.state.suspicion else kept)

    @property
    def _least_silence(self) -> timedelta:
        return timedelta(seconds=self.source.expect) if self.source.expect else LEAST_SILENCE

    def _plausible(self, heard_at: datetime) -> timedelta | None:
        if self.source.expect:
            return timedelta(seconds=self.source.expect)
        return plausible(self.parts.store.arrivals(self.source.name, heard_at - LEARNT_FROM))

    @property
    def _title(self) -> str:
        return self.source.title or self.source.name

    def _baseline_draft(self, at: datetime) -> Draft:
        count, on = self.parts.store.baseline_counts(self.source.name)
        detail = f"Now watching {count} items of {self._title}, {len(on)} of them on topic"
        notes = [_line(item) for item in on[:_TITLES_SHOWN]]
        if len(on) > _TITLES_SHOWN:
            notes.append(f"and {len(on) - _TITLES_SHOWN} more")
        return self._own("baseline", detail, at, tuple(notes))

    def _own(self, kind: EventKind, detail: str, at: datetime, notes: tuple[str, ...]) -> Draft:
        topics = tuple(t.name for t in self.settings.topics_of(self.source.name))
        event = Event(kind, at, self.source.name, new_reference(), topics=topics, detail=detail, reasons=notes,
                      baseline=kind == "baseline")  # fmt: skip
        alert = compose_system(event, self._title, self.source.url, notes)
        return Draft(event, alert, plans_for(event, self.settings))


class _Attended:
    """A fetcher that asks nothing more once the service is stopping, and renews the lease in a long run."""

    def __init__(self, inner: Fetcher, stopping: Callable[[], bool], renew: Callable[[], None]) -> None:
        self._inner, self._stopping, self._renew = inner, stopping, renew
        self._renewed = time.monotonic()
        self.tally = inner.tally

    def get(self, request: Request, known: Validator | None) -> Answer:
        if self._stopping():
            raise Stopping("the service is stopping")
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renew()
            self._renewed = time.monotonic()
        return self._inner.get(request, known)

    def rules(self) -> Sequence[str]:
        return self._inner.rules()


def _shown(piece: str) -> str:
    """'+# min to read' as people read it; # is any figure."""
    text = piece[1:] if len(piece) < 200 else f"{piece[1:200]}…"
    return f"added {text!r}" if piece.startswith("+") else f"removed {text!r}"


def _line(item: Item) -> str:
    return f"{item.title} ({item.url})"
