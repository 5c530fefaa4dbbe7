"""Take in a calendar from a file."""

from __future__ import annotations

from django.db import transaction

from heraut.desk.actions.add_calendar import add_calendar
from heraut.desk.actions.store_calendar import store_calendar
from heraut.desk.calendar import reading
from heraut.desk.models import OutsideCalendar
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def upload_calendar(name: str, unit: Unit, data: bytes, *, by: User) -> OutsideCalendar:
    """A file of the same name in the same unit replaces what the earlier one held.

    Read before anything is locked: that takes seconds. Raises ``Refusal("calendar.too_large")`` or
    ``Refusal("calendar.unreadable")``, and what ``add_calendar`` raises.
    """
    access.require(by, Right.DAY_EDIT, unit)
    if len(data) > reading.MAX_BYTES:
        raise Refusal("calendar.too_large")
    try:
        read = reading.read(data, clock.now())
    except reading.Unreadable:
        raise Refusal("calendar.unreadable") from None
    with transaction.atomic():
        known = OutsideCalendar.objects.filter(unit=unit, name=name.strip(), host="").first()
        calendar = known or add_calendar(name, unit, by=by)
        store_calendar(calendar.pk, read, by=by)
        audit.record(
            "calendar.upload",
            actor=by,
            subject=calendar,
            unit_id=unit.pk,
            detail={"name": calendar.name, "bytes": len(data)},
        )
    return calendar
