"""Memory that is given back to the system. glibc keeps what its threads once needed, each in an arena of its own."""

import ctypes
import ctypes.util
import sys

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_ARENAS, _LARGE = 2, 131_072


def be_thrifty() -> None:
    """Ask glibc for two arenas, and to give large pieces back at once; another C library is left as it is.

    Called before the first thread. A fixed threshold also keeps glibc from raising it with each large piece that is
    freed, after which the next ones would stay in the heap.
    """
    mallopt = getattr(_glibc(), "mallopt", None)
    if mallopt is not None:
        for parameter, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            mallopt(parameter, value)


def give_back() -> None:
    """Give free memory back to the system."""
    trim = getattr(_glibc(), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL("libc.so.6")
    except OSError:
        return None
