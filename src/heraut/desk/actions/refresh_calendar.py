"""Have a calendar from outside fetched now."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.desk import jobs
from heraut.desk.models import OutsideCalendar
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def refresh_calendar(calendar_id: UUID, *, by: User) -> OutsideCalendar:
    """One that has no address, being a file, stays as it is."""
    calendar = (
        OutsideCalendar.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=calendar_id)
    )
    access.require(by, Right.DAY_EDIT, calendar.unit)
    if not calendar.address:
        return calendar
    calendar.next_at = clock.now()
    calendar.save(update_fields=["next_at"])
    audit.record("calendar.refresh", actor=by, subject=calendar, unit_id=calendar.unit_id)
    jobs.wake(calendar.pk)
    return calendar
