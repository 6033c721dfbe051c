"""Answers of a site that means no good, to its list and to an item: each between two good states."""

import gzip
import random
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from trials.hostile.case import Case
from trials.hostile.listening import Script
from trials.hostile.site import HostileSite, answer
from trials.hostile.stage import between_good_states

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>cf-chl-bypass</body></html>"
_NOISE = random.Random(1).randbytes(60_000)


def _send(data: bytes) -> Script:
    return lambda connection: connection.sendall(data)


def _drip(data: bytes, pause: float = 0.3) -> Script:
    def script(connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return script


def _endless(head: bytes, piece: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            connection.sendall(piece)

    return script


def _reset(data: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    return script


def _hang(seconds: float = 6.0) -> Script:
    return lambda _: time.sleep(seconds)


def _redirect(to: str, status: str = "302 Found") -> Script:
    return _send(answer(b"", status=status, Location=to))


def _packed(data: bytes) -> bytes:
    return answer(data, Content_Encoding="gzip")


def _scripts() -> dict[str, Script]:
    """Every attack by its name."""
    bomb = gzip.compress(b"\0" * 60_000_000, 9, mtime=0)
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    found: dict[str, Script] = {f"status {code}": _send(answer(b"<p>no</p>", status=f"{code} X")) for code in (
        "204", "205", "206", "300", "400", "401", "402", "403", "405", "406", "408", "409", "418", "421", "425", "429", "451",
        "500", "501", "502", "503", "504", "508", "511", "520", "599", "999",
    )}  # fmt: skip
    found |= {
        "nothing at all": _send(b""),
        "no HTTP": _send(b"SSH-2.0-OpenSSH_9.2\r\n" * 20),
        "HTTP/0.9": _send(b"<html>hello</html>"),
        "HTTP/9.9": _send(b"HTTP/9.9 200 OK\r\n\r\n"),
        "status line without a number": _send(b"HTTP/1.1 abc OK\r\n\r\n"),
        "status line of 70 kB": _send(b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n"),
        "a header of 1 MB": _send(_HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n"),
        "10,000 headers": _send(_HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n"),
        "headers without an end": _endless(_HEAD, b"X: y\r\n" * 100),
        "a header with NUL": _send(_HEAD + b"X: a\0b\r\n\r\n"),
        "two lengths": _send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"),
        "a negative length": _send(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
        "a length of 10^20": _send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000000000000\r\n\r\nhello"),
        "a length that is too long": _send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello"),
        "chunks without an end": _endless(chunked, b"1000\r\n" + b"z" * 4096 + b"\r\n"),
        "a chunk of a size that is none": _send(chunked + b"zz\r\nhello\r\n"),
        "a chunk of 2^64 bytes": _send(chunked + b"FFFFFFFFFFFFFFFFF\r\nhello\r\n"),
        "chunks that are cut": _send(chunked + b"5\r\nhello\r\n5\r\nhe"),
        "an endless body": _endless(_HEAD + b"\r\n", b"x" * 65_536),
        "25 MB": _send(answer(b"x" * 25_000_000)),
        "a reset after the head": _reset(_HEAD + b"Content-Length: 99\r\n\r\n"),
        "a reset in the middle": _reset(answer(_NOISE)[:30_000]),
        "a body that drips": _drip(_HEAD + b"Content-Length: 9999\r\n\r\n" + b"x" * 90),
        "a head that drips": _drip(_HEAD),
        "silence": _hang(),
        "gzip that is none": _send(_packed(b"no gzip")),
        "gzip that is cut": _send(_packed(gzip.compress(_NOISE)[:2_000])),
        "gzip with a wrong sum": _send(_packed(gzip.compress(b"hello" * 99)[:-8] + b"\0" * 8)),
        "a gzip bomb": _send(_packed(bomb)),
        "gzip in gzip": _send(_packed(gzip.compress(bomb))),
        "brotli that nobody asked for": _send(answer(b"\x8b\x02\x80", Content_Encoding="br")),
        "deflate that nobody asked for": _send(answer(zlib.compress(b"hello"), Content_Encoding="deflate")),
        "an unknown encoding": _send(answer(b"hello", Content_Encoding="x-nonsense")),
        "an ETag of 100 kB": _send(answer(_CHALLENGE, ETag='"' + "e" * 60_000 + '"')),
        "an ETag with controls": _send(_HEAD + b'ETag: "a\x01b"\r\nContent-Length: 1\r\n\r\nx'),
        "a challenge with 200": _send(answer(_CHALLENGE)),
        "a challenge with 403": _send(answer(_CHALLENGE, status="403 Forbidden", cf_mitigated="challenge")),
        "a challenge with 503": _send(answer(_CHALLENGE, status="503 X")),
        "maintenance with 200": _send(answer(b"<html><title>Back soon</title><p>We are being repaired.</p></html>")),
        "an empty page": _send(answer(b"")),
        "zeros": _send(answer(b"\0" * 5_000)),
        "noise": _send(answer(_NOISE)),
        "JSON": _send(answer(b'{"error": "no"}', kind="application/json")),
        "304 that nobody asked for": _send(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "304 with a body": _send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello"),
        "Retry-After of a year": _send(answer(b"", status="503 X", Retry_After="31536000")),
        "Retry-After of 10^30": _send(answer(b"", status="429 X", Retry_After="9" * 30)),
        "Retry-After that is no time": _send(answer(b"", status="503 X", Retry_After="soon; \x7f")),
        "Retry-After in the year 9999": _send(answer(b"", status="503 X", Retry_After="Fri, 31 Dec 9999 23:59:59 GMT")),
        "Retry-After before the epoch": _send(answer(b"", status="503 X", Retry_After="Thu, 01 Jan 1900 00:00:00 GMT")),
        "100 Continue for ever": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        "a redirect to itself": lambda c: c.sendall(answer(b"", status="302 Found", Location="")),
        "a redirect to a file": _redirect("file:///etc/passwd"),
        "a redirect to data": _redirect("data:text/html,hello"),
        "a redirect to another host": _redirect("http://example.invalid/"),
        "a redirect to port 6379": _redirect("http://127.0.0.1:6379/"),
        "a redirect without a place": _send(answer(b"", status="301 Moved")),
    }
    return found


def _attack(place: str, script: Script) -> Callable[[HostileSite], None]:
    def attack(site: HostileSite) -> None:
        path = "/rss.xml" if place == "list" else site.site.path_of("missions")
        site.attacks[path] = script

    return attack


def cases() -> Iterator[Case]:
    required = "said, nothing told in vain, then the edit"
    for name, script in _scripts().items():
        for place in ("list", "item"):
            # A rest that a site asks for is kept, up to a day.
            settle = 90_000.0 if name.startswith("Retry-After") else 7_200.0
            run = partial(between_good_states, _attack(place, script), settle=settle)
            yield Case("fetch", f"{place}: {name}", required, run)
