"""What a service did since it began, counted for Prometheus. A reload goes on counting; a restart begins at nothing."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram

from monitor.core.model import Event, PollRun

# Seconds of a poll: from one that found nothing to one that its limits ended.
_POLLS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600)


class Meters:
    """Counters in a registry of their own, so that a test or a second service has its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._polls = self._counter("monitor_polls", "Polls that ended.", "source", "outcome")
        self._requests = self._counter("monitor_requests", "Requests, robots.txt not counted.", "source")
        self._unmodified = self._counter("monitor_not_modified", "Answers 304.", "source")
        self._bytes = self._counter("monitor_received_bytes", "Bytes of answers.", "source")
        self._events = self._counter("monitor_events", "Events, baseline left out.", "source", "kind")
        self._seconds = Histogram(
            "monitor_poll_seconds", "How long a poll takes.", ("source",), buckets=_POLLS, registry=self.registry
        )

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self.registry)

    def polled(self, run: PollRun) -> None:
        """A poll is over, whatever came of it."""
        self._polls.labels(run.source, run.outcome).inc()
        self._requests.labels(run.source).inc(run.requests)
        self._unmodified.labels(run.source).inc(run.not_modified)
        self._bytes.labels(run.source).inc(run.bytes)
        self._seconds.labels(run.source).observe(max(0.0, (run.finished_at - run.started_at).total_seconds()))

    def happened(self, events: Iterable[Event]) -> None:
        """These events were recorded."""
        for event in events:
            if not event.baseline:
                self._events.labels(event.source, event.kind).inc()
