"""What one process at a time may do with a store: a file beside an SQLite store is locked meanwhile.

One service runs on it. On PostgreSQL several may: leases in the rows part their work; what one alone may do takes an
advisory lock.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from monitor.core.errors import StoreError
from monitor.core.pause import pause
from monitor.store.database import LOCK_SECONDS, Database

_LOOK_SECONDS = 0.2
_TRY = text("SELECT pg_try_advisory_lock(hashtext(:what))")
_LET_GO = text("SELECT pg_advisory_unlock(hashtext(:what))")


class Alone:
    """The lock. It ends with the process, however that ends."""

    def __init__(self, database: Database) -> None:
        self._descriptor: int | None = None
        name = database.url.database
        if database.sqlite and name and name != ":memory:":
            self._take(Path(f"{name}.service"), database.place)

    def _take(self, path: Path, place: str) -> None:
        """Raises `StoreError` where another service has it."""
        descriptor = _opened(path)
        if not _locked(descriptor):
            holder = os.read(descriptor, 100).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreError(f"another service runs on the store {place} (process {holder or 'unknown'})")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor

    def end(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def held(database: Database, what: str) -> Iterator[None]:
    """Do something that one process at a time may do. Raises `StoreError` where another is at it for too long."""
    lock = _file_held if database.sqlite else _row_held
    with lock(database, what):
        yield


@contextmanager
def _file_held(database: Database, what: str) -> Iterator[None]:
    end, name = time.monotonic() + LOCK_SECONDS, database.url.database
    if not name or name == ":memory:":
        yield
        return
    while (descriptor := _taken(Path(f"{name}.{what}"))) is None:
        if not 0 < end - time.monotonic() <= LOCK_SECONDS:
            raise StoreError(
                f"another process has been at the store {database.place} for {LOCK_SECONDS:.0f} s ({what})"
            )
        pause(_LOOK_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)


def _taken(path: Path) -> int | None:
    """A descriptor that holds the lock; None while another process holds it."""
    descriptor = _opened(path)
    if _locked(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"the store cannot be used: {path} cannot be made ({error.strerror})") from error


def _locked(descriptor: int) -> bool:
    """Whether the lock of this file is ours now. A system without such locks lets everybody in."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _row_held(database: Database, what: str) -> Iterator[None]:
    end, name = time.monotonic() + LOCK_SECONDS, {"what": f"monitor: {what}"}
    # Outside a transaction: one that lies idle may be ended by the server.
    with database.explained(), database.engine.connect() as found:
        connection = found.execution_options(isolation_level="AUTOCOMMIT")
        while not connection.execute(_TRY, name).scalar_one():
            if not 0 < end - time.monotonic() <= LOCK_SECONDS:
                raise StoreError(f"another process is at the store {database.place} for {LOCK_SECONDS:.0f} s ({what})")
            pause(_LOOK_SECONDS)
        try:
            yield
        finally:
            connection.execute(_LET_GO, name)
