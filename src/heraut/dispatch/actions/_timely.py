"""When a text may go out: not in the past, not under embargo, not after it expired."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import Item


def require_timely(item: Item | None, at: datetime | None, zone: str = "UTC") -> None:
    """``item``: what the text was made from, if anything. ``at`` empty: now. ``zone``: the clock in whose time the person is told.

    Raises ``Refusal("dispatch.past")``, ``Refusal("dispatch.embargo")`` or
    ``Refusal("dispatch.expired")``.
    """
    now = clock.now()
    goes_out = at or now
    if at is not None and at < now:
        raise Refusal("dispatch.past")
    if item is None:
        return
    if item.embargo_until and goes_out < item.embargo_until:
        raise Refusal("dispatch.embargo", until=told(item.embargo_until, zone))
    if item.expires_at and goes_out >= item.expires_at:
        raise Refusal("dispatch.expired", since=told(item.expires_at, zone))


def told(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
