"""`/healthz`, `/readyz`, `/metrics` as plain text; `/events/ID`: the whole change that a shortened message leads to."""

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.core.errors import MonitorError, UnknownName
from monitor.core.settings import Web
from monitor.engines.local import Service
from monitor.render.lost import lost_lines
from monitor.web.guard import guards
from monitor.web.metrics import text


class Current:
    """The service that runs now; another one after a reload."""

    def __init__(self, service: Service) -> None:
        self.service = service


def application(current: Current, web: Web) -> Starlette:
    """The pages of the running service, for whoever asks by a host that is ours.

    Handlers are plain functions: Starlette runs them in its threads.
    """

    def healthz(_: Request) -> Response:
        try:
            reason = current.service.unhealthy()
        except MonitorError as error:
            reason = str(error)
        return PlainTextResponse("\n".join([reason or "ok", *_lost(current.service)]) + "\n", 503 if reason else 200)

    def readyz(_: Request) -> Response:
        try:
            current.service.app.reads.mark("heartbeat")
        except MonitorError as error:
            return PlainTextResponse(f"{error}\n", 503)
        stopping = current.service.stopping.is_set()
        return PlainTextResponse("stopping\n" if stopping else "ready\n", 503 if stopping else 200)

    def metrics(_: Request) -> Response:
        try:
            figures = text(current.service)
        except MonitorError as error:
            return PlainTextResponse(f"{error}\n", 503)
        return Response(figures, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    def event(request: Request) -> Response:
        try:
            page = current.service.app.change_page(request.path_params["event"])
        except UnknownName as error:
            return PlainTextResponse(f"{error}\n", 404)
        except MonitorError as error:
            return PlainTextResponse(f"{error}\n", 503)
        return HTMLResponse(page)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            Route("/events/{event}", event),
        ],
        middleware=guards(web),
    )


def _lost(service: Service) -> list[str]:
    """What did not arrive and nobody has seen: it makes nobody red, and is not passed over in silence."""
    try:
        return list(lost_lines(service.app.lost.unseen()))
    except MonitorError:
        return []
