"""Memory that is given back to the system. glibc keeps what its threads once needed, each in an arena of its own."""

import ctypes
import gc
import sys

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_ARENAS, _LARGE = 2, 131_072
_COLLECT = 5_000


def be_thrifty() -> None:
    """Ask glibc for two arenas, and to give large pieces back at once; another C library is left as it is.

    Called before the first thread. A fixed threshold also keeps glibc from raising it with each large piece that is
    freed, after which the next ones would stay in the heap.
    """
    # A short command runs without the collector; in a service what refers to itself would pile up.
    gc.set_threshold(_COLLECT, 10, 10)
    mallopt = getattr(_glibc(), "mallopt", None)
    if mallopt is not None:
        for parameter, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            mallopt(parameter, value)


def keep_what_is_there() -> None:
    """What was loaded stays for good: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Collect what nobody refers to, and give free memory back to the system."""
    gc.collect()
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
