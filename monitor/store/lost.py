"""What did not arrive, or may not have: named until somebody says that they have seen it, or sends it again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select, update

from monitor.core.states import DEAD, HELD, HeldBecause
from monitor.store.database import Database
from monitor.store.tables import alerts, deliveries

_D = deliveries.c
_IN_DOUBT = and_(_D.state == HELD, _D.held_because == HeldBecause.DOUBT)
# What was closed with a redesign is not among it.
_LOST = or_(and_(_D.state == DEAD, _D.held_because == HeldBecause.NOTHING), _IN_DOUBT)
_UNSEEN = (
    select(_D.id, _D.channel, _D.state, _D.error, _D.created_at, alerts.c.event_id.label("event"))
    .join(alerts, alerts.c.id == _D.alert_id)
    .where(_LOST, _D.seen.is_(False))
    .order_by(_D.id)
)


class LostStore:
    """The deliveries that wait for a person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def unseen(self) -> list[dict[str, Any]]:
        """Those that nobody has said that they saw, oldest first."""
        with self._db.read() as connection:
            return [dict(row) for row in connection.execute(_UNSEEN).mappings()]

    def see(self, ids: Sequence[int]) -> list[int]:
        """Somebody has seen that these did not arrive. The ids found among them."""
        with self._db.write() as connection:
            mine = update(deliveries).where(_D.id.in_(ids), _LOST).values(seen=True).returning(_D.id)
            return sorted(int(row[0]) for row in connection.execute(mine))
