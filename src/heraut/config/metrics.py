"""/metrics, for Prometheus alone: what the rows say, and what the web processes measured.

The rows are the truth, so it does not matter which process is asked, and workers need no address
of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from heraut.config import measures, readiness
from heraut.foundation.measuring import GAUGES, Gauge, one
from heraut.people.gate import machine_view

#: Milliseconds that one query may take, so that a scrape never piles up behind another.
_LONGEST = 4000


class Rows(Collector):
    """Asks every app for its gauges, in one transaction of one moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with transaction.atomic():
                _limit()
                found = [gauge for ask in GAUGES for gauge in ask()]
        except DatabaseError:
            yield _family(one("heraut_database_up", "Whether the database answers.", 0))
            return
        yield _family(one("heraut_database_up", "Whether the database answers.", 1))
        yield from map(_family, found)
        problems = {(each.code,): 1.0 for each in readiness.look()}
        said = "What keeps Heraut from serving, or will soon; see ./heraut doctor."
        yield _family(Gauge("heraut_problem", said, ("code",), problems))


def _limit() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [_LONGEST])


def _family(gauge: Gauge) -> GaugeMetricFamily:
    family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
    for labels, value in gauge.values.items():
        family.add_metric(labels, value)
    return family


@machine_view("metrics_token")
def metrics(request: HttpRequest) -> HttpResponse:
    """The text format of Prometheus, version 0.0.4."""
    rows = CollectorRegistry()
    rows.register(Rows())
    body = generate_latest(rows) + generate_latest(measures.registry())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
