"""Which channels an event goes to. One delivery a channel, however many routes and topics lead there."""

from collections.abc import Iterable

from monitor.core.model import SYSTEM_KINDS, Event
from monitor.core.settings import Route, Settings

_NEVER = frozenset({"touched", "left_topic"})


def channels_for(event: Event, settings: Settings, *, maybe: Iterable[str] = (), language: str = "") -> tuple[str, ...]:
    """The names of the channels, in the order of the configuration, each once.

    `maybe`: topics that the item is only near; they count on routes that ask for them.
    """
    if event.baseline and event.kind not in SYSTEM_KINDS:
        return ()
    if event.kind in SYSTEM_KINDS:
        return _system(event, settings)
    if event.kind in _NEVER:
        return ()
    near = frozenset(maybe)
    names: set[str] = set()
    for route in routes_of(settings):
        topics = set(event.topics) | (near if route.maybe else set())
        if not route.system and _wants(route, event, topics, language):
            names |= _targets(route, settings)
    return tuple(c.name for c in settings.channels if c.name in names)


def routes_of(settings: Settings) -> tuple[Route, ...]:
    """The routes; channels without any route get everything on a topic."""
    return settings.routes or (Route("everything"),)


def _wants(route: Route, event: Event, topics: set[str], language: str) -> bool:
    return (
        bool(topics if route.topics is None else topics & set(route.topics))
        and _among(event.source, route.sources)
        and _among(event.kind, route.kinds)
        and (event.kind != "updated" or _among(event.cls, route.classes))
        and (not language or _among(language, route.languages))
        and (event.score is None or event.score >= route.min_score)
    )


def _system(event: Event, settings: Settings) -> tuple[str, ...]:
    """Our own events go to the system routes; without one, to every channel of the source's topics."""
    system = [r for r in routes_of(settings) if r.system and _among(event.kind, r.kinds)]
    if not any(r.system for r in settings.routes):
        topics = {t.name for t in settings.topics_of(event.source)}
        system = [r for r in routes_of(settings) if r.topics is None or topics & set(r.topics)]
    names = {name for r in system if _among(event.source, r.sources) for name in _targets(r, settings)}
    return tuple(c.name for c in settings.channels if c.name in names)


def _targets(route: Route, settings: Settings) -> set[str]:
    return {c.name for c in settings.channels if c.on and _among(c.name, route.channels)}


def _among(value: str | None, allowed: tuple[str, ...] | None) -> bool:
    return allowed is None or value in allowed
