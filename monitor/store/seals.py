"""Every row has a seal: a hash of its values that our own transactions keep, so that `db verify` finds damage.

Triggers make it, so that no statement can forget it. On SQLite they are made anew on each connection that writes and
call a function of ours: another program can write as before, and what it wrote is named. On PostgreSQL they belong to
the store and act where our connections asked for it.

A migration that changes the columns of a table sets its seals to NULL; `renew` seals these rows afterwards.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, String, Table, Text, cast, func, literal_column, text, update
from sqlalchemy.dialects import sqlite

from monitor.store.tables import SEAL, marks, metadata

TABLES = tuple(metadata.sorted_tables)
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
    NEW.seal := md5((to_jsonb(NEW) - 'seal')::text);
  END IF;
  RETURN NEW;
END $$
"""


def seal(*values: object) -> str:
    """The seal of a row's values, as SQLite has them."""
    return blake2b(msgspec.msgpack.encode(values), digest_size=_BYTES).hexdigest()


def expression(table: Table, *, sqlite: bool) -> ColumnElement[str]:
    """The seal that the values of a row call for."""
    if sqlite:
        return func.monitor_seal(*(c for c in table.c if c.name != SEAL), type_=String())
    return func.md5(cast(func.to_jsonb(literal_column(table.name)).op("-")(literal_column(f"'{SEAL}'")), Text()))


def know(connection: Connection) -> None:
    """Let a connection to SQLite make seals."""
    driver: Any = connection.connection.dbapi_connection
    driver.create_function("monitor_seal", -1, seal, deterministic=True)


def arm(connection: Connection) -> None:
    """Let all that a connection to SQLite writes be sealed, from now on. The tables must be there."""
    if _ARMED in connection.info:
        return
    know(connection)
    for statement in _triggers():
        connection.exec_driver_sql(statement)
    connection.info[_ARMED] = True


@cache
def _triggers() -> tuple[str, ...]:
    return tuple(_made())


def _made() -> Iterator[str]:
    for table in TABLES:
        sealed = update(table).values({SEAL: expression(table, sqlite=True)}).where(text("rowid = NEW.rowid"))
        statement = sealed.compile(dialect=sqlite.dialect())
        for when in ("INSERT", "UPDATE"):
            # SQLite's triggers are not recursive: to write the seal does not call for another one.
            yield (
                f"CREATE TEMP TRIGGER IF NOT EXISTS seal_{table.name}_{when.lower()} AFTER {when} ON main.{table.name} "
                f"BEGIN {statement}; END"
            )


def install(connection: Connection) -> None:
    """Make a store keep seals: its triggers where they belong to the store, and what its schema is held against."""
    if connection.dialect.name == "sqlite":
        arm(connection)
        _keep_schema(connection)
        return
    connection.exec_driver_sql(_FUNCTION)
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS monitor_seal ON {table.name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER monitor_seal BEFORE INSERT OR UPDATE ON {table.name} "
            "FOR EACH ROW EXECUTE FUNCTION monitor_seal()"
        )


def renew(connection: Connection) -> int:
    """Seal the rows that have no seal, after an upgrade. Their number."""
    install(connection)
    prepare(connection)
    return sum(_sealed(connection, table) for table in TABLES)


def prepare(connection: Connection) -> None:
    """Let a connection make seals by `expression`, for the transaction that it is in."""
    if connection.dialect.name == "sqlite":
        know(connection)
    else:
        for statement in _FIXED:
            connection.exec_driver_sql(statement)


def _sealed(connection: Connection, table: Table) -> int:
    made = expression(table, sqlite=connection.dialect.name == "sqlite")
    return connection.execute(update(table).values({SEAL: made}).where(table.c[SEAL].is_(None))).rowcount


def schema(connection: Connection) -> str:
    """The hash of what a SQLite store says of its tables and indexes."""
    rows = connection.exec_driver_sql(
        "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB), "
        # Whether each is text still: a byte may have made it something else with the same bytes.
        "typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) "
        "FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
    )
    return seal(*(value for row in rows for value in row))


def _keep_schema(connection: Connection) -> None:
    row = {"name": SCHEMA, "value": schema(connection), "at": datetime.now(UTC)}
    connection.execute(sqlite.insert(marks).values(row).on_conflict_do_update(index_elements=["name"], set_=row))
