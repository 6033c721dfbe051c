"""The terms that a source's searches were asked for, and by what the files of stored items are known elsewhere.

The terms are empty where an earlier version polled the source, which kept none.
"""

import json
import zlib
from hashlib import sha1

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.codec import unpack
from monitor.store.database import insert_of
from monitor.store.tables import addresses, documents, item_files, items, sources

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    seals.loosen(connection, sources)
    op.add_column("sources", sa.Column("terms", sa.Text(), nullable=False, server_default=""))
    _name_files(connection)


def _name_files(connection: sa.Connection) -> None:
    """Files that were read before this version are known by their hash too."""
    i = items.c
    asked = connection.execute(sa.select(i.id, i.source, i.requests).where(i.requests.like('%"role":"part"%'))).all()
    rows = [
        {"item_id": item, "name": name}
        for item, source, requests in asked
        for request in json.loads(requests)[1:]
        if (name := _name(connection, source, request["url"]))
    ]
    put = insert_of(item_files, sqlite=connection.dialect.name == "sqlite").on_conflict_do_nothing()
    if rows:
        connection.execute(put, rows)
        connection.execute(sa.text("DELETE FROM row_counts WHERE name = 'item_files'"))


def _name(connection: sa.Connection, source: str, url: str) -> str:
    a, d = addresses.c, documents.c
    here = sa.and_(a.source == source, a.address == url, a.sha256 == d.sha256)
    body = connection.execute(sa.select(d.body).where(here)).scalar()
    try:
        return f"sha1:{sha1(unpack(body), usedforsecurity=False).hexdigest()}" if body is not None else ""
    except zlib.error:
        # `monitor db verify` names a document that is damaged.
        return ""
