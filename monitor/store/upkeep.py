"""The store's own affairs: upgrade, backup, prune."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import and_, delete, func, select

from monitor.core.errors import StoreError
from monitor.core.flat import flat
from monitor.store import seals
from monitor.store.database import HEAD, Database
from monitor.store.tables import documents, observations, poll_runs, versions
from monitor.store.texts import TEXTS, version_of

_BATCH = 200


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the store to this program's schema. The version before and after."""
    from alembic import command
    from alembic.config import Config

    before = database.version()
    if before is None:
        database.prepare()
        return None, HEAD
    if before == HEAD:
        return before, HEAD
    if before > HEAD:
        raise StoreError(f"the store {database.place} has schema {before}, which is newer than this program's {HEAD}")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except BaseException:
            # What the connection was given for the new tables went with the transaction.
            connection.invalidate()
            raise
    return before, HEAD


def accept(database: Database) -> int:
    """Take the store as it stands as one that the monitor wrote. How many rows were not as it had written them."""
    with database.write() as connection:
        return seals.accept(connection)


def backup(database: Database, target: Path) -> int:
    """Copy a SQLite store while it is used. The copy's size in bytes."""
    if not database.sqlite:
        raise StoreError("a PostgreSQL store is backed up with its own tools: pg_dump --format=custom")
    if target.exists():
        raise StoreError(f"{target} exists already; a backup overwrites nothing")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _copy(str(database.url.database), beside)
        # A name that is there is a whole copy, whenever the machine stops.
        os.link(beside, target)
        _sync(target.parent)
    except FileExistsError as error:
        raise StoreError(f"{target} exists already; a backup overwrites nothing") from error
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"the backup to {target} failed: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(store: str, target: Path) -> None:
    source = sqlite3.connect(f"file:{quote(store)}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    _sync(target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prune(database: Database, before: datetime) -> tuple[int, int, int]:
    """Remove poll runs, raw documents and observations older than `before`. Every version's text stays; so do the raw
    documents of each item's newest version, which a newer reader would read again. (runs, documents, observations).
    """
    with database.write() as connection:
        newest = select(func.max(versions.c.id)).group_by(versions.c.item_id)
        rows = connection.execute(select(TEXTS).where(TEXTS.c.id.in_(newest))).mappings().all()
        needed = set(flat(version_of(connection, row).documents for row in rows))
        old = connection.execute(select(documents.c.sha256).where(documents.c.at < before)).scalars().all()
        gone = [sha for sha in old if sha not in needed]
        for start in range(0, len(gone), _BATCH):
            connection.execute(delete(documents).where(documents.c.sha256.in_(gone[start : start + _BATCH])))
        runs = connection.execute(delete(poll_runs).where(poll_runs.c.started_at < before)).rowcount
        over = and_(observations.c.last_at < before, observations.c.open.is_(None))
        seen = connection.execute(delete(observations).where(over)).rowcount
    return int(runs), len(gone), int(seen)
