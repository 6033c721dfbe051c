"""`db verify` names whatever is wrong with a store, and never ends in a traceback."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, Float, Integer, LargeBinary, Table, insert, update

from monitor.core.errors import StoreError
from monitor.store import upkeep
from monitor.store.database import Database
from monitor.store.polling import PollStore
from monitor.store.tables import (
    SEALED,
    UtcDateTime,
    documents,
    marks,
    metadata,
    sources,
    versions,
)
from monitor.store.verify import contents, verify
from tests.conftest import Cli, Monitor, TurnedClock
from tests.test_store import NOW, listed, recording, version
from trials.hostile.damage import flips

RELIED_ON = ("items", "versions", "documents", "events", "alerts", "deliveries", "sources", "marks")


def _filled(database: Database) -> None:
    store = PollStore(database)
    item = listed(store)
    for number, words in enumerate(("One.", "Two.", "Three."), 1):
        store.record(recording(item, number, words))
        item = store.item(item.id)


def _problems(database: Database) -> tuple[str, ...]:
    return verify(database).problems


def _by_another(database: Database, *statements: str) -> None:
    """Statements of a program that knows nothing of ours."""
    if database.sqlite:
        with sqlite3.connect(str(database.url.database)) as foreign:
            for statement in statements:
                foreign.execute(statement)
        foreign.close()
        return
    import psycopg

    with psycopg.connect(database.url.render_as_string(hide_password=False)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _changed(column: Column[Any]) -> str:
    """SQL for another value than the one that stands in a column."""
    kind, name = column.type, f'"{column.name}"'
    if isinstance(kind, Boolean):
        return f"NOT coalesce({name}, false)"
    if isinstance(kind, Integer | Float):
        return f"coalesce({name}, 0) + 1"
    if isinstance(kind, UtcDateTime):
        return "'2001-02-03 04:05:06.000000'"
    if isinstance(kind, LargeBinary):
        return f"{name} || {name}"
    return f"substr('x' || coalesce({name}, ''), 1, {getattr(kind, 'length', None) or 1000})"


def test_what_was_written_is_found_as_it_was(database: Database) -> None:
    """Every table is looked at, and every row has its seal."""
    _filled(database)
    found = verify(database)
    assert found.problems == ()
    assert set(found.rows) == {table.name for table in SEALED} == set(metadata.tables) - {"row_counts"}
    assert (found.rows["versions"], found.rows["deliveries"], found.versions) == (3, 3, 3)


def test_a_poll_leaves_no_row_unsealed(monitor: Monitor, clock: TurnedClock) -> None:
    """Whatever statement wrote it: a baseline, edits, deliveries, looks."""
    monitor.poll()
    clock.turn(minutes=20)
    monitor.poll()
    found = verify(monitor.app.database)
    assert found.problems == ()
    assert sum(1 for rows in found.rows.values() if rows) >= 10


def _changeable(database: Database, table: Table) -> list[Column[Any]]:
    """All columns, keys last; on PostgreSQL those that the database does not keep itself."""
    kept = (lambda c: False) if database.sqlite else lambda c: c.primary_key or c.foreign_keys
    return sorted((c for c in table.c if not kept(c)), key=lambda c: c.primary_key)


def _named_columns(database: Database, table: Table) -> Iterator[str]:
    """The columns of which a change in one row is named; the row is put back after each but its key."""
    key = next(iter(table.primary_key)).name
    one = f"{key} = (SELECT max({key}) FROM kept)"
    _by_another(database, f"CREATE TABLE kept AS SELECT * FROM {table.name}")
    for column in _changeable(database, table):
        name = f'"{column.name}"'
        _by_another(database, f"UPDATE {table.name} SET {name} = {_changed(column)} WHERE {one}")
        if any(problem.startswith(f"{table.name} ") for problem in _problems(database)):
            yield column.name
        _by_another(database, f"UPDATE {table.name} SET {name} = (SELECT {name} FROM kept WHERE {one}) WHERE {one}")


@pytest.mark.parametrize("name", RELIED_ON)
def test_a_value_that_another_program_changed_is_named(database: Database, name: str) -> None:
    """Each column of each table that people rely on, in turn; the database itself keeps what refers to a row."""
    _filled(database)
    with database.write() as connection:
        connection.execute(insert(sources).values(name="s"))
        connection.execute(insert(marks).values(name="z", value="v", at=NOW))
        connection.execute(insert(documents).values(sha256="1" * 64, size=1, body=b"x", at=NOW))
    table = metadata.tables[name]
    assert [*_named_columns(database, table)] == [column.name for column in _changeable(database, table)]


def test_what_another_program_did_is_named_until_somebody_accepts_it(database: Database) -> None:
    """A row without a seal, a row with an old one, a row that is gone. `db upgrade` takes nothing of that for right."""
    _filled(database)
    _by_another(
        database,
        "INSERT INTO marks (name, value, at) VALUES ('m', 'v', '2026-01-02 03:04:05.000000')",
        "UPDATE items SET title = 'Another'",
        "DELETE FROM deliveries WHERE id = 3",
    )
    upkeep.upgrade(database)
    said = _problems(database)
    assert "marks m: something else than the monitor wrote this row" in said
    assert "items 1: the row is not as it was written" in said
    assert any(problem.startswith("deliveries: ") for problem in said)
    assert upkeep.accept(database) == 2
    assert _problems(database) == ()


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("DELETE FROM versions WHERE number = 2", "item 1: it stands at version 3, and 2 are there"),
        ("DELETE FROM deliveries WHERE id = 3", "deliveries: "),
        ("DELETE FROM deliveries", "deliveries: "),
        ("DELETE FROM item_texts", "item_texts: "),
        ("DELETE FROM aliases WHERE alias = 'path:/a'", "aliases: "),
        ("DELETE FROM row_counts", "items: how many rows there should be is not kept"),
    ],
)
def test_rows_that_are_gone_are_named(database: Database, gone: str, said: str) -> None:
    """What one table says of another, and how many rows there were; on PostgreSQL, what was removed."""
    _filled(database)
    _by_another(database, gone)
    assert any(problem.startswith(said) for problem in _problems(database))


def test_a_row_of_another_table_is_no_row_of_this_one(tmp_path: Path) -> None:
    """A page that was written to the wrong place has rows whose seals are right elsewhere."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    _filled(database)
    _by_another(database, "UPDATE item_texts SET (text, seal) = (SELECT reference, seal FROM item_references)")
    assert _problems(database) == ("item_texts 1: the row is not as it was written",)
    database.close()


def test_versions_that_are_put_otherwise_meanwhile_are_no_damage(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch and the versions that its rows lean on are read as of one moment."""
    _filled(database)
    store, looked = PollStore(database), contents._why_wrong

    def meanwhile(connection: Connection, row: Mapping[Any, Any]) -> str:
        if not database.sqlite and row["number"] == 1:
            store.put_reading(version(store.item(1), 1, "Another text altogether, of some length."), NOW)
        return looked(connection, row)

    monkeypatch.setattr(contents, "_why_wrong", meanwhile)
    assert _problems(database) == ()


@pytest.mark.parametrize("schema", ["public", "elsewhere"])
def test_a_check_that_is_installed_anywhere_is_used(postgresql_url: str, schema: str) -> None:
    """PostgreSQL's `amcheck` in a schema that nobody searches, and for a user who may not call it."""
    database = Database(postgresql_url)
    _filled(database)
    _by_another(database, f"CREATE SCHEMA IF NOT EXISTS {schema}", f"CREATE EXTENSION amcheck SCHEMA {schema}")
    assert _problems(database) == ()
    name = f"reader_{schema}"
    tables = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO"
    _by_another(database, f"CREATE ROLE {name} LOGIN", f"GRANT USAGE ON SCHEMA public TO {name}", f"{tables} {name}")
    less = Database(database.url.set(username=name).render_as_string(hide_password=False))
    assert _problems(less) == ()
    less.close()
    database.close()


def test_damage_says_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    """A key of signs that no terminal shows stands in one line, escaped."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    _by_another(database.url and _made(database), "INSERT INTO hosts (host, asked) VALUES ('\x1b[31mh\nx', 1)")
    (said, counted) = _problems(database)
    assert said == "hosts \\x1b[31mh\\nx: something else than the monitor wrote this row"
    assert counted == "hosts: 1 rows are there, the monitor left 0"
    database.close()


def _made(database: Database) -> Database:
    database.prepare()
    return database


def test_an_orphan_is_named(tmp_path: Path) -> None:
    """SQLite of another program does not mind references unless it is asked to."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    _filled(database)
    _by_another(database, "DELETE FROM events WHERE id = 3")
    assert "alerts, row 3: the row of events that it belongs to is not there" in _problems(database)
    database.close()


def test_a_text_that_cannot_be_read_ends_nothing(database: Database) -> None:
    """Bytes that are no compressed text, in a row that is sealed all the same; the others are looked at."""
    _filled(database)
    with database.write() as connection:
        connection.execute(insert(documents).values(sha256="1" * 64, size=1, body=b"x", at=NOW))
        connection.execute(update(versions).where(versions.c.number == 1).values(body=b"x", base=None))
    said = "\n".join(_problems(database))
    assert f"raw document {'1' * 64} is damaged" in said
    assert "item 1, version 1: the text cannot be read" in said


def test_a_byte_that_is_turned_over_is_named(tmp_path: Path) -> None:
    """A file of SQLite, one byte a time: whatever SQL then reads otherwise is named, or the store cannot be opened."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    _filled(database)
    database.close()
    for place in islice(flips(tmp_path / "a.db", tmp_path / "b.db", seed=7), 60):
        damaged = Database(f"sqlite:///{tmp_path / 'b.db'}")
        try:
            assert _problems(damaged), place
        except StoreError:
            pass
        finally:
            damaged.close()


def test_the_command_says_what_it_looked_at(config: Path, cli: Cli) -> None:
    """Rows by table as JSON; 1 where something is wrong."""
    assert cli("poll", "--no-send")[0] == 0
    code, said = cli("db", "verify", "--json")
    assert (code, json.loads(said)["problems"], json.loads(said)["rows"]["sources"]) == (0, [], 3)
    with sqlite3.connect(config / "monitor.db") as foreign:
        foreign.execute("UPDATE items SET title = CAST(x'ff20' AS TEXT) WHERE id = 1")
    foreign.close()
    code, said = cli("db", "verify")
    assert (code, said.splitlines()[0]) == (1, "items 1: the row cannot be read")
    assert said.splitlines()[-1].endswith(" 1 problems")
