"""Looks, three bytes each: the minutes since 2026 began, and whether the answer was that nothing was modified (304).

They last until 2041.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_BEGIN, _MINUTE, _BYTES = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=1), 3
_MOST = (1 << (8 * _BYTES - 1)) - 1


def packed(at: datetime, *, not_modified: bool) -> bytes:
    """One look."""
    minutes = min(max((at - _BEGIN) // _MINUTE, 0), _MOST)
    return (minutes << 1 | not_modified).to_bytes(_BYTES, "big")


def unpacked(moments: bytes) -> Iterable[tuple[datetime, bool]]:
    """The minute of each look, in order, and whether nothing was modified."""
    for start in range(0, len(moments), _BYTES):
        look = int.from_bytes(moments[start : start + _BYTES], "big")
        yield _BEGIN + (look >> 1) * _MINUTE, bool(look & 1)
