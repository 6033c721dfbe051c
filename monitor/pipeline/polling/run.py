"""One run of a source under its lease: what it asks and looks at, step by step, and what becomes of the source."""

import logging
import random
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from monitor.core.errors import MonitorError, SourceError, Stopping
from monitor.core.identity import new_reference
from monitor.core.model import Event, Outcome, PollRun
from monitor.core.ports import Begun, Draft, Ending, SourceState
from monitor.core.reasons import because
from monitor.core.routing import plans_for
from monitor.pipeline.polling.attended import Attended, Lease
from monitor.pipeline.polling.health import SHOWN, Health, RunSeen, SourceEvent
from monitor.pipeline.polling.items import Looker
from monitor.pipeline.polling.lists import Listed, Lister
from monitor.pipeline.polling.observed import Observed
from monitor.pipeline.polling.poll import Poll
from monitor.pipeline.polling.report import SourceReport, Trouble, unforeseen
from monitor.pipeline.polling.rhythm import LEARNT_FROM
from monitor.pipeline.polling.scope import Scope
from monitor.pipeline.polling.searches import Searches
from monitor.pipeline.polling.sessions import Sessions
from monitor.render.compose import compose_system

log = logging.getLogger(__name__)
# A run that takes longer, and longer than its source's pace, ends in part: its lists are to be asked for again.
RUN_SECONDS = 600.0
_LONGEST_NOTE = 1_000


End = Callable[[Ending], tuple[int, ...]]
"""How a run that has ended is written: the ids of our own events about it."""


class Run:
    """One run under its lease. `report` stands when its steps are over."""

    def __init__(self, poll: Poll, begun: Begun, end: End) -> None:
        source, settings, options, progress = poll.source, poll.settings, poll.options, poll.progress
        self.source, self.settings, self.options, self.owner = source, settings, options, poll.owner
        self.observed = Observed(source, begun, poll.parts.clock)
        attended = Attended(poll.parts.fetcher, poll.parts.reader, options.stopping, Lease(poll), self.observed)
        self.parts = parts = replace(poll.parts, fetcher=attended, reader=attended)
        self.report: SourceReport | None = None
        self.end = end
        self.progress: Callable[[str], None] = partial(progress, source.name)
        self.now = parts.clock()
        self.begun, self.run_id = begun, begun.run
        self.baseline = begun.state.baseline_at is None
        self.sessions = Sessions(begun.state.sessions)
        self.state = _revised(begun.state, parts.adapter.revision, self.now)
        self.searches = Searches.of(begun.state)
        self.trouble = Trouble()
        self._told: Sequence[int] = ()
        scope = Scope(
            source, settings, parts, self.now, self.baseline, options.since, self.progress, self.observed,
            self.sessions, self.searches, self.state.revised_at,
        )  # fmt: skip
        listed = Listed()
        self.looker = Looker(scope, listed)
        self.lister = Lister(scope, listed, poll.starts, begun.known, self.looker.hold)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self.parts.fetcher.tally.requests

    def steps(self) -> Iterator[float]:
        """The run, step by step; after each the seconds until the next may begin. Trouble of the source is in the
        report; a store that cannot be used raises `StoreError`.
        """
        self.looker.looks.begin(self.state.suspicion, self.begun.held)
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
            note="; ".join((*listed.notes, *self.looker.looks.notes))[:_LONGEST_NOTE],
        )
        state, drafts = self._aftermath(run)
        # What is suspected is written where this run changed it: a release by hand meanwhile stands.
        suspects = state.suspicion != self.state.suspicion
        with self.observed.writing() as notes:
            ids = self.end(Ending(run, self.owner, state, drafts, self._told, suspects, notes))
        level = logging.INFO if run.error is None else logging.WARNING
        log.log(level, "%s: %s%s", self.source.name, run.outcome, f": {run.error}" if run.error else "")
        reread = self.looker.documents.reread
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
        health = Health(self.source, self.settings.zone, random.Random())
        seen = self._seen(run)
        if health.may_be_stale(self.state, seen) and self.state.heard_at and not self.source.expect:
            since = self.state.heard_at - LEARNT_FROM
            seen = replace(seen, arrivals=self.parts.store.arrivals(self.source.name, since))
        terms = self.searches.after(self.source.terms, self.lister.answered)
        state, told = health.after(replace(self.state, sessions=self.sessions.state, terms=terms), seen)
        if seen.tells_unread:
            self._told = tuple(page.item_id for page in seen.unread)
        return state, [self._draft(event, run.finished_at) for event in told]

    def _seen(self, run: PollRun) -> RunSeen:
        heard, trouble = self.state.heard_at, self.trouble
        return RunSeen(
            run,
            new=bool(self.lister.listed.new),
            only_left=trouble.only_left,
            resting=trouble.resting,
            our_own=trouble.our_own,
            begins=self._may_begin and not trouble.blocked and not trouble.resting,
            older=self.options.since is not None and bool(self.looker.events),
            silence=self.parts.ages.age(heard, run.finished_at) if heard else timedelta(),
            suspicion=self.looker.looks.suspicion,
            unread=tuple(self.looker.pages.untold().values()),
        )

    @property
    def _may_begin(self) -> bool:
        """Whether this was the first good run: the lists were answered, and something behind them."""
        return self.baseline and self.lister.listed.good and not self.looker.pages.none_read

    @property
    def _title(self) -> str:
        return self.source.title or self.source.name

    def _draft(self, told: SourceEvent, at: datetime) -> Draft:
        event = self._counted() if told.kind == "baseline" else told
        topics = tuple(t.name for t in self.settings.topics_of(self.source))
        made = Event(told.kind, at, self.source.name, new_reference(), topics=topics, detail=event.detail,
                     reasons=event.notes, baseline=told.kind == "baseline")  # fmt: skip
        alert = compose_system(made, self._title, self.source.url, event.notes)
        return Draft(made, alert, plans_for(made, self.settings))

    def _counted(self) -> SourceEvent:
        """What a baseline found: how many items, and which of them are on topic."""
        count, on = self.parts.store.baseline_counts(self.source.name)
        more = (because("and_more", n=len(on) - SHOWN),) if len(on) > SHOWN else ()
        detail = because("watching", n=count, source=self._title, on=len(on))
        rows = (because("linked", title=item.title, url=item.url) for item in on[:SHOWN])
        return SourceEvent("baseline", detail, (*rows, *more))


def _revised(state: SourceState, revision: int, now: datetime) -> SourceState:
    """The state under today's adapter; a source that an earlier one polled is marked with the moment."""
    if state.revision == revision:
        return state
    earlier = state.baseline_at is not None and 0 < state.revision < revision
    return replace(state, revision=revision, revised_at=now if earlier else state.revised_at)
