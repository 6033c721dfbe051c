"""What two sources saw at one address within an hour is told once: the second's alert joins the first's.

It goes to the channels that the first did not go to; the first says who else saw it. One that says something else
(another topic, a fact or a change that the first has not, a higher class) is an alert of its own.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, and_, func, select, update

from monitor.core.model import Alert
from monitor.core.ports import Draft
from monitor.core.reasons import because
from monitor.core.states import DEAD
from monitor.core.text import normalise_link
from monitor.store import codec
from monitor.store.tables import alerts, deliveries, events

log = logging.getLogger(__name__)
WITHIN = timedelta(hours=1)
_RANKS = ("none", "furniture", "cosmetic", "substantive", "correction")


def joined(connection: Connection, draft: Draft) -> Draft:
    """The draft without the channels that were told the same by another source."""
    alert = draft.alert
    if alert is None or not draft.beside or not draft.channels:
        return draft
    _alone(connection, alert)
    first = next(_told(connection, draft, alert), None)
    if first is None:
        return draft
    event_id, seen, channels = first
    also = tuple(dict.fromkeys((*seen.event.also, draft.event.source)))
    _says_also(connection, event_id, replace(seen, event=replace(seen.event, also=also)))
    left = tuple(plan for plan in draft.channels if plan.channel not in channels)
    said = because("told_by", source=seen.event.source, reference=seen.event.reference)
    event = replace(draft.event, reasons=(*draft.event.reasons, said))
    log.info(
        "%s: %s %s: told already by %s, event %s", event.source, event.kind, alert.url, seen.event.source, event_id
    )
    return replace(draft, event=event, alert=replace(alert, event=event), channels=left)


def _alone(connection: Connection, alert: Alert) -> None:
    """Of two that see one address at one moment the second waits. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(normalise_link(alert.url)))))


def _told(connection: Connection, draft: Draft, alert: Alert) -> Iterator[tuple[int, Alert, frozenset[str]]]:
    """Events of the others that say all that this one says, with their alerts and the channels these go to."""
    event = draft.event
    asked = and_(events.c.source.in_(draft.beside), events.c.kind == event.kind, events.c.at >= event.at - WITHIN)
    columns = select(events.c.id, alerts.c.id.label("alert"), alerts.c.body)
    statement = columns.join(alerts, alerts.c.event_id == events.c.id).where(asked)
    for row in connection.execute(statement.order_by(events.c.id)):
        first = codec.alert(row.body, row.id)
        if normalise_link(first.url) == normalise_link(alert.url) and _holds(first, alert):
            yield row.id, first, _channels(connection, row.alert)


def _holds(first: Alert, second: Alert) -> bool:
    """Whether the first alert says all that the second one says."""
    ranks = [_RANKS.index(cls) for cls in (first.event.cls or "none", second.event.cls or "none")]
    return (
        ranks[1] <= ranks[0]
        and set(second.event.topics) <= set(first.event.topics)
        and set(second.facts) <= set(first.facts)
        and set(second.hunks) <= set(first.hunks)
    )


def _channels(connection: Connection, alert_id: int) -> frozenset[str]:
    """Those that are told by it for certain: not where it is held for more evidence, or given up."""
    d = deliveries.c
    asked = select(d.channel).where(d.alert_id == alert_id, d.held_for == "", d.state != DEAD)
    return frozenset(connection.execute(asked).scalars())


def _says_also(connection: Connection, event_id: int, first: Alert) -> None:
    connection.execute(update(events).where(events.c.id == event_id).values(also=codec.encode(first.event.also)))
    connection.execute(update(alerts).where(alerts.c.event_id == event_id).values(body=codec.alert_bytes(first)))
