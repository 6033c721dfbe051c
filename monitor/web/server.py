"""uvicorn in a thread of the service's process. Signals stay with the main thread."""

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from monitor.core.errors import MonitorError


class CannotListen(MonitorError):
    """The address of `[web] listen` is taken or not ours."""


class WebServer:
    """Serves until it is stopped."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            application, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
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
    except OSError as error:
        made.close()
        raise CannotListen(
            f"[web] listen: {host}:{port} cannot be used ({error.strerror}); another address goes into monitor.toml"
        ) from error
    return made
