"""What is kept of each host, over all sources and processes: its rest, its robots.txt, its count of the day."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Integer, bindparam, case, or_, select, update

from monitor.core.ports import HostState
from monitor.store.database import Database
from monitor.store.tables import hosts

_HERE = hosts.c.host == bindparam("h")
_HOST = select(*(hosts.c[f.name] for f in fields(HostState))).where(_HERE)
_TODAY = hosts.c.asked_until == bindparam("until")
_COUNT = case((_TODAY, hosts.c.asked), else_=0)
_MOST = bindparam("most", type_=Integer)
_SPEND = (
    update(hosts).where(_HERE, or_(_MOST == 0, _COUNT < _MOST)).values(asked=_COUNT + 1, asked_until=bindparam("until"))
)


class HostStore:
    """The store as the door out uses it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def host(self, host: str) -> HostState:
        with self._db.read() as connection:
            row = connection.execute(_HOST, {"h": host}).mappings().first()
            return HostState(**row) if row else HostState(host)

    def save_host(self, state: HostState) -> None:
        values = {f.name: getattr(state, f.name) for f in fields(state)}
        statement = self._db.insert(hosts).values(values)
        with self._db.write() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))

    def spend(self, host: str, until: datetime, most: int) -> bool:
        """Count one request of the day that ends at `until`. False, and nothing counted, where the host has had its
        `most` (0: no limit).
        """
        values = {"h": host, "until": until, "most": most}
        with self._db.write() as connection:
            if connection.execute(_SPEND, values).rowcount == 1:
                return True
            connection.execute(self._db.insert(hosts).values(host=host, asked=0).on_conflict_do_nothing())
            return connection.execute(_SPEND, values).rowcount == 1
