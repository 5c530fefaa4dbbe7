"""Write down a day that matters."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.actions._days import DayValues, checked
from heraut.network.models import Day
from heraut.people.models import Unit, User

__all__ = ["DayValues", "add_day"]


@transaction.atomic
def add_day(values: DayValues, *, unit: Unit, by: User) -> Day:
    """Kept by ``unit``; see ``_days.checked`` for what is refused."""
    day = Day.objects.create(
        unit=unit, changed_at=clock.now(), changed_by=by, **checked(values, unit, by)
    )
    audit.record(
        "day.add",
        actor=by,
        subject=day,
        unit_id=unit.pk,
        detail={"kind": day.kind, "first": day.first, "last": day.last, "country": day.country},
    )
    return day
