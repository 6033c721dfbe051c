"""Reasons are codes with values. What was stored before, in English, is kept as the words of the code `said`.

Deliveries keep why they wait beside what went wrong, and what keeps them back beside the source that is suspected.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.tables import alerts, deliveries, events, item_matches

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BATCH = 500
# Why a delivery waited stood, in these words, where its errors stand. The form after an outage had none.
_WHY = {
    "digest": "digest",
    "quiet hours": "quiet_hours",
    "edits of an item are told together": "together",
    "the item goes back and forth: its edits are told together": "together_flapping",
    "what did not arrive is told together": "lost_together",
    "no other channel is on: it goes out once this one takes something again": "owed",
}
_BEGIN = ("held as source_suspect; `monitor sources release ", "settled by a second poll of ")
_SILENT = "silent edit: the source's own stamp did not move"
_NAMES = ("id", "state", "error", "why", "held_because", "held_for", "bundle", "message")


def upgrade() -> None:
    connection = op.get_bind()
    for table in (alerts, deliveries, events, item_matches):
        seals.loosen(connection, table)
    op.add_column("deliveries", sa.Column("why", sa.Text(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("held_because", sa.String(20), nullable=False, server_default=""))
    with seals.resting(connection):
        _move(connection)


def _move(connection: sa.Connection) -> None:
    _part_deliveries(connection)
    for name, key, column, change in (
        ("events", "id", "reasons", _list),
        ("events", "id", "detail", _one),
        ("item_matches", "item_id", "body", _matches),
        ("alerts", "id", "body", _alert),
    ):
        _rewrite(connection, name, key, column, change)


def _part_deliveries(connection: sa.Connection) -> None:
    table = sa.table("deliveries", *(sa.column(name) for name in _NAMES))
    d, change = table.c, sa.update(table)
    connection.execute(change.where(d.held_for == "?").values(held_because="doubt", held_for=""))
    connection.execute(change.where(d.held_for == "owed", d.bundle == "owed").values(held_because="owed", held_for=""))
    connection.execute(change.where(d.held_for != "").values(held_because="suspicion"))
    connection.execute(change.where(d.state == "held", d.held_because == "").values(held_because="time"))
    waits = sa.and_(d.state.in_(("pending", "held", "sending")), d.held_because != "doubt")
    for words, code in _WHY.items():
        connection.execute(change.where(waits, d.error == words).values(error="", why=_coded(code)))
    _part_suspicions(connection, table)
    # What waits as a digest for no reason of a route waited for its channel.
    gathered = sa.and_(waits, d.bundle == "digest", d.why == "")
    connection.execute(change.where(gathered).values(why=_coded("after_outage")))


def _part_suspicions(connection: sa.Connection, table: Any) -> None:
    """What a redesign held or closed, and what was sent again by hand and keeps the words."""
    d, change = table.c, sa.update(table)
    asked = sa.select(d.id, d.error, d.held_for).where(sa.or_(*(d.error.startswith(words) for words in _BEGIN)))
    rows = connection.execute(asked).all()
    values = [{"k": row[0], "w": _suspected(row[1], row[2])} for row in rows if row[1].startswith(_BEGIN)]
    if values:
        write = change.where(d.id == sa.bindparam("k")).values(error="", why=sa.bindparam("w"))
        connection.execute(write, values)


def _suspected(error: str, source: str) -> str:
    is_held = error == f"{_BEGIN[0]}{source}` sends it"
    return _coded("held_suspect", source=source) if source and is_held else _dumped(_said(error))


def _rewrite(connection: sa.Connection, name: str, key: str, column: str, change: Any) -> None:
    table = sa.table(name, sa.column(key), sa.column(column))
    mine, value = table.c[key], table.c[column]
    write = sa.update(table).where(mine == sa.bindparam("k")).values({column: sa.bindparam("v")})
    # SQLite gives a text that is none to nobody but as bytes.
    raw = sa.cast(value, sa.LargeBinary) if connection.dialect.name == "sqlite" else value
    for rows in _batches(connection, sa.select(mine, raw).order_by(mine), mine):
        found = [(row[0], _changed(change, row[1])) for row in rows]
        values = [{"k": number, "v": made} for number, made in found if made is not None]
        if values:
            connection.execute(write, values)


def _batches(connection: sa.Connection, asked: Any, key: Any) -> Iterator[Any]:
    last = None
    while rows := connection.execute(asked.where(key > last if last is not None else sa.true()).limit(_BATCH)).all():
        yield rows
        last = rows[-1][0]


def _changed(change: Any, value: Any) -> Any:
    """What takes the place of a value; None where it stays: also one that cannot be read, which `db verify` names."""
    try:
        return change(value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else bytes(value).decode()


def _said(words: str) -> dict[str, Any]:
    """Messages leave this one reason out by its code: they have a sentence of its own for it."""
    if words == _SILENT:
        return {"code": "silent_edit", "values": []}
    return {"code": "said", "values": [["words", words]]}


def _coded(code: str, **values: str) -> str:
    return json.dumps({"code": code, "values": [list(pair) for pair in values.items()]}, ensure_ascii=False)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _one(value: Any) -> str | None:
    return _dumped(_said(text)) if (text := _text(value)) else None


def _sentences(found: Any) -> list[dict[str, Any]]:
    """Raises `TypeError` for what is no list of sentences."""
    if not isinstance(found, list) or not all(isinstance(words, str) for words in found):
        raise TypeError("no list of sentences")
    return [_said(words) for words in found]


def _list(value: Any) -> str | None:
    return _dumped(_sentences(json.loads(text))) if (text := _text(value)) != "[]" else None


def _matched(match: dict[str, Any]) -> dict[str, Any]:
    return {**match, **{name: _sentences(match[name]) for name in ("terms", "against") if match.get(name)}}


def _matches(value: Any) -> str:
    return _dumped([_matched(match) for match in json.loads(_text(value))])


def _alert(body: bytes) -> bytes:
    value = json.loads(zlib.decompress(body))
    event = value["event"]
    event["reasons"] = _sentences(event.get("reasons", []))
    event["detail"] = _said(event["detail"]) if event.get("detail") else None
    value["notes"] = _sentences(value.get("notes", []))
    value["matches"] = [_matched(match) for match in value.get("matches", ())]
    return zlib.compress(_dumped(value).encode(), 9)
