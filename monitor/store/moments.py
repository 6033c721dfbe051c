"""The minutes of looks, three bytes each: the minutes since 2020 began. They last until 2051."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_BEGIN, _MINUTE, _BYTES = datetime(2020, 1, 1, tzinfo=UTC), timedelta(minutes=1), 3
_MOST = (1 << 8 * _BYTES) - 1


def packed(at: datetime) -> bytes:
    """The minute of one look."""
    return min(max((at - _BEGIN) // _MINUTE, 0), _MOST).to_bytes(_BYTES, "big")


def unpacked(moments: bytes) -> Iterable[datetime]:
    """The minutes of looks, in order."""
    for start in range(0, len(moments), _BYTES):
        yield _BEGIN + int.from_bytes(moments[start : start + _BYTES], "big") * _MINUTE
