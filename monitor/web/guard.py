"""What every answer has, and who is answered: known hosts alone, so that no foreign page can read ours by its own name.

A page of elsewhere whose name is made to lead here sends its own name as the host: that is refused.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.core.settings import Web

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?")
# Nothing is loaded from anywhere, no page frames ours, nothing of it is kept or told to others.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def guards(web: Web) -> Sequence[Middleware]:
    """The outermost first: headers stand on refusals too."""
    names = ("localhost", web.host, urlsplit(web.public_url).hostname or "", *web.hosts)
    return (Middleware(SecurityHeaders), Middleware(KnownHosts, names=frozenset(n.lower() for n in names if n)))


class KnownHosts:
    """Answers who asks by one of these names, or by a number: a name that is made to lead here is always a name."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_known(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("not a host of this service\n", 400)(scope, receive, send)

    def _is_known(self, asked: str) -> bool:
        host = urlsplit(f"//{asked}").hostname if _HOST.fullmatch(asked) else None
        return not asked or (host is not None and (host in self._names or _is_number(host)))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class SecurityHeaders:
    """Puts the headers on every answer that has not its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
