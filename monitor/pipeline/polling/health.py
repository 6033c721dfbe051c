"""A source's health after a run: planned, resting, failing, recovered, stale, suspect, begun.

Pure: what a run saw, what the store knew and chance are handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from monitor.core.hours import awake, next_poll
from monitor.core.model import EventKind, PollRun, Suspicion
from monitor.core.ports import SourceState, Unreadable
from monitor.core.reasons import Code, Reason, because
from monitor.core.settings import HOUR, Source
from monitor.pipeline.polling.rhythm import LEAST_SILENCE, length, plausible

FAILURES_TOLD = 3
_INTERVALS_TOLD = 3
SHOWN = 10


@dataclass(frozen=True, slots=True)
class RunSeen:
    """What a run saw of its source.

    `new`: a list named something new.
    `only_left`: all that is wrong is that it was not done in time.
    `resting`: until when the site is not asked; `our_own`: by a limit of ours.
    `begins`: it was the first good run. `older`: it looked for older items and found some.
    `silence`: how long the source has had nothing new, the time left out in which nobody listened.
    `arrivals`: when items came in the time from which a rhythm is learnt, where it matters.
    `unread`: pages that could not be read for a day, of which nobody was told.
    """

    run: PollRun
    new: bool = False
    only_left: bool = False
    resting: datetime | None = None
    our_own: bool = False
    begins: bool = False
    older: bool = False
    silence: timedelta = timedelta()
    arrivals: Sequence[datetime] = ()
    suspicion: Suspicion | None = None
    unread: Sequence[Unreadable] = ()

    @property
    def failed(self) -> bool:
        """A pace that the site asks for is no failure of the site: the next run goes on."""
        return self.run.outcome in ("failed", "blocked") and not self.only_left

    @property
    def good(self) -> bool:
        return self.run.outcome in ("ok", "unchanged")

    @property
    def tells_unread(self) -> bool:
        """While the site itself is in trouble that is told, and not its pages."""
        return self.good and bool(self.unread)


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """An event of our own about a source. What a baseline counted is not said here: the store knows it."""

    kind: EventKind
    detail: Reason | None = None
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """The rules for one source."""

    source: Source
    zone: ZoneInfo
    chance: Random

    def after(self, state: SourceState, seen: RunSeen) -> tuple[SourceState, tuple[SourceEvent, ...]]:
        """The source's state after a run, and what is to be told of it, in order."""
        told: list[SourceEvent] = []
        for rule in _SKIPPED if seen.run.outcome == "skipped" else _RULES:
            state, event = rule(self, state, seen)
            told += [event] if event else []
        return state, tuple(told)

    def may_be_stale(self, state: SourceState, seen: RunSeen) -> bool:
        """Whether it matters how long this source is silent at most: `arrivals` is asked for then."""
        if seen.new or state.heard_at is None or state.stale_told or not seen.good:
            return False
        return seen.silence >= (self._expected or LEAST_SILENCE)

    @property
    def _expected(self) -> timedelta | None:
        return timedelta(seconds=self.source.expect) if self.source.expect else None

    @property
    def _title(self) -> str:
        return self.source.title or self.source.name

    def _local(self, when: datetime) -> str:
        return f"{when.astimezone(self.zone):%Y-%m-%d %H:%M %Z}"

    # --- the rules, in the order in which they are asked -----------------------------------------------

    def _goes_on(self, state: SourceState, seen: RunSeen) -> "_Step":
        """What was not begun is begun as soon as the site allows it."""
        return _planned(state, seen.resting or seen.run.started_at, seen.run), None

    def _counted(self, state: SourceState, seen: RunSeen) -> "_Step":
        """Failures running make the next poll later. So does a rest that the site asks for."""
        failures = state.failures + 1 if seen.failed else 0
        if seen.only_left:
            failures = state.failures
        following = next_poll(self.source, failures, seen.run.finished_at, self.zone, self.chance)
        if seen.resting and seen.resting > following:
            following = awake(seen.resting, self.source.active, self.zone)
        return _planned(replace(state, failures=failures), following, seen.run), None

    def _rested(self, state: SourceState, seen: RunSeen) -> "_Step":
        """A site that asks for a rest of more than three intervals, and of more than an hour, is told once."""
        until, longest = seen.resting, timedelta(seconds=max(_INTERVALS_TOLD * self.source.every, HOUR))
        is_short = until is None or until - seen.run.finished_at <= longest
        if until is None or is_short or seen.our_own or state.failing_told:
            return state, None
        detail = because("not_asked", source=self._title, when=self._local(until))
        event = SourceEvent("source_failing", detail, (because("asked_for", error=str(seen.run.error)),))
        return replace(state, failing_told=True), event

    def _failing(self, state: SourceState, seen: RunSeen) -> "_Step":
        """Three failures running are told once; so is the end of them."""
        if state.failures >= FAILURES_TOLD and not state.failing_told:
            why = because("polls_failed", n=state.failures, error=str(seen.run.error))
            event = SourceEvent("source_failing", because("failing", source=self._title), (why,))
            return replace(state, failing_told=True), event
        if state.failing_told and not seen.failed:
            event = SourceEvent("source_recovered", because("answers_again", source=self._title))
            return replace(state, failing_told=False), event
        return state, None

    def _heard(self, state: SourceState, seen: RunSeen) -> "_Step":
        """Whether the source had something new, or is quieter, since we listen, than is plausible: told once."""
        if seen.new or state.heard_at is None:
            return replace(state, heard_at=seen.run.finished_at, stale_told=False), None
        most = self._expected or plausible(seen.arrivals)
        if not self.may_be_stale(state, seen) or most is None or seen.silence <= most:
            return state, None
        basis: Code = "expected" if self.source.expect else "plausible"
        detail = because("nothing_new", source=self._title, span=length(seen.silence))
        event = SourceEvent("source_stale", detail, (because(basis, span=length(most)),))
        return replace(state, stale_told=True), event

    def _suspected(self, state: SourceState, seen: RunSeen) -> "_Step":
        """A redesign that is held is told once, with some of its pages."""
        suspicion, event = seen.suspicion, None
        if suspicion and not suspicion.told:
            event = self._suspect(suspicion)
            suspicion = replace(suspicion, told=True)
        return replace(state, suspicion=suspicion), event

    def _suspect(self, suspicion: Suspicion) -> SourceEvent:
        detail = because("not_carried", source=self._title, n=suspicion.items)
        notes = (
            *(because("changed_title", title=title) for title in suspicion.examples),
            because("release_hint", name=self.source.name),
            because("close_hint", name=self.source.name),
        )
        return SourceEvent("source_suspect", detail, notes)

    def _unread(self, state: SourceState, seen: RunSeen) -> "_Step":
        """Pages that could not be read for a day are told together."""
        if not seen.tells_unread:
            return state, None
        count = len(seen.unread)
        rows = [
            because("page_unread", url=page.url, when=self._local(page.since), why=page.why)
            for page in seen.unread[:SHOWN]
        ]
        more = [because("and_more", n=count - SHOWN)] if count > SHOWN else []
        detail = because("pages_unread", n=count, source=self._title)
        return state, SourceEvent("source_stale", detail, (*rows, *more))

    def _begun(self, state: SourceState, seen: RunSeen) -> "_Step":
        """The first good run is the baseline; so is what a look for older items found."""
        if seen.begins:
            return replace(state, baseline_at=seen.run.finished_at), SourceEvent("baseline")
        return state, SourceEvent("baseline") if seen.older else None


_Step = tuple[SourceState, SourceEvent | None]
_Rule = Callable[[Health, SourceState, RunSeen], _Step]
_SKIPPED: tuple[_Rule, ...] = (Health._rested, Health._suspected, Health._goes_on)
_RULES: tuple[_Rule, ...] = (
    Health._counted,
    Health._rested,
    Health._failing,
    Health._heard,
    Health._suspected,
    Health._unread,
    Health._begun,
)


def _planned(state: SourceState, following: datetime, run: PollRun) -> SourceState:
    """The next poll, with the wait that leads to it: another clock shows by it."""
    return replace(state, next_run_at=following, wait=max((following - run.finished_at).total_seconds(), 0.0))
