"""What is worth watching of all that leaves the house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q

from heraut.foundation.measuring import Gauge, one
from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState
from heraut.outbound.models import Hold, Parcel, ParcelState, Queue
from heraut.outbound.queries import is_held

_PERSON = (ParcelState.UNKNOWN, ParcelState.BY_HAND)
_OPEN = (ParcelState.WAITING, ParcelState.CALLING, ParcelState.RETRY, ParcelState.UNCLEAR)
RECENT = timedelta(minutes=15)
#: The newest attempts, by number: the ledger grows for years, this stays as quick as on day one.
_ATTEMPTS = """
SELECT c.platform, coalesce(nullif(a.outcome, ''), 'open'), count(*),
       coalesce(avg(extract(epoch FROM a.ended_at - a.started_at)), 0)
FROM (SELECT * FROM outbound_attempt ORDER BY number DESC LIMIT 20000) a
JOIN outbound_parcel p ON p.id = a.parcel_id JOIN network_channel c ON c.id = p.channel_id
WHERE a.started_at > %s GROUP BY 1, 2
"""


def gauges() -> Iterable[Gauge]:
    """Lines, holds, calls and channels."""
    now = clock.now()
    yield from _lines(now)
    yield from _calls(now)
    yield from _channels(now)


def _lines(now: datetime) -> Iterable[Gauge]:
    # access: figures for the operator, of nobody in particular
    parcels = Parcel.objects.all()
    counted = parcels.filter(state__in=[*_OPEN, *_PERSON]).values_list("state")
    states = {(state,): float(n) for state, n in counted.annotate(Count("pk")).order_by()}
    found = {(str(state),): states.get((state,), 0.0) for state in [*_OPEN, *_PERSON]}
    yield Gauge(
        "heraut_parcels",
        "Parcels that are not settled, by state; unknown and by_hand wait for a person.",
        ("state",),
        found,
    )
    stopped = parcels.filter(state__in=["waiting", "retry", "by_hand"]).filter(is_held())
    yield one("heraut_parcels_held", "Parcels that a hold stops.", stopped.count())
    due = parcels.filter(state__in=_OPEN, next_at__lte=now).filter(
        ~is_held() | Q(state__in=["calling", "unclear"])
    )
    ready = due.exclude(channel__queue__blocked_until__gt=now).aggregate(
        n=Count("pk"), at=Min("next_at")
    )
    yield one("heraut_parcels_due", "Parcels that could be carried out now.", ready["n"])
    yield one(
        "heraut_parcels_due_seconds",
        "How long the oldest of them has been due.",
        (now - ready["at"]).total_seconds() if ready["at"] else 0.0,
    )
    # access: how many there are, of nobody in particular
    holds = Hold.objects.filter(ended_at=None).count()
    yield one("heraut_holds", "Holds in force.", holds)


def _calls(now: datetime) -> Iterable[Gauge]:
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, [now - RECENT])
        rows = cursor.fetchall()
    yield Gauge(
        "heraut_attempts_recent",
        "Calls to platforms in the last 15 minutes, by platform and outcome.",
        ("platform", "outcome"),
        {(platform, outcome): float(count) for platform, outcome, count, _ in rows},
    )
    yield Gauge(
        "heraut_attempt_seconds_recent",
        "Mean duration of those calls.",
        ("platform", "outcome"),
        {(platform, outcome): float(mean) for platform, outcome, _, mean in rows},
    )


def _channels(now: datetime) -> Iterable[Gauge]:
    # access: figures for the operator, of nobody in particular
    active = Channel.objects.filter(state=ChannelState.ACTIVE).values_list("platform", "health")
    yield Gauge(
        "heraut_channels",
        "Active channels, by platform and health.",
        ("platform", "health"),
        {(where, how): float(n) for where, how, n in active.annotate(Count("pk")).order_by()},
    )
    blocked = Queue.objects.filter(blocked_until__gt=now).exclude(blocked_code="").count()
    yield one("heraut_channels_blocked", "Channels whose line waits for the platform.", blocked)
