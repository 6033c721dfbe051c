"""What a test would wait for and another has made already: a reading child with its libraries, a store with its baseline."""

import shutil
import socket
from contextlib import suppress
from pathlib import Path
from random import Random

from monitor.sources.lane import NotFree
from monitor.sources.reader import Readers, _Child

_idle: list[_Child] = []


class KeptReaders(Readers):
    """Readers whose quick child outlives the program that they belong to, unless it is reading when that ends."""

    def __init__(self) -> None:
        super().__init__()
        self._quick._child = _idle.pop() if _idle else None

    def stop(self) -> None:
        self._keep()
        super().stop()

    def close(self) -> None:
        self._keep()
        super().close()

    def _keep(self) -> None:
        with suppress(NotFree), self._quick.lane.place(0, 0.01):
            child, self._quick._child = self._quick._child, None
            if child is not None and child.process.poll() is None:
                _idle.append(child)


def end_children() -> None:
    while _idle:
        _idle.pop().close()


def free_ports(count: int) -> tuple[int, ...]:
    """Ports below those that the system gives to whoever asks for any: they stay free between two tests."""
    found: list[int] = []
    for port in Random().sample(range(20_000, 32_000), 1000):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            break
    return tuple(found)


def copied(store: Path, folder: Path) -> None:
    """A store of its own for a configuration folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(store, folder / "monitor.db")
