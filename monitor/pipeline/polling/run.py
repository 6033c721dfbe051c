"""One run of a source under its lease: what it asks and looks at, step by step, and what becomes of the source."""

import logging
import random
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.compose import compose_system
from monitor.core.errors import MonitorError, SourceError, Stopping
from monitor.core.hours import awake, next_poll
from monitor.core.identity import new_reference
from monitor.core.model import Event, EventKind, Item, Outcome, PollRun
from monitor.core.ports import KEEP, Begun, Draft, Ending, SourceState
from monitor.core.routing import plans_for
from monitor.core.settings import HOUR
from monitor.pipeline.polling.attended import Attended, Lease
from monitor.pipeline.polling.items import Looker
from monitor.pipeline.polling.judge import Judge
from monitor.pipeline.polling.lists import Lister
from monitor.pipeline.polling.poll import LEASE_SECONDS, RENEW_SECONDS, Poll
from monitor.pipeline.polling.redesign import encode
from monitor.pipeline.polling.report import Progress, SourceReport, Trouble
from monitor.pipeline.polling.rhythm import LEARNT_FROM, LEAST_SILENCE, plausible, words

log = logging.getLogger(__name__)
# A run that takes longer, and longer than its source's pace, ends in part: its lists are to be asked for again.
RUN_SECONDS = 600.0
FAILURES_TOLD = 3
_INTERVALS_TOLD = 3
_TITLES_SHOWN = 10


End = Callable[[Ending], tuple[int, ...]]
"""How a run that has ended is written: the ids of our own events about it."""


class Run:
    """One run under its lease. `report` stands when its steps are over."""

    def __init__(self, poll: Poll, begun: Begun, end: End) -> None:
        source, settings, options, progress = poll.source, poll.settings, poll.options, poll.progress
        self.source, self.settings, self.options, self.owner = source, settings, options, poll.owner
        self.lease = Lease(self._renew, RENEW_SECONDS)
        attended = Attended(poll.parts.fetcher, poll.parts.reader, options.stopping, self._attend)
        self.parts = parts = replace(poll.parts, fetcher=attended, reader=attended)
        self.report: SourceReport | None = None
        self.end = end
        self.progress: Callable[[str], None] = lambda words: self._go_on(words, progress)
        self.now = parts.clock()
        self.begun, self.state, self.run_id = begun, begun.state, begun.run
        self.baseline = self.state.baseline_at is None
        self.trouble = Trouble()
        self._told: Sequence[int] = ()
        self.looker = Looker(
            source,
            parts.store,
            parts.fetcher,
            parts.reader,
            Judge(settings),
            self.now,
            ages=parts.ages,
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

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self.parts.fetcher.tally.requests

    def steps(self) -> Iterator[float]:
        """The run, step by step; after each the seconds until the next may begin. Trouble of the source is in the
        report; a store that cannot be used raises `StoreError`.
        """
        self.looker.redesigns.begin(self.state.suspicion, self.begun.held)
        began = time.monotonic()
        try:
            with closing(self._work()) as work:
                for wait in work:
                    if self.looker.left and self._is_long(began + wait):
                        self.trouble.left = self.looker.left
                        break
                    yield wait
        except SourceError as error:
            self.trouble.note(error)
        except Stopping as error:
            self.trouble.stopped = True
            self.trouble.errors.append(str(error))
        except MonitorError:
            raise
        except Exception as error:  # noqa: BLE001 - one source's trouble is its own
            self.trouble.errors.append(unforeseen(self.source.name, error))
        finally:
            self.parts.fetcher.done()
        self.report = self._finish(self.run_id)

    def _work(self) -> Generator[float]:
        self.progress("asking for its lists")
        yield from self.lister.steps(self.trouble)
        if self.begun.due or self.lister.listed.changed or self.options.revisit:
            yield from self.looker.steps(self.trouble, everything=self.options.revisit)
        in_doubt = self.state.failures > 0 or self.baseline
        if words := self.looker.pages.of_the_site(in_doubt=in_doubt):
            self.trouble.blocked = self.trouble.blocked or self.looker.refused
            self.trouble.errors.append(words)

    def _is_long(self, until: float) -> bool:
        """Whether the lists have waited for too long for this run: what is left is found by the next one."""
        whole = self.options.revisit or self.options.since is not None
        return not whole and time.monotonic() - until > max(self.source.every, RUN_SECONDS)

    def _go_on(self, words: str, progress: Progress) -> None:
        progress(self.source.name, words)

    def _attend(self) -> None:
        self.lease.attend()
        if self.lease.lost:
            raise Stopping("another process took this poll over")

    def _renew(self) -> bool:
        return self.parts.store.renew_source(self.source.name, self.owner, self.parts.clock(), LEASE_SECONDS)

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
        ids = self.end(Ending(run, self.owner, state, drafts, self._told))
        level = logging.INFO if run.error is None else logging.WARNING
        log.log(level, "%s: %s%s", self.source.name, run.outcome, f": {run.error}" if run.error else "")
        reread = self.looker.texts.reread
        if reread[0]:
            log.info("%s: %s versions were read anew by %s; nobody is told", self.source.name, *reread)
        return SourceReport(run, (*self.looker.events, *ids), reread)

    def _outcome(self) -> Outcome:
        if self.trouble.blocked:
            return "blocked"
        if self.trouble.stopped:
            return "skipped"
        if self.trouble.resting and self.parts.fetcher.tally.requests == 0:
            return "skipped"
        if self.trouble.errors or self.trouble.left:
            return "failed"
        tally = self.parts.fetcher.tally
        still = tally.requests == tally.not_modified + tally.same_bytes
        return "unchanged" if still and not self.looker.events else "ok"

    def _aftermath(self, run: PollRun) -> tuple[SourceState, list[Draft]]:
        """The source's state after this run, and our own events that it makes."""
        drafts: list[Draft] = []
        state = self.state
        if run.outcome == "skipped":
            state = self._suspected(self._rested(state, run, drafts), run, drafts)
            return _planned(state, self.trouble.resting or self.now, run), drafts
        failed = run.outcome in ("failed", "blocked")
        failures = state.failures + 1 if failed else 0
        if self.trouble.only_left:
            # It goes on: a pace that the site asks for is no failure of the site.
            failed, failures = False, state.failures
        following = next_poll(self.source, failures, run.finished_at, self.settings.zone, random.Random())
        if self.trouble.resting and self.trouble.resting > following:
            following = awake(self.trouble.resting, self.source.active, self.settings.zone)
        state = self._rested(_planned(replace(state, failures=failures), following, run), run, drafts)
        if failures >= FAILURES_TOLD and not state.failing_told:
            words = f"{failures} polls running failed; the last: {run.error}"
            drafts.append(self._own("source_failing", f"{self._title} is failing", run.finished_at, (words,)))
            state = replace(state, failing_told=True)
        elif not failed and state.failing_told:
            drafts.append(self._own("source_recovered", f"{self._title} answers again", run.finished_at, ()))
            state = replace(state, failing_told=False)
        state = self._suspected(self._heard(state, run, drafts), run, drafts)
        self._unread(run, drafts)
        if self._may_begin and not self.trouble.blocked and not self.trouble.resting:
            drafts.append(self._baseline_draft(run.finished_at))
            state = replace(state, baseline_at=run.finished_at)
        elif self.options.since is not None and self.looker.events:
            drafts.append(self._baseline_draft(run.finished_at))
        return state, drafts

    def _rested(self, state: SourceState, run: PollRun, drafts: list[Draft]) -> SourceState:
        """A site that asks for a rest of more than three intervals, and of more than an hour, is told once."""
        until = self.trouble.resting
        longest = timedelta(seconds=max(_INTERVALS_TOLD * self.source.every, HOUR))
        if until is None or self.trouble.our_own or state.failing_told or until - run.finished_at <= longest:
            return state
        detail = f"{self._title} is not asked before {self._local(until)}"
        drafts.append(self._own("source_failing", detail, run.finished_at, (f"it asked for that: {run.error}",)))
        return replace(state, failing_told=True)

    def _heard(self, state: SourceState, run: PollRun, drafts: list[Draft]) -> SourceState:
        """Whether the source had something new, or is quieter, since we listen, than is plausible: told once."""
        now = run.finished_at
        if self.lister.listed.new or state.heard_at is None:
            return replace(state, heard_at=now, stale_told=False)
        silence = self.parts.ages.age(state.heard_at, now)
        if run.outcome not in ("ok", "unchanged") or state.stale_told or silence < self._least_silence:
            return state
        most = self._plausible(state.heard_at)
        if most is None or silence <= most:
            return state
        why = f"{'expected' if self.source.expect else 'plausible after the 90 days before'}: {words(most)} at most"
        detail = f"{self._title} has had nothing new for {words(silence)}"
        drafts.append(self._own("source_stale", detail, now, (why,)))
        return replace(state, stale_told=True)

    def _unread(self, run: PollRun, drafts: list[Draft]) -> None:
        """Pages that could not be read for a day are told once, together."""
        pages = self.looker.pages.untold()
        # While the site itself is in trouble that is what is told.
        if not pages or run.outcome not in ("ok", "unchanged"):
            return
        what = "A page" if len(pages) == 1 else f"{len(pages)} pages"
        rows = [f"{p.url} (since {self._local(p.since)}): {p.why}" for p in pages.values()]
        more = [f"and {len(rows) - _TITLES_SHOWN} more"] if len(rows) > _TITLES_SHOWN else []
        detail = f"{what} of {self._title} cannot be read for more than a day; the others are"
        drafts.append(self._own("source_stale", detail, run.finished_at, (*rows[:_TITLES_SHOWN], *more)))
        self._told = tuple(pages)

    def _local(self, when: datetime) -> str:
        return f"{when.astimezone(self.settings.zone):%Y-%m-%d %H:%M %Z}"

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
    def _may_begin(self) -> bool:
        """Whether this was the first good run: the lists were answered, and something behind them."""
        return self.baseline and self.lister.listed.good and not self.looker.pages.none_read

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
        topics = tuple(t.name for t in self.settings.topics_of(self.source))
        event = Event(kind, at, self.source.name, new_reference(), topics=topics, detail=detail, reasons=notes,
                      baseline=kind == "baseline")  # fmt: skip
        alert = compose_system(event, self._title, self.source.url, notes)
        return Draft(event, alert, plans_for(event, self.settings))


def unforeseen(source: str, error: Exception) -> str:
    """An error that nobody foresaw: the log explains it under the reference that the words name."""
    reference = f"E-{secrets.token_hex(4)}"
    log.error("%s: error %s", source, reference, exc_info=error)
    return f"an error of ours ({type(error).__name__}); the log explains it under {reference}"


def _planned(state: SourceState, following: datetime, run: PollRun) -> SourceState:
    """The next poll, with the wait that leads to it: another clock shows by it."""
    return replace(state, next_run_at=following, wait=max((following - run.finished_at).total_seconds(), 0.0))


def _shown(piece: str) -> str:
    """'+# min to read' as people read it; # is any figure."""
    text = piece[1:] if len(piece) < 200 else f"{piece[1:200]}…"
    return f"added {text!r}" if piece.startswith("+") else f"removed {text!r}"


def _line(item: Item) -> str:
    return f"{item.title} ({item.url})"
