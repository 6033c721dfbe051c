"""Who holds a lease: a process of a machine. One that is known to be dead need not be waited for."""

import os
import secrets
import socket
from pathlib import Path

# This process, told from an earlier one that had the same number (in a container it is always 1).
_PROCESS = secrets.token_hex(4)


def here() -> str:
    """This machine, and which processes it sees: two containers may share a name and count processes for themselves."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"


_HOST = here()
_MOST_ABANDONED = 10_000
_abandoned: set[str] = set()


def owner(purpose: str) -> str:
    """The name of this process as the holder of a lease, for one purpose."""
    return f"{_HOST}|{os.getpid()}|{_PROCESS}:{purpose}"


def abandon(holder: str) -> None:
    """What held a lease under this name has ended and could not say so: the store did not take it."""
    _abandoned.add(holder)
    while len(_abandoned) > _MOST_ABANDONED:
        _abandoned.pop()


def is_dead(holder: str) -> bool:
    """Whether a lease's holder is no more: a process of this machine that died, or a poll of ours that could not note
    its end.
    """
    if holder in _abandoned:
        return True
    host, _, rest = holder.rpartition(":")[0].partition("|")
    pid, _, process = rest.partition("|")
    if host != _HOST or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return process != _PROCESS
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
