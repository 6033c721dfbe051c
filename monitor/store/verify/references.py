"""The database's own check, and what tables say of each other."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection, Table, func, select, text

from monitor.store import seals
from monitor.store.database import Database
from monitor.store.tables import alerts, deliveries, events

Step = Callable[[], Iterator[str]]
# Nothing of these is ever removed, and SQLite gives the next number to the next row.
_NUMBERED = (events, alerts, deliveries)
_VERSIONS = text("""
SELECT items.id, items.version, count(versions.id) FROM items LEFT JOIN versions ON versions.item_id = items.id
GROUP BY items.id, items.version
HAVING count(versions.id) <> items.version OR coalesce(max(versions.number), 0) <> items.version
""")
_TOLD = text("""
SELECT events.reference, events.item_id, events.to_version FROM events JOIN items ON items.id = events.item_id
LEFT JOIN versions ON versions.item_id = events.item_id AND versions.number = events.to_version
WHERE events.to_version IS NOT NULL AND versions.id IS NULL
""")
_CHECKED = text("""
SELECT bt_index_check(index => c.oid, heapallindexed => true) FROM pg_class c
JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relnamespace = current_schema()::regnamespace AND i.indisvalid
""")


def own_check(database: Database) -> Iterator[str]:
    """What the database finds of itself: SQLite's integrity check; PostgreSQL's `amcheck`, where it is installed."""
    with database.read() as connection:
        yield from (_sqlite if database.sqlite else _postgresql)(connection)


def _sqlite(connection: Connection) -> Iterator[str]:
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    yield from (str(row) for row in rows if row != "ok")
    for table, rowid, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table}, row {rowid}: the row of {parent} that it belongs to is not there"
    kept = connection.execute(text("SELECT value FROM marks WHERE name = :n"), {"n": seals.SCHEMA}).scalar()
    if kept != seals.schema(connection):
        yield "the tables and indexes are not those that the monitor made"


def _postgresql(connection: Connection) -> Iterator[str]:
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")).first():
        connection.execute(_CHECKED)
    yield from ()


def steps(database: Database) -> Iterator[tuple[str, Step]]:
    """What is counted, each by its name."""
    yield "versions of items", partial(_versions, database)
    yield "versions of events", partial(_events, database)
    if database.sqlite:
        yield from ((f"numbers of {table.name}", partial(_gaps, database, table)) for table in _NUMBERED)


def _versions(database: Database) -> Iterator[str]:
    with database.read() as connection:
        rows = connection.execute(_VERSIONS).all()
    yield from (f"item {i}: it stands at version {wanted}, and {there} are there" for i, wanted, there in rows)


def _events(database: Database) -> Iterator[str]:
    with database.read() as connection:
        rows = connection.execute(_TOLD).all()
    yield from (f"event {name}: version {number} of item {i} is not there" for name, i, number in rows)


def _gaps(database: Database, table: Table) -> Iterator[str]:
    """Rows that are gone: each number was given once."""
    gone = table.c.id - 1 - func.coalesce(func.lag(table.c.id).over(order_by=table.c.id), 0)
    found = select(table.c.id, gone.label("gone")).subquery()
    with database.read() as connection:
        rows = connection.execute(select(found).where(found.c.gone > 0).order_by(found.c.id)).all()
    yield from (f"{table.name}: {gone} rows before number {number} are gone" for number, gone in rows)
