"""Dispatches on given days, for tests of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Dispatch
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from tests import builders


def noon(days: int) -> datetime:
    """Noon in UTC, so many days from now."""
    day = clock.now() + timedelta(days=days)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)


def planned(
    by: Any, unit: Any, at: datetime | None, *, clearer: Any = None, **fields: Any
) -> Dispatch:
    """A dispatch to a channel of its own, waiting for clearance or cleared."""
    channels = fields.pop("channels", None) or [builders.channel(unit, "web_feed")]
    draft = builders.adaptation(by, unit, channels, **fields)
    made = submit(draft.pk, by=by, revision=1, at=at, time_zone="Africa/Nairobi")
    if clearer is not None:
        clear(made.clearance_id, by=clearer, seen=made.clearance.digest)
        made.refresh_from_db()
    return made


def many(by: Any, unit: Any, count: int, *, first: datetime, minutes: int = 1) -> list[Dispatch]:
    """``count`` dispatches that wait for clearance, a few minutes apart; one adaptation behind."""
    draft = builders.adaptation(by, unit, [builders.channel(unit, "web_feed")])
    one = submit(draft.pk, by=by, revision=1, at=first, time_zone="Africa/Nairobi")
    delivery = one.deliveries.get()
    rows = [
        Dispatch(
            unit=unit,
            adaptation=draft,
            title=f"Text {number}",
            at=first + timedelta(minutes=minutes * number),
            time_zone="Africa/Nairobi",
            author=by,
            changed_at=clock.now(),
        )
        for number in range(1, count)
    ]
    made = Dispatch.objects.bulk_create(rows)
    type(delivery).objects.bulk_create(
        type(delivery)(dispatch=each, channel=delivery.channel, content=delivery.content)
        for each in made
    )
    return [one, *made]


def utc(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
