"""gzip as it is: any number of members, one behind the other, then nothing or padding (RFC 1952, 2.2)."""

import zlib
from collections.abc import Iterator

_STEP = 65_536
_MAGIC = b"\x1f\x8b"


class Members:
    """Unpacks gzip chunk by chunk, in small pieces, so that a bomb is seen before it is in memory."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)
        self._begin = b""
        self._any = False

    @property
    def whole(self) -> bool:
        """Whether what came so far ends where a member ends."""
        return self._any and self._inflate.eof

    def unpacked(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk adds. Raises `zlib.error` where it is no gzip."""
        rest = chunk
        while rest:
            if self._inflate.eof and not (rest := self._next(rest)):
                return
            yield self._inflate.decompress(rest, _STEP)
            self._any = True
            rest = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _next(self, rest: bytes) -> bytes:
        """Begin the member that follows. Empty where none does: zeros, and whatever else is no member, are padding."""
        rest, self._begin = self._begin + rest, b""
        if not rest.startswith(_MAGIC):
            self._begin = rest if rest == _MAGIC[:1] else b""
            return b""
        self._inflate = zlib.decompressobj(wbits=31)
        return rest
