"""Whether a channel keeps the cadence that its plans ask for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q

from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState, PlanTarget, Presence
from heraut.network.slots import ACTIVITY

#: A plan's pause is this many times the mean one before it counts as silence.
_PATIENCE = 2
_LEAST = timedelta(days=7)


def silence(channel: Channel) -> dict[str, Any] | None:
    """``days`` without a text although the plan asks for ``per_week``; None while it is kept, says
    nothing, or nobody counts. Two queries."""
    if channel.state != ChannelState.ACTIVE or not ACTIVITY.items():
        return None
    per_week = _cadence(channel)
    if not per_week:
        return None
    days = float(_PATIENCE * 7 / per_week)
    allowed = max(_LEAST, timedelta(days=days))
    now = clock.now()
    if channel.created_at > now - allowed or not channel.is_connected:
        return None
    counted = sum(each([channel.pk], now - allowed, now).get(channel.pk, 0) for each in ACTIVITY)
    return None if counted else {"days": allowed.days, "per_week": f"{per_week.normalize():f}"}


def _cadence(channel: Channel) -> Decimal:
    """The most that any plan asks of it: its own line, or its holder's for the platform."""
    mine = Q(channel=channel) | Q(
        channel=None, platform=channel.platform, plan__unit=channel.holder_id
    )
    # access: Heraut's own work, shown to nobody
    found = PlanTarget.objects.filter(mine, presence__in=[Presence.WANTED, Presence.SHARED])
    most: Decimal | None = found.aggregate(most=Max("per_week"))["most"]
    return most or Decimal(0)
