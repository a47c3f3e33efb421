"""What the server counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from .pool import Pool
from .record import Record

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class Metrics:
    """Counters of requests, and gauges of the pool."""

    def __init__(self, pool: Pool) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "kb_requests", "Requests, by status and outcome.", ["status", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "kb_request_seconds", "How long requests took.", buckets=_BOUNDS, registry=self._registry
        )
        self._bytes = Counter("kb_response_bytes", "Bytes of responses.", registry=self._registry)
        self._rows = Counter("kb_result_rows", "Rows of answers.", registry=self._registry)
        self._registry.register(_Gauges(pool))
        self._counters: dict[tuple[int, str], Counter] = {}

    def observe(self, record: Record) -> None:
        """Count a request that has ended."""
        kind = (record.status, record.outcome)
        if kind not in self._counters:
            self._counters[kind] = self._requests.labels(str(record.status), record.outcome or "-")
        self._counters[kind].inc()
        self._seconds.observe(record.seconds)
        self._bytes.inc(record.bytes)
        if record.rows > 0:
            self._rows.inc(record.rows)

    def text(self) -> bytes:
        """Return all of it in Prometheus's text format."""
        return generate_latest(self._registry)


class _Gauges:
    """How things are at the moment; see ``prometheus_client.registry.Collector``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        dispatcher = self._pool.dispatcher
        stock = dispatcher.stock
        yield GaugeMetricFamily("kb_queries_running", "Queries that run.", value=dispatcher.running)
        yield GaugeMetricFamily("kb_queries_waiting", "Queries that wait.", value=len(dispatcher.waiting))
        yield GaugeMetricFamily("kb_processes", "Query processes.", value=len(stock))
        yield GaugeMetricFamily("kb_processes_idle", "Query processes that wait.", value=stock.idle)
        yield GaugeMetricFamily("kb_store_in_memory", "Whether queries run in memory.", value=stock.engine == "memory")
