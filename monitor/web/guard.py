"""What every answer has, and who is answered: known hosts alone, so that no foreign page can read ours by its own name.

A page of elsewhere whose name is made to lead here sends its own name as the host: that is refused.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.core.settings import Web

_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
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
    hosts = [h for h in (*_LOOPBACK, web.host, urlsplit(web.public_url).hostname or "", *web.hosts) if h]
    return (
        Middleware(SecurityHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(dict.fromkeys(hosts)), www_redirect=False),
    )


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
