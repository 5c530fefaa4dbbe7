"""Replace what a calendar from outside holds by what was just read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heraut.desk.calendar.reading import Read
from heraut.desk.models import OutsideCalendar, OutsideEvent
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people.models import User


@transaction.atomic
def store_calendar(
    calendar_id: UUID, read: Read, *, by: User | None, busy_until: datetime | None = None
) -> bool:
    """All of it or none. False where the calendar is gone, or where ``busy_until``, the lease under
    which it was fetched, is no longer the one that stands there."""
    calendar = OutsideCalendar.objects.select_for_update().filter(pk=calendar_id).first()
    if calendar is None or (busy_until is not None and calendar.busy_until != busy_until):
        return False
    calendar.events.all().delete()
    OutsideEvent.objects.bulk_create(
        [
            OutsideEvent(
                calendar=calendar,
                title=each["title"],
                place=each["place"],
                starts_at=_moment(each["starts_at"]),
                ends_at=_moment(each["ends_at"]),
                first=_day(each["first"]),
                last=_day(each["last"]),
            )
            for each in read.events
        ],
        batch_size=500,
    )
    now = clock.now()
    calendar.stored_at = calendar.checked_at = now
    calendar.failures, calendar.code, calendar.left_out = 0, "", read.left_out
    calendar.save(update_fields=["stored_at", "checked_at", "failures", "code", "left_out"])
    audit.record(
        "calendar.store",
        actor=by,
        subject=calendar,
        unit_id=calendar.unit_id,
        detail={"events": len(read.events), "left_out": read.left_out},
    )
    return True


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
