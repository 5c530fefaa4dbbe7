"""Measurements of requests, shared by the web processes of a machine through small files.

Where ``PROMETHEUS_MULTIPROC_DIR`` is set (``./heraut web`` does), each process writes to files of
its own there and whichever is asked adds them up.
"""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Seconds. 0.3 is what a page may take; an officer on a phone notices a second.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)

_requests = Counter(
    "heraut_requests",
    "Requests answered, by view, method and status.",
    ["view", "method", "status"],
)
_seconds = Histogram(
    "heraut_request_seconds", "Seconds until the answer, by view.", ["view"], buckets=_BUCKETS
)


def note(view: str, method: str, status: int, seconds: float) -> None:
    _requests.labels(view, method, str(status)).inc()
    _seconds.labels(view).observe(seconds)


def registry() -> CollectorRegistry:
    """A registry that holds what all web processes of this machine measured."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
