"""What raw documents and versions hold, against the hashes that name it."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, select
from sqlalchemy.exc import NoResultFound

from monitor.core.text import fingerprint
from monitor.store import codec
from monitor.store.codec import VersionBody
from monitor.store.database import Database
from monitor.store.tables import documents, versions
from monitor.store.verify.findings import Findings
from monitor.store.writing import version_text

_BATCH = 50
_VERSION = ("item_id", "number", "fingerprint", "base", "body")
_Rows = Iterator[tuple[Connection, Sequence[Mapping[Any, Any]]]]


def _batches(database: Database, table: Table, key: Column[Any], *names: str) -> _Rows:
    """The named columns of every row, a batch a transaction."""
    with database.read() as connection:
        keys = connection.execute(select(key)).scalars().all()
    for start in range(0, len(keys), _BATCH):
        here = select(key, *(table.c[n] for n in names)).where(key.in_(keys[start : start + _BATCH]))
        with database.read() as connection:
            yield connection, connection.execute(here).mappings().all()


def documents_read(database: Database, found: Findings) -> Iterator[str]:
    """Raw documents whose bytes are not those that name them."""
    for _, rows in _batches(database, documents, documents.c.sha256, "body"):
        for row in rows:
            if ("documents", row["sha256"]) not in found.named and not _is_itself(row):
                yield f"raw document {row['sha256']} is damaged"


def _is_itself(row: Mapping[Any, Any]) -> bool:
    try:
        return bool(sha256(codec.unpack(row["body"])).hexdigest() == row["sha256"])
    except zlib.error:
        return False


def versions_read(database: Database, found: Findings) -> Iterator[str]:
    """Versions whose text is not the one that was read."""
    for connection, rows in _batches(database, versions, versions.c.id, *_VERSION):
        for row in rows:
            if ("versions", str(row["id"])) not in found.named and (why := _why_wrong(connection, row)):
                yield f"item {row['item_id']}, version {row['number']}: {why}"


def _why_wrong(connection: Connection, row: Mapping[Any, Any]) -> str:
    try:
        text = version_text(connection, row["item_id"], row["base"], row["body"])
        body = msgspec.json.decode(text, type=VersionBody)
    except (zlib.error, msgspec.MsgspecError, NoResultFound) as error:
        return f"the text cannot be read: {' '.join(str(error).split())}"
    same = fingerprint(body.title, body.blocks, body.links) == row["fingerprint"]
    return "" if same else "the text has another fingerprint"
