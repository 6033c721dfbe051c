"""A process that polls and is killed: at its n-th system call that writes, or after some time.

`python -m trials.killing CONFIG` loads the program once and then makes a victim of itself for each line on its standard input:
`{"at": "2026-…", "call": 17}` or `{"at": "2026-…", "after": 0.2}` or neither (it comes to its end). It answers each with the
number of writing calls seen (0 where they were not counted) and whether it killed. Writing calls are counted over all threads,
as the kernel sees them (ptrace), at their entry: the n-th is not made any more.
"""

import ctypes
import json
import os
import platform
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.config.load import load
from monitor.core.settings import Settings
from monitor.topics.ready import make_ready

TRACEABLE = sys.platform == "linux" and platform.machine() == "x86_64"
# write, pwrite64, writev, sendto, sendmsg, fsync, fdatasync, truncate, ftruncate, rename, mkdir, creat, unlink, unlinkat,
# renameat, fallocate, pwritev, sendmmsg, renameat2, pwritev2 (x86-64).
_WRITES = frozenset({1, 18, 20, 44, 46, 74, 75, 76, 77, 82, 83, 85, 87, 263, 264, 285, 296, 307, 316, 328})
_TRACEME, _PEEKUSER, _SYSCALL, _SETOPTIONS = 0, 3, 24, 0x4200
_OPTIONS = 0x1 | 0x8 | 0x100000  # mark system calls, follow threads, end with the tracer
_CALL_NUMBER = 15 * 8
_WALL = 0x40000000


def victim(settings: Settings, at: datetime) -> None:
    """One poll of Belga, everything looked at, with what it makes delivered, at this time of the day."""
    from monitor.app import App
    from monitor.pipeline.polling.report import PollOptions

    ahead = at - datetime.now(UTC)
    app = App(settings, clock=lambda: datetime.now(UTC) + ahead)
    app.prepare()
    app.poll(["belga"], PollOptions(revisit=True, wait=0), send=True, progress=lambda *_: None)
    os._exit(0)


def load_all(config: Path) -> Settings:
    """Have every module and the topics at hand, so that each victim begins at once."""
    import apprise
    import psycopg  # noqa: F401
    import sqlalchemy.dialects.postgresql
    import sqlalchemy.dialects.sqlite  # noqa: F401

    import monitor.edits.compare
    import monitor.fetch.http
    import monitor.sources.kinds
    import monitor.sources.reader  # noqa: F401
    from monitor.channels import plugins
    from monitor.channels.sender import Apprise  # noqa: F401

    plugins.register({"mailto"})
    for url in ("mailto://a@b.example?to=c@d.example", "slackhook://h/p", "event://h/p"):
        apprise.Apprise.instantiate(url)
    settings = load(config, {})
    make_ready(settings.topics, "en")
    return settings


class Tracer:
    """Follows a process and all its threads from one system call to the next."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.ptrace.restype = ctypes.c_long
        self._libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

    def follow_me(self) -> None:
        """Called in the victim, before it begins."""
        self._libc.ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)

    def run(self, pid: int, call: int) -> tuple[int, bool]:
        """Let it run and kill it at the entry of its `call`-th writing call. The calls seen, and whether it was killed."""
        os.waitpid(pid, _WALL)
        self._libc.ptrace(_SETOPTIONS, pid, None, _OPTIONS)
        self._go(pid, 0)
        within: set[int] = set()
        count = 0
        while True:
            thread, status = os.waitpid(-1, _WALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if thread == pid:
                    return count, False
                continue
            stopped = os.WSTOPSIG(status)
            if stopped != signal.SIGTRAP | 0x80:
                self._go(thread, 0 if stopped in (signal.SIGTRAP, signal.SIGSTOP) else stopped)
                continue
            if thread in within:
                within.discard(thread)
            else:
                within.add(thread)
                count += self._libc.ptrace(_PEEKUSER, thread, _CALL_NUMBER, None) in _WRITES
                if count == call:
                    os.kill(pid, signal.SIGKILL)
                    _reap(pid)
                    return count, True
            self._go(thread, 0)

    def _go(self, thread: int, with_signal: int) -> None:
        self._libc.ptrace(_SYSCALL, thread, None, with_signal)


def _reap(pid: int) -> None:
    while True:
        try:
            thread, status = os.waitpid(-1, _WALL)
        except ChildProcessError:
            return
        if thread == pid and (os.WIFEXITED(status) or os.WIFSIGNALED(status)):
            return


def kill_after(pid: int, seconds: float) -> bool:
    """Kill a process after some time; False where it ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False
        time.sleep(min(0.002, max(end - time.monotonic(), 0)))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def one(settings: Settings, order: dict[str, Any]) -> tuple[int, bool]:
    """Make a victim, do with it as ordered, and say what became of it."""
    tracer, traced = Tracer(), "call" in order
    pid = os.fork()
    if not pid:
        try:
            if traced:
                tracer.follow_me()
            victim(settings, datetime.fromisoformat(order["at"]))
        except BaseException as error:  # noqa: BLE001 - the parent must hear of it, whatever it was
            print(f"the victim ended with {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    if traced:
        return tracer.run(pid, int(order["call"]))
    if "after" in order:
        return 0, kill_after(pid, float(order["after"]))
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("a poll that nobody killed failed")
    return 0, False


def main() -> None:
    settings = load_all(Path(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        calls, killed = one(settings, json.loads(line))
        print(json.dumps({"calls": calls, "killed": killed}), flush=True)


if __name__ == "__main__":
    main()
