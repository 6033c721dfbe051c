"""What a receiver may say: so many bytes, in so much time. Its connection can be ended by whoever gave it up.

A receiver's answer is a status; what comes behind it is of use to some plug-ins in its first kilobytes and to nobody in
its gigabytes. Limits of a library are per operation: a byte now and then would keep a sender for ever.
"""

import io
import socket
import threading
from time import monotonic
from typing import Any


class Budget:
    """Bytes and seconds that an exchange may still take."""

    def __init__(self, seconds: float, most: int) -> None:
        self._bytes = most
        self.allow(seconds)

    def allow(self, seconds: float) -> None:
        """So many seconds from now."""
        self._seconds = seconds
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises `TimeoutError` when none are."""
        left = min(self._end - monotonic(), self._seconds)
        if left <= 0:
            raise TimeoutError("the receiver's time is over")
        return left

    def room(self) -> int:
        return self._bytes

    def spend(self, count: int) -> None:
        self._bytes -= count


class Within(io.RawIOBase):
    """A socket read within a budget: it ends where that does."""

    def __init__(self, connection: Any, budget: Budget) -> None:
        self._connection, self._budget = connection, budget
        self._timeout = connection.gettimeout()
        self._raw = connection.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = min(len(buffer), self._budget.room())
        if room <= 0:
            return 0
        left = self._budget.left()
        self._connection.settimeout(left if self._timeout is None else min(left, self._timeout))
        count = int(self._raw.readinto(memoryview(buffer)[:room]) or 0)
        self._budget.spend(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def reading(connection: Any, budget: Budget) -> io.BufferedReader:
    """A file on a socket, within a budget."""
    return io.BufferedReader(Within(connection, budget))


_open: dict[int, Any] = {}


def note_open(connection: Any) -> None:
    """The connection that this thread sends by now."""
    _open[threading.get_ident()] = connection


def note_over() -> None:
    """This thread sends no more."""
    _open.pop(threading.get_ident(), None)


def give_up(thread: int | None) -> None:
    """Break the connection of a thread that hangs, so that it comes to its end."""
    connection = _open.pop(thread or 0, None)
    try:
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
