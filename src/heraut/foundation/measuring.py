"""What is worth watching in the rows, counted by the app that owns them.

Each app registers one function; ``/metrics`` asks them all, with a few cheap queries each. Nothing
here names a person or quotes a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from heraut.foundation.models import AuditEntry, Backup
from heraut.foundation.slots import Slot

#: A worker that was not seen for so long is gone; it gives a sign every ten seconds.
WORKER_GONE = 60.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """``values``: the labels' values -> the figure now; seconds for times and ages."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    values: Mapping[Any, float] = field(default_factory=dict)


def one(name: str, help: str, value: float) -> Gauge:
    """A gauge without labels."""
    return Gauge(name, help, (), {(): value})


GAUGES: Slot[Callable[[], Iterable[Gauge]]] = Slot("foundation.gauges")


def worker_silence() -> float | None:
    """Seconds since any worker gave a sign; None if none ever did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        )
        found = cursor.fetchone()[0]
    return None if found is None else float(found)


def gauges() -> Iterable[Gauge]:
    """Workers, jobs, the audit trail's chain, backups."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers "
            "WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_GONE],
        )
        yield one("heraut_workers", "Workers that gave a sign lately.", cursor.fetchone()[0])
        cursor.execute(
            "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs "
            "WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2"
        )
        jobs = {(queue, status): float(count) for queue, status, count in cursor.fetchall()}
    yield Gauge("heraut_jobs", "Jobs by queue and status.", ("queue", "status"), jobs)
    loose = AuditEntry.objects.filter(seal=None)
    oldest = loose.order_by("pk").values_list("created_at", flat=True).first()
    waiting = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield one(
        "heraut_audit_unsealed_seconds",
        "Age of the oldest act without a link in the chain.",
        waiting,
    )
    backup = Backup.objects.filter(restored_at=None).first()
    yield one(
        "heraut_backup_timestamp_seconds",
        "Moment of the newest backup; 0 if there is none.",
        backup.made_at.timestamp() if backup else 0.0,
    )


GAUGES.register("foundation", gauges)
