"""One service a store: a file beside an SQLite store is locked while a service runs on it.

On PostgreSQL several services may run: leases in the rows part their work.
"""

import os
from pathlib import Path

from monitor.core.errors import StoreError
from monitor.store.database import Database


class Alone:
    """The lock. It ends with the process, however that ends."""

    def __init__(self, database: Database) -> None:
        self._descriptor: int | None = None
        name = database.url.database
        if database.sqlite and name and name != ":memory:":
            self._take(Path(f"{name}.service"), database.place)

    def _take(self, path: Path, place: str) -> None:
        """Raises `StoreError` where another service has it."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"the store {place} cannot be used: {path} cannot be made ({error.strerror})") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 100).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreError(f"another service runs on the store {place} (process {holder or 'unknown'})") from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor

    def end(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
