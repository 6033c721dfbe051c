"""One `monitor poll` in a process that is killed at a chosen commit; run by test_crash."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitor.__main__ import main
from monitor.store.database import Database

_real = Database.write
_count = 0


def kill_at(number: int, when: str) -> None:
    """Replace the store's write transactions by ones of which the `number`th dies before or after its commit."""

    @contextmanager
    def write(self: Database) -> Iterator[Any]:
        global _count
        with _real(self) as connection:
            yield connection
            _count += 1
            if _count == number and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if _count == number and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    Database.write = write  # type: ignore[method-assign]


if __name__ == "__main__":
    kill_at(int(sys.argv[1]), sys.argv[2])
    main(sys.argv[3:])
