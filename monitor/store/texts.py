"""The texts of versions: the row of each is the first reading, and later readings stand beside it.

What is compared and shown is the newest reading. A text is kept as a difference to the item's newest version that
stands alone, where that is worth it; no text is ever rewritten.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, insert, select, union_all

from monitor.core.model import Version
from monitor.store import codec
from monitor.store.tables import readings, versions

# Beyond this share of a text standing alone, a difference is no longer worth a dictionary.
_NEW_BASE = 0.6
_V = versions.c
_OF_READING = ("fingerprint", "reader", "base", "body")
_newest = readings.alias("newest")
_LAST = (
    select(func.max(readings.c.id))
    .where(readings.c.item_id == _V.item_id, readings.c.number == _V.number)
    .correlate(versions)
    .scalar_subquery()
)
_IS_FIRST = _newest.c.id.is_(None)
TEXTS = (
    select(
        _V.id,
        _V.item_id,
        _V.number,
        _V.at,
        *(case((_IS_FIRST, _V[name]), else_=_newest.c[name]).label(name) for name in _OF_READING),
    )
    .select_from(versions.outerjoin(_newest, _newest.c.id == _LAST))
    .subquery("texts")
)
"""Each version as its newest reading has it."""
LATEST = select(TEXTS).where(TEXTS.c.item_id == bindparam("i")).order_by(TEXTS.c.number.desc()).limit(1)
# Statements that run for every item are built once: to build one costs more than to run it.
_PUT_VERSION = insert(versions)
_ALONE = and_(_V.item_id == bindparam("i"), _V.base.is_(None))
_BASE = select(_V.number, _V.body).where(_ALONE).order_by(_V.number.desc()).limit(1)


def texts_alike(fingerprint: str) -> Select[Any]:
    """(item, number) of the versions whose newest reading has this fingerprint."""
    later = readings.alias("later")
    anew = exists().where(readings.c.item_id == _V.item_id, readings.c.number == _V.number)
    again = exists().where(
        later.c.item_id == readings.c.item_id, later.c.number == readings.c.number, later.c.id > readings.c.id
    )
    first = select(_V.item_id, _V.number).where(_V.fingerprint == fingerprint, ~anew)
    rest = select(readings.c.item_id, readings.c.number).where(readings.c.fingerprint == fingerprint, ~again)
    return select(union_all(first, rest).subquery())


def put_version(connection: Connection, version: Version) -> None:
    """Store a version: its first reading."""
    row = {"item_id": version.item_id, "number": version.number, "at": version.at}
    connection.execute(_PUT_VERSION, {**row, **_text(connection, version)})


def put_reading(connection: Connection, version: Version, at: datetime) -> None:
    """Store what a later reading made of a version."""
    row = {"item_id": version.item_id, "number": version.number, "at": at}
    connection.execute(insert(readings).values({**row, **_text(connection, version)}))


def _text(connection: Connection, version: Version) -> dict[str, Any]:
    """The columns of a text, as a difference to the item's base where that is worth it."""
    data = codec.body_bytes(version)
    alone = codec.pack(data)
    number, base = base_of(connection, version.item_id)
    packed = codec.pack(data, base) if base is not None else alone
    leans = base is not None and len(packed) < _NEW_BASE * len(alone)
    return {
        "fingerprint": version.fingerprint,
        "reader": version.reader,
        "base": number if leans else None,
        "body": packed if leans else alone,
    }


def base_of(connection: Connection, item_id: int) -> tuple[int | None, bytes | None]:
    """The newest version of an item that stands alone, and its text."""
    row = connection.execute(_BASE, {"i": item_id}).first()
    return (int(row[0]), codec.unpack(row[1])) if row else (None, None)


def version_text(connection: Connection, item_id: int, base: int | None, body: bytes) -> bytes:
    """A text, with the version that it leans on."""
    if base is None:
        return codec.unpack(body)
    own = connection.execute(select(_V.body).where(_V.item_id == item_id, _V.number == base)).scalar_one()
    return codec.unpack(body, codec.unpack(own))


def version_of(connection: Connection, row: Mapping[Any, Any]) -> Version:
    """A version from its row in `TEXTS`."""
    return codec.version(row, version_text(connection, row["item_id"], row["base"], row["body"]))
