"""A request of httpx on connections that are ours: opened by our own backend, which resolves and guards addresses.

httpx takes no backend for its connections, httpcore does: so the pool is made here, by public ways.
"""

import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

_MOST, _KEPT, _KEPT_SECONDS = 100, 20, 30.0


class Transport(httpx.BaseTransport):
    """Sends requests over connections that `backend` opens, by the proxy at the address `proxy` ('': none).

    What fails on the wire is raised as httpcore's own errors.
    """

    def __init__(self, backend: httpcore.NetworkBackend, context: ssl.SSLContext, proxy: str = "") -> None:
        self._pool = _pool(backend, context, proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    """A body as it comes."""

    def __init__(self, parts: Any) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        parts: Iterable[bytes] = self._parts
        yield from parts

    def close(self) -> None:
        self._parts.close()


def _pool(backend: httpcore.NetworkBackend, context: ssl.SSLContext, proxy: str) -> httpcore.ConnectionPool:
    bounds: dict[str, Any] = {
        "ssl_context": context,
        "network_backend": backend,
        "max_connections": _MOST,
        "max_keepalive_connections": _KEPT,
        "keepalive_expiry": _KEPT_SECONDS,
    }
    if not proxy:
        return httpcore.ConnectionPool(**bounds)
    way = httpx.Proxy(proxy)
    kind: Any = httpcore.SOCKSProxy if way.url.scheme.startswith("socks") else httpcore.HTTPProxy
    pool: httpcore.ConnectionPool = kind(proxy_url=str(way.url), proxy_auth=way.raw_auth, **bounds)
    return pool
