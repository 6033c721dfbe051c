"""What the steps of `db verify` have seen until now, and how they read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from monitor.store import seals
from monitor.store.database import Database


@dataclass(slots=True)
class Findings:
    """Rows by table, and the rows that are named already, as (table, key): what follows from them is not said again."""

    rows: dict[str, int] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)

    def name(self, table: str, key: str, what: str) -> str:
        """A row and what is wrong with it. A damaged key may hold anything: what no terminal shows is escaped."""
        self.named.add((table, key))
        return f"{table} {key.encode('unicode_escape').decode() if not key.isprintable() else key}: {what}"


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """A transaction that sees one state of the store throughout, and makes seals."""
    with database.read() as connection:
        if not database.sqlite:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        seals.prepare(connection)
        yield connection
