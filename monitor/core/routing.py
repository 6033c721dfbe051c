"""Which channels an event goes to, and when. One delivery a channel, however many routes and topics lead there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.flat import flat
from monitor.core.hours import awake, next_of
from monitor.core.kinds import NEVER_TOLD, SYSTEM_KINDS
from monitor.core.model import Event
from monitor.core.reasons import Reason, because
from monitor.core.settings import HOUR, WATCHED, Route, Settings

# Edits of an item that goes back and forth are told together, however the route has it.
FLAPPING_TOGETHER = HOUR
DIGEST = "digest"
ITEM_BUNDLES = "item:"
# What did not arrive is gathered for some seconds and told together.
LOST = "lost"
LOST_TOGETHER = 10.0
# It waits until its own channel takes something again.
OWED = "owed"
_OWED_WHY, _LOST_WHY = because("owed"), because("lost_together")
_DIGEST_WHY, _QUIET_WHY, _HELD_WHY = because("digest"), because("quiet_hours"), because("quiet_digest")


@dataclass(frozen=True, slots=True)
class Plan:
    """When an alert goes to a channel. `why` it waits; what is due in one `bundle` goes as one message."""

    channel: str
    due_at: datetime
    why: Reason | None = None
    bundle: str = ""


def plans_for(event: Event, settings: Settings, *, maybe: Iterable[str] = (), language: str = "") -> tuple[Plan, ...]:
    """A plan for each channel, in the order of the configuration; of several routes that lead there the soonest.

    `maybe`: topics that the item is only near; they count on routes that ask for them.
    """
    found: dict[str, Plan] = {}
    for route in _routes_for(event, settings, frozenset(maybe), language):
        for name in channels_of(route, settings):
            plan = _plan(name, route, event, settings.zone)
            if name not in found or plan.due_at < found[name].due_at:
                found[name] = plan
    return tuple(found[c.name] for c in settings.channels if c.name in found)


def last_calendar_moment(channel: str, settings: Settings, now: datetime) -> datetime:
    """The latest that a digest or the end of quiet hours can be for what is planned for a channel now."""
    mine = [r for r in routes_of(settings) if channel in channels_of(r, settings)]
    digests = [min(next_of(cron, now, settings.zone) for cron in r.digest or r.quiet_digest) for r in mine]
    due = max(digests, default=now)
    return max((awake(due, (r.quiet[1], r.quiet[0]), settings.zone) for r in mine if r.quiet), default=due)


def plans_of_loss(event: Event, settings: Settings, lost_by: str, *, down: Collection[str]) -> tuple[Plan, ...]:
    """Who is told what a channel did not take: whoever is told of our own events; where none of them takes messages
    now, every other channel that does; where there is none at all, the channel itself once it takes something again.
    `down`: channels that refuse what they are sent.
    """
    plans = {p.channel: p for p in plans_for(event, settings) if p.channel != lost_by}
    others = [c.name for c in settings.channels if c.on and c.name != lost_by]
    if not plans.keys() - down:
        up = [name for name in others if name not in down]
        added = up if up or plans else others
        plans |= {name: Plan(name, event.at) for name in added if name not in plans}
    owed = [Plan(lost_by, event.at, _OWED_WHY, OWED)]
    gathered = event.at + timedelta(seconds=LOST_TOGETHER)
    found = list(plans.values()) or owed
    return tuple(p if p.bundle else Plan(p.channel, gathered, _LOST_WHY, LOST) for p in found)


def why_nobody(event: Event, settings: Settings, near: Iterable[str] = ()) -> str:
    """Why an event of an item goes to no channel. `near`: topics that the item is only near."""
    if event.baseline:
        return "the baseline"
    if not any(c.on for c in settings.channels):
        return "no channel is on"
    if event.kind in NEVER_TOLD:
        return f"{event.kind} is never told"
    if event.topics:
        return "no route asks for it"
    return f"only near the topic ({', '.join(near)})" if near else "off topic"


def item_bundle(item_id: int) -> str:
    """The bundle of the edits of one item."""
    return f"{ITEM_BUNDLES}{item_id}"


def merged(*plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """One plan a channel, the first that names it."""
    found: dict[str, Plan] = {}
    for plan in flat(plans):
        found.setdefault(plan.channel, plan)
    return tuple(found.values())


def routes_of(settings: Settings) -> tuple[Route, ...]:
    """The routes; channels without any route get everything on a topic."""
    return settings.routes or (Route("everything"),)


def channels_of(route: Route, settings: Settings) -> tuple[str, ...]:
    """The channels of a route that are on, in the order of the configuration."""
    return tuple(c.name for c in settings.channels if c.on and _among(c.name, route.channels))


def wanted(route: Route, event: Event, *, language: str = "", maybe: Iterable[str] = ()) -> bool:
    """Whether an event of an item is one that the route asks for."""
    topics = set(event.topics) | (set(maybe) if route.maybe else set())
    return not event.baseline and event.kind not in NEVER_TOLD and _wants(route, event, topics, language)


def silent(channel: str, settings: Settings, now: datetime) -> bool:
    """Whether it is quiet on every route that leads to a channel: what came before, or was held up, waits too."""
    mine = [r for r in routes_of(settings) if channel in channels_of(r, settings)]
    return bool(mine) and all(r.quiet and awake(now, (r.quiet[1], r.quiet[0]), settings.zone) > now for r in mine)


def _routes_for(event: Event, settings: Settings, near: frozenset[str], language: str) -> Iterator[Route]:
    if event.kind in SYSTEM_KINDS:
        yield from _system(event, settings)
        return
    yield from (r for r in routes_of(settings) if not r.system and wanted(r, event, language=language, maybe=near))


def _wants(route: Route, event: Event, topics: set[str], language: str) -> bool:
    return (
        bool(topics if route.topics is None else topics & set(route.topics))
        and _among(event.source, route.sources)
        and _among(event.kind, route.kinds)
        and (event.kind != "updated" or _among("substantive" if event.held else event.cls, route.classes))
        and (not language or _among(language, route.languages))
        and (event.score is None or _score(route, event) >= route.min_score)
    )


def _score(route: Route, event: Event) -> float:
    """The score that a route's `min_score` means: one that does not name `loud` was written for the scale before."""
    score = event.former if route.loud is None and event.former is not None else event.score
    return score or 0.0


def _is_quiet(route: Route, event: Event) -> bool:
    """Whether an edit is told in the day's digest: it may be no prose, or a reader loses little who sees it later."""
    is_edit = event.kind == "updated" and event.cls == "substantive" and event.scale > 1
    return bool(event.held) or (is_edit and route.loud is not None and (event.score or 0.0) < route.loud)


def _system(event: Event, settings: Settings) -> Iterator[Route]:
    """Our own events go to the system routes; without one, to every channel of the source's topics."""
    if any(r.system for r in settings.routes):
        yield from (
            r for r in settings.routes if r.system and _among(event.kind, r.kinds) and _among(event.source, r.sources)
        )
        return
    topics = _topics_around(event, settings)
    for route in routes_of(settings):
        if (route.topics is None or topics & set(route.topics)) and _among(event.source, route.sources):
            yield route


def _topics_around(event: Event, settings: Settings) -> set[str]:
    """The topics of the event's source; all topics where the configuration knows none of that name.

    A watched page is no source of the configuration: its events carry its own.
    """
    stanza = settings.source(event.source)
    if stanza is None and event.source.startswith(WATCHED) and event.topics:
        return set(event.topics)
    return {t.name for t in (settings.topics_of(stanza) if stanza else settings.topics)}


def _plan(name: str, route: Route, event: Event, zone: ZoneInfo) -> Plan:
    """At once, unless the route gathers edits, has times of its own, or is quiet."""
    plan = Plan(name, event.at)
    if event.kind == "updated" and event.item_id is not None and (route.together or event.flapping):
        plan = _together(plan, route, event, event.item_id)
    if times := route.digest or (route.quiet_digest if _is_quiet(route, event) else ()):
        due = min(next_of(cron, plan.due_at, zone) for cron in times)
        plan = Plan(name, due, _DIGEST_WHY if route.digest else _HELD_WHY, DIGEST)
    if route.quiet:
        due = awake(plan.due_at, (route.quiet[1], route.quiet[0]), zone)
        if due > plan.due_at:
            plan = Plan(name, due, _QUIET_WHY, DIGEST)
    return plan


def _together(plan: Plan, route: Route, event: Event, item_id: int) -> Plan:
    span, why = route.together, because("together")
    if event.flapping and span < FLAPPING_TOGETHER:
        span, why = FLAPPING_TOGETHER, because("together_flapping")
    return Plan(plan.channel, event.at + timedelta(seconds=span), why, item_bundle(item_id))


def _among(value: str | None, allowed: tuple[str, ...] | None) -> bool:
    return allowed is None or value in allowed
