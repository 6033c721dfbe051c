"""uvicorn in a thread of the service's process. Signals stay with the main thread."""

import asyncio
import socket
import threading

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.core.errors import MonitorError

_HEAD_SECONDS, _BACKLOG = 10.0, 128


class CannotListen(MonitorError):
    """The address of `[web] listen` is taken or not ours."""


class _Impatient(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, save that a request which does not come is not waited for: a head without an end
    would hold its connection for ever.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._due = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waits and self._due.cancelled():
            self._due = self.loop.call_later(_HEAD_SECONDS, self._give_up)
        elif not self._waits:
            self._due.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._due.cancel()
        super().connection_lost(exc)

    @property
    def _waits(self) -> bool:
        """Whether no request is being answered: its head has not come in full."""
        return self.cycle is None or self.cycle.response_complete

    def _give_up(self) -> None:
        if self._waits:
            self.transport.close()


class WebServer:
    """Serves until it is stopped."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            application,
            http=_Impatient,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="web", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(2)
        self._socket.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        # Whoever asks before the server's thread has begun waits for it.
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise CannotListen(
            f"[web] listen: {host}:{port} cannot be used ({error.strerror}); another address goes into monitor.toml"
        ) from error
    return made
