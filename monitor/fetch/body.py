"""A body read within bounds, raw and inflated. httpx inflates whole chunks: a bomb would be in memory first."""

import zlib
from collections.abc import Iterable

_STEP = 65_536


class TooLarge(Exception):
    """The body is larger than allowed, raw or inflated."""


class Cut(Exception):
    """The body ended before its end."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, int]:
    """The decoded body and the number of raw bytes. `encoding`: '', 'identity' or 'gzip'."""
    if encoding in ("", "identity"):
        return _plain(chunks, most)
    if encoding in ("gzip", "x-gzip"):
        return _gzip(chunks, most)
    raise Cut(f"the answer is encoded as {encoding!r}, which was not asked for")


def _plain(chunks: Iterable[bytes], most: int) -> tuple[bytes, int]:
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
    return bytes(found), len(found)


def _gzip(chunks: Iterable[bytes], most: int) -> tuple[bytes, int]:
    found, raw = bytearray(), 0
    inflate = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        raw += len(chunk)
        if raw > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
        rest = chunk
        while rest and not inflate.eof:
            try:
                found += inflate.decompress(rest, _STEP)
            except zlib.error as error:
                raise Cut(f"the compressed answer is damaged: {error}") from error
            if len(found) > most:
                raise TooLarge(f"the answer unpacks to more than {most} bytes")
            rest = inflate.unconsumed_tail
    if not inflate.eof:
        raise Cut("the compressed answer ends before its end")
    return bytes(found), raw
