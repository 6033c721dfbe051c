"""What raw documents and versions hold, against the hashes that name it."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Select, Table, select
from sqlalchemy.exc import NoResultFound

from monitor.core.errors import StoreError
from monitor.core.flat import flat
from monitor.core.text import fingerprint
from monitor.store import codec
from monitor.store.codec import VersionBody
from monitor.store.database import Database
from monitor.store.tables import documents, readings, versions
from monitor.store.texts import version_text
from monitor.store.verify.findings import Findings, reading

_BATCH = 50
_VERSION = ("id", "item_id", "number", "fingerprint", "base", "body")
_Look = Callable[[Connection, Mapping[Any, Any]], str]
"""What is wrong with a row; empty where nothing is."""


def _looked_at(database: Database, asked: Select[Any], key: Column[Any], look: _Look) -> Iterator[str]:
    """What is wrong with the rows of a table, a batch a transaction."""
    with reading(database) as connection:
        keys = connection.execute(select(key)).scalars().all()
    for start in range(0, len(keys), _BATCH):
        yield from _batch(database, asked, key, keys[start : start + _BATCH], look)


def _batch(database: Database, asked: Select[Any], key: Column[Any], keys: Sequence[Any], look: _Look) -> Sequence[str]:
    """Where a row cannot be read (it is named already), the others by themselves."""
    try:
        with reading(database) as connection:
            rows = connection.execute(asked.where(key.in_(keys))).mappings().all()
            return [words for row in rows if (words := look(connection, row))]
    except StoreError:
        apart = (_batch(database, asked, key, [one], look) for one in keys) if len(keys) > 1 else ()
        return list(flat(apart))


def documents_read(database: Database, found: Findings) -> Iterator[str]:
    """Raw documents whose bytes are not those that name them."""

    def look(_: Connection, row: Mapping[Any, Any]) -> str:
        sound = ("documents", row["sha256"]) in found.named or _is_itself(row)
        return "" if sound else f"raw document {row['sha256']} is damaged"

    yield from _looked_at(database, select(documents.c.sha256, documents.c.body), documents.c.sha256, look)


def _is_itself(row: Mapping[Any, Any]) -> bool:
    try:
        return bool(sha256(codec.unpack(row["body"])).hexdigest() == row["sha256"])
    except zlib.error:
        return False


def versions_read(database: Database, found: Findings) -> Iterator[str]:
    """Versions whose text is not the one that was read, at first or later."""
    for table in (versions, readings):
        yield from _texts_read(database, found, table)


def _texts_read(database: Database, found: Findings, table: Table) -> Iterator[str]:
    what = "version" if table is versions else "a later reading of version"

    def look(connection: Connection, row: Mapping[Any, Any]) -> str:
        why = "" if (table.name, str(row["id"])) in found.named else _why_wrong(connection, row)
        return why and f"item {row['item_id']}, {what} {row['number']}: {why}"

    yield from _looked_at(database, select(*(table.c[name] for name in _VERSION)), table.c.id, look)


def _why_wrong(connection: Connection, row: Mapping[Any, Any]) -> str:
    try:
        text = version_text(connection, row["item_id"], row["base"], row["body"])
        body = msgspec.json.decode(text, type=VersionBody)
    except (zlib.error, msgspec.MsgspecError, NoResultFound) as error:
        return f"the text cannot be read: {' '.join(str(error).split())}"
    same = fingerprint(body.title, body.blocks, body.links) == row["fingerprint"]
    return "" if same else "the text has another fingerprint"
