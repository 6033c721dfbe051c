"""What happened since the last summary of a route: told at its times, also when nothing did."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from monitor.core.hours import next_of
from monitor.core.identity import new_reference
from monitor.core.model import Alert, Event
from monitor.core.ports import Clock, Draft
from monitor.core.reasons import Reason, because
from monitor.core.routing import Plan, channels_of, wanted
from monitor.core.settings import Route, Settings
from monitor.render.compose import compose_system, weight

_LINES, _MOST = 20, 5_000


class Ledger(Protocol):
    """What is stored of a stretch of time, and when a route was last summed up."""

    def mark(self, name: str) -> tuple[str, datetime] | None: ...
    def set_mark(self, name: str, value: str, now: datetime) -> None: ...
    def polls_since(self, since: datetime) -> tuple[int, int]: ...
    def last_event(self) -> int: ...
    def alerts_between(self, after: int, last: int, limit: int) -> Sequence[Alert]: ...
    def unhealthy_sources(self) -> Sequence[str]: ...
    def sum_up(self, mark: str, was: datetime, now: datetime, value: str, draft: Draft) -> bool: ...


class Summaries:
    """The summaries of the routes that ask for them."""

    def __init__(self, settings: Settings, ledger: Ledger, clock: Clock) -> None:
        self.settings, self.ledger, self.clock = settings, ledger, clock

    def tell_due(self) -> int:
        """Record the summaries whose time has come, each once whoever records it. After a stop of days one, not one a
        day. A route's first summary covers the time since it was first asked for.
        """
        return sum(self._tell(route) for route in self.settings.routes if route.summary)

    def _tell(self, route: Route) -> bool:
        now, name = self.clock(), f"summary:{route.name}"[:100]
        kept = self.ledger.mark(name)
        if kept is None:
            self.ledger.set_mark(name, str(self.ledger.last_event()), now)
            return False
        if kept[1] > now:
            # A summary that was told at a moment still to come was told under another clock.
            self.ledger.set_mark(name, kept[0], now)
            return False
        since, after = kept[1], int(kept[0] or 0)
        if min(next_of(cron, since, self.settings.zone) for cron in route.summary) > now:
            return False
        last = self.ledger.last_event()
        return self.ledger.sum_up(name, since, now, str(last), self._draft(route, since, now, (after, last)))

    def _draft(self, route: Route, since: datetime, now: datetime, events: tuple[int, int]) -> Draft:
        polls, items = self.ledger.polls_since(since)
        found = [
            a
            for a in self.ledger.alerts_between(*events, _MOST)
            if wanted(route, a.event, language=a.language, maybe=(m.topic for m in a.matches if m.verdict == "maybe"))
        ]
        if found:
            detail = because("summed_up", matches=len(found), polls=polls, items=items)
        else:
            detail = because("all_quiet", polls=polls, items=items)
        notes = tuple(self._notes(found, since))
        event = Event(
            "summary", now, "monitor", new_reference(), topics=route.topics or (), detail=detail, reasons=notes
        )
        plans = tuple(Plan(name, now) for name in channels_of(route, self.settings))
        return Draft(event, compose_system(event, "monitor", notes=notes), plans)

    def _notes(self, found: Sequence[Alert], since: datetime) -> Iterator[Reason]:
        yield because("since", when=f"{since.astimezone(self.settings.zone):%Y-%m-%d %H:%M %Z}")
        for alert in sorted(found, key=weight, reverse=True)[:_LINES]:
            yield because("summary_line", source=alert.source_title, title=alert.title, kind=alert.event.kind,
                          reference=alert.event.reference, url=alert.url)  # fmt: skip
        if len(found) > _LINES:
            yield because("and_more", n=len(found) - _LINES)
        if failing := self.ledger.unhealthy_sources():
            yield because("not_healthy", sources=", ".join(failing))
