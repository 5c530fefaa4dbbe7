"""Take a day that matters off the calendar."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.network.models import Day
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def remove_day(day_id: UUID, *, by: User) -> None:
    """What it was stays in the audit trail."""
    day = Day.objects.select_for_update(of=("self",)).select_related("unit").get(pk=day_id)
    access.require(by, Right.DAY_EDIT, day.unit)
    audit.record(
        "day.remove",
        actor=by,
        subject=day,
        unit_id=day.unit_id,
        detail={"kind": day.kind, "first": day.first, "names": day.names},
    )
    day.delete()
