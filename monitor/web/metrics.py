"""`/metrics` for Prometheus: what the store knows, as gauges, each scrape anew, and what the service counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from monitor import __version__
from monitor.core.states import DeliveryState
from monitor.engines.local import Service

_OUTCOMES = ("running", "unchanged", "ok", "blocked", "failed", "skipped")
State = Mapping[str, Any]
_OF_SOURCE: Sequence[tuple[str, str, Callable[[State], float]]] = (
    ("monitor_source_failures", "Polls that failed in a row.", lambda s: s["failures"]),
    ("monitor_source_requests_day", "Requests in the last 24 hours, robots.txt not counted.", lambda s: s["requests"]),
    ("monitor_source_not_modified_day", "Answers 304 in the last 24 hours.", lambda s: s["not_modified"]),
    ("monitor_source_items", "Items that were read.", lambda s: s["items"]),
    ("monitor_source_unreadable", "Pages that cannot be read.", lambda s: len(s["unreadable"])),
    ("monitor_source_overdue", "Whether a poll has been due for long and is not begun (1).", lambda s: s["overdue"]),
)
_MOMENTS = (
    ("monitor_source_last_poll_seconds", "When the last poll began (Unix time).", "last_run_at"),
    ("monitor_source_heard_seconds", "When a list last brought something new (Unix time).", "heard_at"),
    ("monitor_source_next_poll_seconds", "When the next poll is due (Unix time).", "next_run_at"),
)


def text(service: Service) -> bytes:
    """All figures in Prometheus' text format. Raises `MonitorError` where the store cannot be read."""
    registry = CollectorRegistry(auto_describe=False)
    found = list(_figures(service))
    registry.register(_Collected(found))
    return generate_latest(registry) + generate_latest(service.meters.registry)


class _Collected:
    """Figures that were read already: a store that is gone must be said before the answer begins."""

    def __init__(self, figures: Iterable[Metric]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        return self._figures


def _figures(service: Service) -> Iterator[Metric]:
    app = service.app
    yield InfoMetricFamily("monitor_build", "What runs.", value={"version": __version__})
    yield GaugeMetricFamily("monitor_healthy", "Whether polls finish on time (1) or not (0).", not service.unhealthy())
    yield _labelled("monitor_rows", "Rows in the store.", "table", app.reads.counts())
    yield from _of_deliveries(app.reads.deliveries_by_channel(), app.clock())
    yield from _of_sources(app.source_states())


def _of_deliveries(rows: Sequence[tuple[str, str, int, datetime]], now: datetime) -> Iterator[Metric]:
    """By channel and state, and how long the oldest of each channel has waited."""
    counts = GaugeMetricFamily("monitor_deliveries", "Deliveries by channel and state.", labels=("channel", "state"))
    waiting = GaugeMetricFamily(
        "monitor_delivery_oldest_seconds", "Age of the oldest pending one.", labels=("channel",)
    )
    for channel, state, count, oldest in rows:
        counts.add_metric((channel, state), count)
        if state == DeliveryState.PENDING:
            waiting.add_metric((channel,), max(0.0, (now - oldest).total_seconds()))
    yield from (counts, waiting)


def _of_sources(states: Sequence[State]) -> Iterator[Metric]:
    for name, words, value in _OF_SOURCE:
        yield _labelled(name, words, "source", {s["source"]: value(s) for s in states})
    for name, words, key in _MOMENTS:
        yield _labelled(name, words, "source", {s["source"]: s[key].timestamp() for s in states if s[key]})
    outcome = GaugeMetricFamily(
        "monitor_source_outcome", "The last poll's outcome (1 for the one it had).", labels=("source", "outcome")
    )
    for state in states:
        for name in _OUTCOMES:
            outcome.add_metric((state["source"], name), state["outcome"] == name)
    yield outcome


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    """A gauge with a value for each of some names."""
    gauge = GaugeMetricFamily(name, words, labels=(label,))
    for key, value in values.items():
        gauge.add_metric((key,), value)
    return gauge
