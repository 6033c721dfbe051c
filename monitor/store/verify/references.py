"""The database's own check, and what tables say of each other."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection, Table, func, select, text

from monitor.core.errors import StoreError
from monitor.store import seals
from monitor.store.database import Database
from monitor.store.tables import SEALED, alerts, deliveries, events, row_counts
from monitor.store.verify.findings import reading

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
# Where `amcheck` is, if this user may call it.
_AMCHECK = text("""
SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'bt_index_check' AND p.pronargs = 2
WHERE e.extname = 'amcheck' AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')
""")
_INDEXES = text("""
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND i.indisvalid
AND t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(:tables)
""")


def own_check(database: Database) -> Iterator[str]:
    """What the database finds of itself: SQLite's integrity check; PostgreSQL's `amcheck`, where it is installed."""
    if not database.sqlite:
        yield from _postgresql(database)
        return
    with reading(database) as connection:
        yield from _sqlite(connection)


def _sqlite(connection: Connection) -> Iterator[str]:
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    yield from (str(row) for row in rows if row != "ok")
    for table, rowid, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table}, row {rowid}: the row of {parent} that it belongs to is not there"
    kept = connection.execute(text("SELECT value FROM marks WHERE name = :n"), {"n": seals.SCHEMA}).scalar()
    if kept != seals.schema(connection):
        yield "the tables and indexes are not those that the monitor made"


def _postgresql(database: Database) -> Iterator[str]:
    """Each index by itself: behind one that is damaged the others are looked at."""
    with reading(database) as connection:
        place = connection.execute(_AMCHECK).scalar()
        names = {"tables": [table.name for table in SEALED]}
        indexes = connection.execute(_INDEXES, names).scalars().all() if place else ()
    for index in indexes:
        try:
            with reading(database) as connection:
                connection.execute(text(f"SELECT {place}.bt_index_check(CAST(:i AS regclass), true)"), {"i": index})
        except StoreError as error:
            yield f"index {index}: {error}"


def steps(database: Database) -> Iterator[tuple[str, Step]]:
    """What is counted, each by its name."""
    for table in SEALED:
        yield f"number of {table.name}", partial(_counted, database, table)
    yield "versions of items", partial(_versions, database)
    yield "versions of events", partial(_events, database)
    if database.sqlite:
        yield from ((f"numbers of {table.name}", partial(_gaps, database, table)) for table in _NUMBERED)


def _counted(database: Database, table: Table) -> Iterator[str]:
    """Rows that were written and are gone, and rows that something else wrote."""
    kept = select(row_counts.c.number, row_counts.c.removed).where(row_counts.c.name == table.name)
    with reading(database) as connection:
        number, removed = connection.execute(kept).one_or_none() or (None, 0)
        there = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if number is None:
        yield f"{table.name}: how many rows there should be is not kept"
    elif database.sqlite and number != there:
        yield f"{table.name}: {there} rows are there, the monitor left {number}"
    if removed:
        yield f"{table.name}: something else than the monitor removed {removed} rows"


def _versions(database: Database) -> Iterator[str]:
    with reading(database) as connection:
        rows = connection.execute(_VERSIONS).all()
    yield from (f"item {i}: it stands at version {wanted}, and {there} are there" for i, wanted, there in rows)


def _events(database: Database) -> Iterator[str]:
    with reading(database) as connection:
        rows = connection.execute(_TOLD).all()
    yield from (f"event {name}: version {number} of item {i} is not there" for name, i, number in rows)


def _gaps(database: Database, table: Table) -> Iterator[str]:
    """Rows that are gone: each number was given once."""
    gone = table.c.id - 1 - func.coalesce(func.lag(table.c.id).over(order_by=table.c.id), 0)
    found = select(table.c.id, gone.label("gone")).subquery()
    with reading(database) as connection:
        rows = connection.execute(select(found).where(found.c.gone > 0).order_by(found.c.id)).all()
    yield from (f"{table.name}: {gone} rows before number {number} are gone" for number, gone in rows)
