"""Messages of what was told before: for `send-test` and `preview`, which settle nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from monitor.core.errors import UnknownName
from monitor.core.identity import new_reference
from monitor.core.model import Alert, Event, Message, Version
from monitor.core.reasons import because
from monitor.pipeline.telling.message import whole_of
from monitor.render.compose import compose_system

_LOOKED_THROUGH = 200


class Past(Protocol):
    """What is stored of events and their alerts."""

    def events(self, *, limit: int) -> Sequence[Event]: ...
    def event(self, name: str) -> Event | None: ...
    def alert_of(self, event_id: int) -> Alert | None: ...
    def version(self, item_id: int, number: int) -> Version | None: ...


class NoPast:
    """What is stored before there is a store."""

    def events(self, *, limit: int) -> Sequence[Event]:
        del limit
        return ()

    def event(self, name: str) -> Event | None:
        del name
        return None

    def alert_of(self, event_id: int) -> Alert | None:
        del event_id
        return None

    def version(self, item_id: int, number: int) -> Version | None:
        del item_id, number
        return None


def test_message(past: Past, now: datetime) -> Message:
    """The newest edit that was told (else any alert on an item), marked as a test, under a reference of its own. In a
    store that has none, an invented one.
    """
    found = [a for e in past.events(limit=_LOOKED_THROUGH) if e.item_id and (a := past.alert_of(e.id))]
    alert = next((a for a in found if a.event.kind == "updated"), found[0] if found else None)
    if alert is None:
        alert = compose_system(Event("source_recovered", now, "monitor", "", detail=because("way_open")), "monitor")
    alert = replace(alert, event=replace(alert.event, reference=new_reference()))
    return replace(_message(past, alert), test=True)


test_message.__test__ = False  # type: ignore[attr-defined]


def past_message(past: Past, name: str) -> Message:
    """The message of an event, by its id or its reference. Raises `UnknownName`."""
    event = past.event(name)
    if event is None:
        raise UnknownName(f"no event {name!r}: an id or a reference (M-…) as `monitor events` lists them")
    alert = past.alert_of(event.id)
    if alert is None:
        raise UnknownName(f"event {event.id} ({event.kind}) makes no alert: it was told to nobody")
    return _message(past, alert)


def _message(past: Past, alert: Alert) -> Message:
    whole = whole_of(alert, past) if alert.shortened else None
    return Message(alert.event.reference, (alert,), whole=whole)
