"""A thread that ticks by itself, whatever the wall clock does, and notices when that jumps.

It touches neither the store nor the network, so that nothing can hold it up: what is to be done is done by others.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from monitor.core.pause import pause
from monitor.core.ports import Clock

log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
# A jump is told from a tick that came late by this much.
_JUMP_SECONDS = 2.0
# A tick that comes so late means that the process, or the whole machine, stood still.
_STOOD_SECONDS = 30.0


class Ticker:
    """Calls `look` at every tick, and `jumped` with the seconds by which the wall clock was turned.

    Where all clocks were turned, or the machine slept, the tick itself came early or late: that counts too.
    """

    def __init__(
        self,
        clock: Clock,
        steady: Callable[[], float],
        look: Callable[[], None],
        jumped: Callable[[float], None],
    ) -> None:
        self._clock, self._steady, self._look, self._jumped = clock, steady, look, jumped
        self._ended = False
        self._last: tuple[datetime, float] = (clock(), steady())
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        self._last = (self._clock(), self._steady())
        self._thread.start()

    def stop(self) -> None:
        self._ended = True

    def _run(self) -> None:
        while not self._ended:
            try:
                pause(TICK_SECONDS)
                self.tick()
            except Exception:
                log.exception("the ticker met an error of ours")

    def tick(self) -> None:
        """One tick."""
        now, steady = self._clock(), self._steady()
        by_wall, by_steady = (now - self._last[0]).total_seconds(), steady - self._last[1]
        self._last = (now, steady)
        turned = by_wall - by_steady
        if abs(turned) > _JUMP_SECONDS:
            self._jumped(turned)
        elif not -_JUMP_SECONDS < by_steady < _STOOD_SECONDS:
            self._jumped(by_steady)
        self._look()


def die(why: str, code: int) -> None:
    """End the process at once, with every thread's place in the log: its work stands still, nothing can be saved."""
    import faulthandler
    import os
    import sys

    log.critical("%s: the process ends with code %s", why, code)
    faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
    logging.shutdown()
    os._exit(code)
