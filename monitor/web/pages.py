"""`/healthz`, `/readyz`, `/metrics` as plain text; `/events/ID`: the whole change that a shortened message leads to."""

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.core.errors import MonitorError, UnknownName
from monitor.core.settings import Web
from monitor.core.states import DeliveryState
from monitor.engines.local import Service
from monitor.render.lost import lost_lines
from monitor.web.guard import guards

_OUTCOMES = ("running", "unchanged", "ok", "blocked", "failed", "skipped")


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
            text = "\n".join(_metrics(current.service)) + "\n"
        except MonitorError as error:
            return PlainTextResponse(f"{error}\n", 503)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")

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


def _metrics(service: Service) -> Iterator[str]:
    """Prometheus' text format."""
    reads, states = service.app.reads, service.app.source_states()
    yield "# HELP monitor_healthy Whether polls finish on time (1) or not (0).\n# TYPE monitor_healthy gauge"
    yield f"monitor_healthy {int(not service.unhealthy())}"
    yield "# HELP monitor_rows Rows in the store.\n# TYPE monitor_rows gauge"
    yield from (f'monitor_rows{{table="{name}"}} {count}' for name, count in reads.counts().items())
    yield "# HELP monitor_deliveries Deliveries by state.\n# TYPE monitor_deliveries gauge"
    counts = reads.delivery_counts()
    yield from (f'monitor_deliveries{{state="{s}"}} {counts.get(s, 0)}' for s in DeliveryState)
    yield "# HELP monitor_source_outcome The last poll's outcome (1 for the one it had)."
    yield "# TYPE monitor_source_outcome gauge"
    for state in states:
        for outcome in _OUTCOMES:
            labels = f'source="{state["source"]}",outcome="{outcome}"'
            yield f"monitor_source_outcome{{{labels}}} {int(state['outcome'] == outcome)}"
    for name, key, words in (
        ("monitor_source_failures", "failures", "Polls that failed in a row."),
        ("monitor_source_requests_day", "requests", "Requests in the last 24 hours, robots.txt not counted."),
        ("monitor_source_not_modified_day", "not_modified", "Answers 304 in the last 24 hours."),
        ("monitor_source_items", "items", "Items that were read."),
    ):
        yield f"# HELP {name} {words}\n# TYPE {name} gauge"
        yield from (f'{name}{{source="{s["source"]}"}} {s[key]}' for s in states)
    yield "# HELP monitor_source_unreadable Pages that cannot be read.\n# TYPE monitor_source_unreadable gauge"
    yield from (f'monitor_source_unreadable{{source="{s["source"]}"}} {len(s["unreadable"])}' for s in states)
