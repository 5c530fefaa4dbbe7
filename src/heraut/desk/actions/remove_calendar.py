"""Remove a calendar from outside, and its entries with it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.desk.models import OutsideCalendar
from heraut.foundation import audit
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def remove_calendar(calendar_id: UUID, *, by: User) -> None:
    calendar = (
        OutsideCalendar.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=calendar_id)
    )
    access.require(by, Right.DAY_EDIT, calendar.unit)
    audit.record(
        "calendar.remove",
        actor=by,
        subject=calendar,
        unit_id=calendar.unit_id,
        detail={"name": calendar.name, "host": calendar.host},
    )
    calendar.delete()
