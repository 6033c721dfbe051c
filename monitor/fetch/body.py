"""A body read within bounds, raw and inflated. httpx inflates whole chunks: a bomb would be in memory first."""

import zlib
from collections.abc import Iterable

from monitor.fetch.large import Spool

_STEP = 65_536


class TooLarge(Exception):
    """The body is larger than allowed, raw or inflated."""


class Cut(Exception):
    """The body ended before its end."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int, into: Spool) -> int:
    """Put the decoded body into a spool. The number of raw bytes. `encoding`: '', 'identity' or 'gzip'."""
    if encoding in ("", "identity"):
        return _plain(chunks, most, into)
    if encoding in ("gzip", "x-gzip"):
        return _gzip(chunks, most, into)
    raise Cut(f"the answer is encoded as {encoding!r}, which was not asked for")


def _plain(chunks: Iterable[bytes], most: int, into: Spool) -> int:
    for chunk in chunks:
        into.add(chunk)
        if into.size > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
    return into.size


def _gzip(chunks: Iterable[bytes], most: int, into: Spool) -> int:
    raw = 0
    inflate = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        raw += len(chunk)
        if raw > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
        rest = chunk
        while rest and not inflate.eof:
            try:
                into.add(inflate.decompress(rest, _STEP))
            except zlib.error as error:
                raise Cut(f"the compressed answer is damaged: {error}") from error
            if into.size > most:
                raise TooLarge(f"the answer unpacks to more than {most} bytes")
            rest = inflate.unconsumed_tail
    if not inflate.eof:
        raise Cut("the compressed answer ends before its end")
    return raw
