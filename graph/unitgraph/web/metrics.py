"""Metrics for Prometheus. They contain neither names of units nor addresses of clients."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from unitgraph.web.service import Service

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Metrics:
    """The counts of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "address", "status")
        self._requests = Counter(
            "unitgraph_requests", "Requests by the first part of their path.", labels, registry=self._registry
        )
        self._seconds = Counter("unitgraph_request_seconds", "Duration of requests.", labels, registry=self._registry)
        self._processes = self._gauge("unitgraph_query_processes", "Running query processes.")
        self._waiting = self._gauge("unitgraph_queries_waiting", "Queries waiting for a process.")
        self._ended = self._gauge(
            "unitgraph_query_processes_ended", "Query processes ended before their answer was complete."
        )

    def _gauge(self, name: str, holds: str) -> Gauge:
        return Gauge(name, holds, registry=self._registry)

    def note(self, method: str, address: str, status: int, seconds: float) -> None:
        """Count a request."""
        labels = (method if method in _METHODS else "other", address, str(status))
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).inc(seconds)

    async def answer(self, request: Request) -> Response:
        """The counts in the text format of Prometheus."""
        service: Service = request.state.service
        self._processes.set(service.pool.alive)
        self._waiting.set(service.pool.waiting)
        self._ended.set(service.pool.ended)
        text = generate_latest(self._registry)
        return Response(text, 200, {"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})
