"""A body read within bounds, raw and inflated. httpx inflates whole chunks: a bomb would be in memory first."""

import re
import zlib
from collections.abc import Iterable

from monitor.fetch.large import Spool
from monitor.reading.members import Members

# The content codings that are registered (iana.org, HTTP parameters).
_CODINGS = frozenset("aes128gcm br compress x-compress dcb dcz deflate exi gzip x-gzip pack200-gzip zstd".split())


class TooLarge(Exception):
    """The body is larger than allowed, raw or inflated."""


class Cut(Exception):
    """The body ended before its end."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int, into: Spool) -> int:
    """Put the decoded body into a spool. The number of raw bytes. `encoding`: the header, of which 'gzip' alone was
    asked for; a word in it that is no content coding (a character set, 'none') says nothing.
    """
    codings = [word for word in re.split(r"[,\s]+", encoding.lower()) if word in _CODINGS]
    if not codings:
        return _plain(chunks, most, into)
    if codings in (["gzip"], ["x-gzip"]):
        return _gzip(chunks, most, into)
    raise Cut(f"the answer is encoded as {encoding!r}, which was not asked for")


def _plain(chunks: Iterable[bytes], most: int, into: Spool) -> int:
    for chunk in chunks:
        into.add(chunk)
        if into.size > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
    return into.size


def _gzip(chunks: Iterable[bytes], most: int, into: Spool) -> int:
    raw, members = 0, Members()
    for chunk in chunks:
        raw += len(chunk)
        if raw > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
        try:
            for piece in members.unpacked(chunk):
                into.add(piece)
                if into.size > most:
                    raise TooLarge(f"the answer unpacks to more than {most} bytes")
        except zlib.error as error:
            raise Cut(f"the compressed answer is damaged: {error}") from error
    if not members.whole:
        raise Cut("the compressed answer ends before its end")
    return raw
