"""Large answers: received into a file, and in memory one at a time.

Forty sites that send twenty megabytes at once would fill the process; their bytes wait on the disk until the one before
has been read and stored.
"""

import threading
from collections.abc import Callable
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

from monitor.core.errors import FetchError, Stopping

LARGE = 1_000_000
_PATIENCE, _LOOK = 120.0, 0.2


class Large:
    """The one place for a large answer."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(1)

    def take(self, stopping: Callable[[], bool]) -> None:
        """Wait for the place. Raises `FetchError` when it is not to be had in two minutes, `Stopping` at the end."""
        end = monotonic() + _PATIENCE
        while not self._free.acquire(timeout=_LOOK):
            if stopping():
                raise Stopping("the service is stopping")
            if not 0 < end - monotonic() <= _PATIENCE:
                raise FetchError("other large answers were still being read after two minutes")

    def give(self) -> None:
        self._free.release()


class Spool:
    """Bytes as they come in: in memory while they are few, beyond that in a file."""

    def __init__(self) -> None:
        self.size = 0
        self._few = bytearray()
        self._file: IO[bytes] | None = None

    @property
    def large(self) -> bool:
        return self._file is not None

    def add(self, data: bytes) -> None:
        self.size += len(data)
        if self._file is None and self.size > LARGE:
            self._file = TemporaryFile()  # noqa: SIM115 - it is closed with the spool
            self._file.write(self._few)
            self._few.clear()
        if self._file is None:
            self._few += data
        else:
            self._file.write(data)

    def content(self) -> bytes:
        """All of it, in memory."""
        if self._file is None:
            return bytes(self._few)
        self._file.seek(0)
        return self._file.read()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
