"""The deliveries on their way: claimed under a lease, settled under the attempt they were claimed with."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select, update

from monitor.core.model import Alert, Delivery, SendOutcome
from monitor.core.ports import Draft
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.tables import alerts, channels, deliveries
from monitor.store.writing import put_drafts

_OPEN = ("pending", "sending")


class OutboxStore:
    """The store as the pipeline of delivering uses it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Channels with something due that are not resting after a failure."""
        with self._db.read() as connection:
            rows = connection.execute(
                select(deliveries.c.channel)
                .outerjoin(channels, channels.c.name == deliveries.c.channel)
                .where(deliveries.c.state.in_(_OPEN), deliveries.c.due_at <= now)
                .where(or_(channels.c.next_at.is_(None), channels.c.next_at <= now))
                .distinct()
            )
            return sorted(str(row[0]) for row in rows)

    def next_due(self, now: datetime) -> datetime | None:
        """The moment at which something next becomes due."""
        with self._db.read() as connection:
            later = func.min(deliveries.c.due_at)
            row = connection.execute(select(later).where(deliveries.c.state.in_(_OPEN))).scalar()
            return max(row, now) if row else None

    def claim(self, channel: str, now: datetime, lease: float) -> tuple[Delivery, Alert] | None:
        """Take the oldest due delivery of a channel. A delivery still `sending` whose lease ran out may have
        arrived: it is handed out as doubtful."""
        with self._db.write() as connection:
            row = connection.execute(
                select(deliveries)
                .where(deliveries.c.channel == channel, deliveries.c.state.in_(_OPEN), deliveries.c.due_at <= now)
                .order_by(deliveries.c.id)
                .limit(1)
            ).first()
            if row is None:
                return None
            doubtful = bool(row.doubtful or row.state == "sending")
            until = now + timedelta(seconds=lease)
            taken = connection.execute(
                update(deliveries)
                .where(deliveries.c.id == row.id, deliveries.c.state == row.state, deliveries.c.attempt == row.attempt)
                .values(state="sending", attempt=row.attempt + 1, due_at=until, doubtful=doubtful)
            )
            if taken.rowcount != 1:
                return None
            delivery = Delivery(
                row.id, row.alert_id, channel, "sending", row.attempt + 1, until, row.created_at, row.error, doubtful
            )
            return delivery, self._alert(connection, row.alert_id)

    def _alert(self, connection: Connection, alert_id: int) -> Alert:
        row = connection.execute(select(alerts.c.event_id, alerts.c.body).where(alerts.c.id == alert_id)).one()
        return codec.alert(row.body, row.event_id)

    def settle(
        self,
        delivery: Delivery,
        outcome: SendOutcome,
        now: datetime,
        again_at: datetime | None,
        drafts: Sequence[Draft] = (),
    ) -> bool:
        """Note what the channel said. False when another process took the delivery meanwhile.

        Refused and `again_at` None means dead; the drafts say so. The channel rests until `again_at`.
        """
        state = "sent" if outcome.ok else "pending" if again_at else "dead"
        values = {
            "state": state,
            "error": "" if outcome.ok else outcome.detail[:1000],
            "due_at": again_at or now,
            "settled_at": now if state != "pending" else None,
            "doubtful": False if outcome.ok else delivery.doubtful,
        }
        mine = and_(
            deliveries.c.id == delivery.id, deliveries.c.state == "sending", deliveries.c.attempt == delivery.attempt
        )
        with self._db.write() as connection:
            if connection.execute(update(deliveries).where(mine).values(values)).rowcount != 1:
                return False
            self._channel(connection, delivery.channel, outcome.ok, again_at)
            put_drafts(connection, drafts, now)
            return True

    def _channel(self, connection: Connection, name: str, ok: bool, again_at: datetime | None) -> None:
        if ok:
            connection.execute(
                update(channels)
                .where(channels.c.name == name, channels.c.failures > 0)
                .values(failures=0, next_at=None)
            )
        elif again_at:
            statement = self._db.insert(channels).values(name=name, failures=1, next_at=again_at)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["name"], set_={"failures": channels.c.failures + 1, "next_at": again_at}
                )
            )

    def channel_failures(self, channel: str) -> int:
        with self._db.read() as connection:
            found = connection.execute(select(channels.c.failures).where(channels.c.name == channel)).scalar()
            return int(found or 0)

    def retry(self, ids: Sequence[int], now: datetime) -> list[int]:
        """Make deliveries due at once, dead ones too, and wake their channels. The ids that were found."""
        with self._db.write() as connection:
            rows = connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids), deliveries.c.state.in_(("pending", "dead", "held")))
                .values(state="pending", due_at=now, settled_at=None)
                .returning(deliveries.c.id, deliveries.c.channel)
            ).all()
            names = {str(row[1]) for row in rows}
            connection.execute(update(channels).where(channels.c.name.in_(names)).values(next_at=None))
            return [int(row[0]) for row in rows]
