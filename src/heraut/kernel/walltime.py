"""From the clock on somebody's wall to the one moment it means."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from heraut.kernel.errors import Refusal


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which clocks in ``zone`` show ``wall`` (naive).

    Where clocks are put back, an hour comes twice: the first is meant. Where they are put forward,
    an hour does not exist: ``Refusal("time.skipped")``.
    """
    if wall.tzinfo is not None:
        raise ValueError("wall time is naive")
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise Refusal("time.skipped", time=wall.strftime("%H:%M"), zone=zone.key)
    return moment
