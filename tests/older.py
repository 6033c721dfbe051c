"""A store as an earlier schema had it, made of today's: columns that came later are gone, reasons are sentences."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select, update

from monitor.core.model import Alert, Match
from monitor.core.reasons import Reason
from monitor.render.language import ENGLISH
from monitor.render.views import sentences
from monitor.store import codec, seals
from monitor.store.database import Database
from monitor.store.tables import SEALED, alerts, deliveries, events, item_matches, poll_runs, sources

# The columns that came with a schema, by table, newest first.
_CAME: dict[str, dict[str, tuple[str, ...]]] = {
    "0015": {"events": ("scale", "former")},
    "0014": {"events": ("held",)},
    "0013": {"sources": ("terms",)},
    "0012": {"sources": ("revision", "revised_at", "sessions"), "poll_runs": ("note",), "events": ("also",)},
    "0010": {"deliveries": ("why", "held_because")},
    "0009": {"deliveries": ("digest",)},
}
_NEW = {
    "0014": ("page_lines", "templates"),
    "0012": ("item_files",),
    "0011": ("readings", "observations", "look_counts"),
}
_LATER = tuple(name for names in _NEW.values() for name in names)
_HELD_FOR = {"doubt": "?", "owed": "owed"}


def older(url: str, version: str = "0007") -> None:
    """Make a store one of an earlier schema, with its seals where it had them."""
    database = Database(url)
    gone = [(table, name) for schema, tables in _CAME.items() if schema > version for table in tables
            for name in tables[table]]  # fmt: skip
    with database.engine.begin() as connection:
        if not database.sqlite:
            connection.exec_driver_sql("SET LOCAL monitor.seals = 'off'")
        seals.prepare(connection)
        if version < "0010":
            _say(connection)
        for name in (name for schema, names in _NEW.items() if schema > version for name in names):
            connection.exec_driver_sql(f"DROP TABLE {name}")
            connection.exec_driver_sql(f"DELETE FROM row_counts WHERE name = '{name}'")
        for table, name in gone:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
        if version < "0008":
            _unseal(connection, sqlite=database.sqlite)
        else:
            _seal(connection, gone, sqlite=database.sqlite)
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    database.close()


def _seal(connection: Connection, gone: list[tuple[str, str]], *, sqlite: bool) -> None:
    for table in (alerts, events, item_matches, deliveries, sources, poll_runs):
        without = [name for of, name in gone if of == table.name]
        connection.execute(update(table).values(seal=seals.expression(table, sqlite=sqlite, without=without)))


def _unseal(connection: Connection, *, sqlite: bool) -> None:
    for table in (table for table in SEALED if table.name not in _LATER):
        if not sqlite:
            connection.exec_driver_sql(f"DROP TRIGGER monitor_seal ON {table.name}")
            connection.exec_driver_sql(f"DROP TRIGGER monitor_removed ON {table.name}")
        connection.exec_driver_sql(f"ALTER TABLE {table.name} DROP COLUMN seal")
    connection.exec_driver_sql("DROP TABLE row_counts")
    connection.exec_driver_sql("DELETE FROM marks WHERE name = 'schema'")


def _say(connection: Connection) -> None:
    """Every reason as the sentence that it was."""
    _each(connection, events, "id", lambda row: {
        "reasons": codec.encode(sentences(_decoded(row["reasons"]))), "detail": _said(row["detail"]),
    })  # fmt: skip
    _each(connection, item_matches, "item_id", lambda row: {
        "body": codec.encode([_match(match) for match in codec.matches(row["body"])]),
    })  # fmt: skip
    _each(connection, alerts, "id", lambda row: {"body": _alert(codec.alert(row["body"], 0))})
    _each(connection, deliveries, "id", lambda row: {
        "error": row["error"] or _said(row["why"]), "held_for": _HELD_FOR.get(row["held_because"], row["held_for"]),
    })  # fmt: skip


def _each(connection: Connection, table: Table, key: str, change: Any) -> None:
    for row in connection.execute(select(table)).mappings().all():
        connection.execute(update(table).where(table.c[key] == row[key]).values(change(row)))


def _decoded(text: str) -> tuple[Reason, ...]:
    return msgspec.json.decode(text, type=tuple[Reason, ...])


def _said(text: str) -> str:
    return ENGLISH.say(codec.reason(text) or "")


def _match(match: Match) -> dict[str, Any]:
    return {**_plain(match), "terms": sentences(match.terms), "against": sentences(match.against)}


def _alert(alert: Alert) -> bytes:
    event = {**_plain(alert.event), "reasons": sentences(alert.event.reasons)}
    event["detail"] = ENGLISH.say(alert.event.detail or "")
    value = {
        **_plain(alert),
        "event": event,
        "title": alert.title or event["detail"],
        "notes": sentences(alert.notes),
        "matches": [_match(match) for match in alert.matches],
    }
    return codec.pack(msgspec.json.encode(value))


def _plain(noun: Any) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(noun)
    return found
