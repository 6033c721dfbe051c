"""Large answers: received into a file, and in memory one at a time.

Forty sites that send twenty megabytes at once would fill the process; their bytes wait on the disk until the one before
has been read and stored.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

import httpx

from monitor.core.errors import FetchError, Paced, Stopping

LARGE = 1_000_000
_PATIENCE, _LOOK, _AGAIN = 120.0, 0.2, 1.0


class Large:
    """The one place for a large answer."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(1)

    def take(self, since: float, patience: float, stopping: Callable[[], bool]) -> None:
        """Wait for the place. Raises `Paced` where it is not to be had within `patience` seconds, `FetchError` where it
        was not in two minutes from `since` on, `Stopping` at the end.
        """
        end = monotonic() + min(patience, _PATIENCE)
        while not self._free.acquire(timeout=max(min(end - monotonic(), _LOOK), 0.0)):
            if stopping():
                raise Stopping("the service is stopping")
            if not 0 <= monotonic() - since <= _PATIENCE:
                raise FetchError("other large answers were still being read after two minutes")
            if monotonic() >= end:
                raise Paced(_AGAIN)

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

    def content(self, most: int = -1) -> bytes:
        """All of it, or so many bytes, in memory."""
        if self._file is None:
            return bytes(self._few if most < 0 else self._few[:most])
        self._file.seek(0)
        return self._file.read(most)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Received:
    """An answer whose body has come, and waits where it is large for its place in memory. `retry_after`: until when the
    host asked not to be asked.
    """

    status: int
    headers: httpx.Headers
    body: Spool
    retry_after: datetime | None = None
    since: float = field(default_factory=monotonic)
