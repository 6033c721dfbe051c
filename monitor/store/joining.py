"""What two sources saw at one address within an hour is told once: the second's alert joins the first's.

It joins only what is the desk's last word on that address. It goes to the channels that these alerts did not go to; the
first says who else saw it. One that says something else (another story, topic, fact or change than the first has, a
higher class) is an alert of its own.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, takewhile

from sqlalchemy import Connection, and_, func, select, update

from monitor.core.flat import flat
from monitor.core.identity import path_alias, site_of
from monitor.core.model import Alert
from monitor.core.ports import Draft
from monitor.core.reasons import because
from monitor.core.states import DEAD, SENT
from monitor.core.text import fold
from monitor.store import codec
from monitor.store.tables import alerts, deliveries, events

log = logging.getLogger(__name__)
WITHIN = timedelta(hours=1)
_AT_ONCE = datetime.min.replace(tzinfo=UTC)
_RANKS = ("none", "furniture", "cosmetic", "substantive", "correction")


@dataclass(frozen=True, slots=True)
class _Told:
    """An alert that is stored: the id of its event, and its own."""

    event_id: int
    alert_id: int
    alert: Alert


def joined(connection: Connection, draft: Draft) -> Draft:
    """The draft without the channels that were told the same by other sources."""
    alert = draft.alert
    if alert is None or not draft.beside or not draft.channels:
        return draft
    _alone(connection, alert)
    same = list(_same(connection, draft, alert))
    if not same:
        return draft
    first, due = same[-1], list(flat(_channels(connection, told.alert_id) for told in same))
    said = first.alert.event
    also = tuple(dict.fromkeys((*said.also, draft.event.source)))
    _says_also(connection, first.event_id, replace(first.alert, event=replace(said, also=also)))
    left = tuple(plan for plan in draft.channels if not any(n == plan.channel and at <= plan.due_at for n, at in due))
    reason = because("told_by", source=said.source, reference=said.reference)
    event = replace(draft.event, reasons=(*draft.event.reasons, reason))
    log.info("%s: %s %s: told by %s, event %s", event.source, event.kind, alert.url, said.source, first.event_id)
    return replace(draft, event=event, alert=replace(alert, event=event), channels=left)


def _alone(connection: Connection, alert: Alert) -> None:
    """Of two that see one address at one moment the second waits. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(path_alias(alert.url)))))


def _same(connection: Connection, draft: Draft, alert: Alert) -> Iterator[_Told]:
    """The last looks at the address, newest first, as long as each told what this one tells: of each the alert."""
    looks = (list(look) for _, look in groupby(_at_address(connection, draft, alert), key=_look))
    matches = (_match(look, draft, alert) for look in looks)
    yield from (found for found in takewhile(lambda found: found is not None, matches) if found)


def _at_address(connection: Connection, draft: Draft, alert: Alert) -> Iterator[_Told]:
    """What was told within the hour of one address, by this source and those beside it, newest first."""
    sources = (draft.event.source, *draft.beside)
    asked = and_(events.c.source.in_(sources), events.c.at >= draft.event.at - WITHIN)
    columns = select(events.c.id, alerts.c.id.label("alert"), alerts.c.body)
    statement = columns.join(alerts, alerts.c.event_id == events.c.id).where(asked)
    for row in connection.execute(statement.order_by(events.c.id.desc())).all():
        told = codec.alert(row.body, row.id)
        if _address(told) == _address(alert):
            yield _Told(row.id, row.alert, told)


def _look(told: _Told) -> tuple[str, object]:
    """The events of one look at an item are told at one moment."""
    return told.alert.event.source, told.alert.event.at


def _address(alert: Alert) -> tuple[str, str, str]:
    """An address by its site, so that `www.` counts nothing, its path with the query, and its fragment."""
    return site_of(alert.url), path_alias(alert.url), alert.url.partition("#")[2]


def _match(look: list[_Told], draft: Draft, alert: Alert) -> _Told | None:
    others = (one for one in look if one.alert.event.source in draft.beside)
    return next((one for one in others if _holds(one.alert, alert)), None)


def _holds(first: Alert, second: Alert) -> bool:
    """Whether the first alert says all that the second one says."""
    one, other = first.event, second.event
    ranks = [_RANKS.index(cls) for cls in (one.cls or "none", other.cls or "none")]
    return (
        one.kind == other.kind
        and ranks[1] <= ranks[0]
        and fold(first.title) == fold(second.title)
        and one.detail == other.detail
        and set(other.topics) <= set(one.topics)
        and set(second.facts) <= set(first.facts)
        and set(second.hunks) <= set(first.hunks)
    )


def _channels(connection: Connection, alert_id: int) -> Iterator[tuple[str, datetime]]:
    """Those that are told by it for certain, and when: not where it is held for more evidence, or given up."""
    d = deliveries.c
    asked = select(d.channel, d.state, d.due_at).where(d.alert_id == alert_id, d.held_for == "", d.state != DEAD)
    for channel, state, due_at in connection.execute(asked):
        yield channel, _AT_ONCE if state == SENT else due_at


def _says_also(connection: Connection, event_id: int, first: Alert) -> None:
    connection.execute(update(events).where(events.c.id == event_id).values(also=codec.encode(first.event.also)))
    connection.execute(update(alerts).where(alerts.c.event_id == event_id).values(body=codec.alert_bytes(first)))
