"""Every row has a seal: a hash of its values that our own transactions keep, so that `db verify` finds damage.

Triggers make it, so that no statement can forget it. On SQLite they are made anew on each connection that writes and
call a function of ours: another program can write as before, and what it wrote is named. On PostgreSQL they belong to
the store and act where our connections asked for it.

What is gone has no seal: rows are counted as they are written and removed.

A migration that changes the columns of a table loosens its seals before, and rewrites rows while seals are `resting`;
`install` makes them anew in its transaction.
One that adds or removes rows removes the table from `row_counts`; `install` counts them anew.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    Table,
    Text,
    case,
    cast,
    delete,
    func,
    insert,
    inspect,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects import sqlite

from monitor.core.flat import flat
from monitor.store.tables import SEAL, SEALED, marks, row_counts

_BYTES = 8
_ARMED = "monitor_seals"
SCHEMA = "schema"
"""The mark under which the hash of a SQLite store's schema is kept."""
ASKED = "SET monitor.seals = 'on'"
"""What a connection to PostgreSQL says so that its rows are sealed."""
# Values are written as text for the hash.
_FIXED = ("SET LOCAL timezone = 'UTC'", "SET LOCAL bytea_output = 'hex'", "SET LOCAL extra_float_digits = 1")
_FUNCTION = """
CREATE OR REPLACE FUNCTION monitor_seal() RETURNS trigger LANGUAGE plpgsql
SET timezone = 'UTC' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
BEGIN
  IF current_setting('monitor.seals', true) = 'on' THEN
    NEW.seal := md5(TG_TABLE_NAME || (to_jsonb(NEW) - 'seal')::text);
  END IF;
  RETURN NEW;
END $$
"""

# What another session removes is counted: nothing else would tell of it.
_REMOVED = """
CREATE OR REPLACE FUNCTION monitor_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('monitor.seals', true) IS DISTINCT FROM 'on' THEN
    UPDATE row_counts SET removed = removed + 1 WHERE name = TG_TABLE_NAME;
  END IF;
  RETURN OLD;
END $$
"""
_POSTGRESQL = (
    ("monitor_seal", "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"),
    ("monitor_removed", "AFTER DELETE ON {table} FOR EACH ROW"),
)


def seal(*values: object) -> str:
    """The seal of a row's values, as SQLite has them."""
    return blake2b(msgspec.msgpack.encode(values), digest_size=_BYTES).hexdigest()


def expression(table: Table, *, sqlite: bool, without: Collection[str] = ()) -> ColumnElement[str]:
    """The seal that the values of a row call for. The table is part of it: a row of another one is no row of this."""
    name = literal_column(f"'{table.name}'", Text())
    if sqlite:
        return func.monitor_seal(name, *(c for c in table.c if c.name not in (SEAL, *without)), type_=String())
    row = func.to_jsonb(literal_column(table.name)).op("-")(literal_column(f"'{SEAL}'"))
    return func.md5(name.concat(cast(row, Text())))


def _careful(table: Table, *, sqlite: bool, without: Collection[str] = ()) -> ColumnElement[str]:
    """The same; none for a row whose texts are no text, which SQLite hands to no function."""
    made = expression(table, sqlite=sqlite, without=without)
    if not sqlite:
        return made
    there = [column for column in table.c if column.name not in (SEAL, *without)]
    texts = [case((func.typeof(column) == "text", cast(column, LargeBinary))) for column in there]
    return case((func.monitor_reads(*texts) == 1, made))


def reads(*texts: bytes | None) -> bool:
    """Whether texts can be read, by their bytes."""
    try:
        return all(text is None or text.decode() is not None for text in texts)
    except UnicodeDecodeError:
        return False


def know(connection: Connection) -> None:
    """Let a connection to SQLite make seals."""
    driver: Any = connection.connection.dbapi_connection
    driver.create_function("monitor_seal", -1, seal, deterministic=True)
    driver.create_function("monitor_reads", -1, reads, deterministic=True)


def arm(connection: Connection) -> None:
    """Let all that a connection to SQLite writes be sealed and counted, from now on. The tables must be there."""
    if _ARMED in connection.info:
        return
    know(connection)
    for statement in _triggers():
        connection.exec_driver_sql(statement)
    connection.info[_ARMED] = True


@cache
def _triggers() -> tuple[str, ...]:
    return tuple(flat(_of(table) for table in SEALED))


def _of(table: Table) -> Iterator[str]:
    """The triggers of a table. SQLite's are not recursive: to write the seal does not call for another one."""
    sealed = update(table).values({SEAL: expression(table, sqlite=True)}).where(text("rowid = NEW.rowid"))
    seals = str(sealed.compile(dialect=sqlite.dialect()))
    yield _trigger(table, "UPDATE", seals)
    yield _trigger(table, "INSERT", f"{seals}; {_counting(table, '+')}")
    yield _trigger(table, "DELETE", _counting(table, "-"))


def _counting(table: Table, sign: str) -> str:
    return f"UPDATE row_counts SET number = number {sign} 1 WHERE name = '{table.name}'"  # noqa: S608 - names of ours


def _trigger(table: Table, when: str, what: str) -> str:
    name = f"seal_{table.name}_{when.lower()}"
    return f"CREATE TEMP TRIGGER IF NOT EXISTS {name} AFTER {when} ON main.{table.name} BEGIN {what}; END"


def install(connection: Connection) -> None:
    """Make a store keep seals from now on, and seal the rows that have none: in the transaction that made the tables
    what they are, so that no store is half way.
    """
    _count(connection)
    if connection.dialect.name == "sqlite":
        arm(connection)
        _keep_schema(connection)
    else:
        _give_triggers(connection)
    prepare(connection)
    for table in SEALED:
        # A new store has no rows: the statement itself would cost as much as all else of making one.
        asked = f"SELECT EXISTS (SELECT 1 FROM {table.name} WHERE {SEAL} IS NULL)"  # noqa: S608 - names of ours
        if connection.exec_driver_sql(asked).scalar():
            _seal(connection, table, table.c[SEAL].is_(None))


def _count(connection: Connection) -> None:
    """Count the rows of tables that were not counted before. A count that is kept stands: rows may be gone."""
    known = connection.execute(select(row_counts.c.name)).scalars().all()
    for table in (t for t in SEALED if t.name not in known):
        number = select(func.count()).select_from(table).scalar_subquery()
        connection.execute(insert(row_counts).values(name=table.name, number=number))


def _give_triggers(connection: Connection) -> None:
    connection.exec_driver_sql(_FUNCTION)
    connection.exec_driver_sql(_REMOVED)
    for table in SEALED:
        for name, when in _POSTGRESQL:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} {when.format(table=table.name)} EXECUTE FUNCTION {name}()"
            )


def accept(connection: Connection) -> int:
    """Take the store as it stands as one that the monitor wrote. How many rows were not as it had written them."""
    prepare(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    changed = sum(_seal(connection, t, t.c[SEAL].is_distinct_from(_careful(t, sqlite=is_sqlite))) for t in SEALED)
    if is_sqlite:
        _keep_schema(connection)
    connection.execute(delete(row_counts))
    _count(connection)
    return changed


def loosen(connection: Connection, table: Table) -> None:
    """Before a migration gives a table other columns: its sound rows are to be sealed anew.

    A damaged one keeps the seal that names it.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    prepare(connection)
    # The seals were made of the columns that are there now, whatever later migrations will add.
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    made = _careful(table, sqlite=is_sqlite, without={column.name for column in table.c} - there)
    with resting(connection):
        connection.execute(update(table).values({SEAL: None}).where(table.c[SEAL] == made))


@contextmanager
def resting(connection: Connection) -> Iterator[None]:
    """What a migration writes within keeps the seal that it has: none where it was loosened, and a damaged row its own.

    On SQLite no triggers are there before `install`.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("SET LOCAL monitor.seals = 'off'")
    yield
    connection.exec_driver_sql("SET LOCAL monitor.seals = 'on'")


def prepare(connection: Connection) -> None:
    """Let a connection make seals by `expression`, for the transaction that it is in."""
    if connection.dialect.name == "sqlite":
        know(connection)
    else:
        for statement in _FIXED:
            connection.exec_driver_sql(statement)


def _seal(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    made = _careful(table, sqlite=connection.dialect.name == "sqlite")
    # One that cannot be read stays without, or with the seal that names it: whatever writes it would fail.
    return connection.execute(update(table).values({SEAL: made}).where(which, made.is_not(None))).rowcount


def schema(connection: Connection) -> str:
    """The hash of what a SQLite store says of its tables and indexes."""
    rows = connection.exec_driver_sql(
        "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB), "
        # Whether each is text still: a byte may have made it something else with the same bytes.
        "typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) "
        "FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
    )
    return seal(*flat(rows))


def _keep_schema(connection: Connection) -> None:
    row = {"name": SCHEMA, "value": schema(connection), "at": datetime.now(UTC)}
    connection.execute(sqlite.insert(marks).values(row).on_conflict_do_update(index_elements=["name"], set_=row))
