"""Change a day that matters."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Stale
from heraut.network.actions._days import DayValues, checked
from heraut.network.models import Day
from heraut.people.models import User


@transaction.atomic
def change_day(day_id: UUID, values: DayValues, *, by: User, seen: int) -> Day:
    """``seen``: the revision the person had before them; ``Stale`` if it is another by now."""
    day = Day.objects.select_for_update(of=("self",)).select_related("unit").get(pk=day_id)
    columns = checked(values, day.unit, by)
    if day.revision != seen:
        raise Stale("day.changed", name=str(day.changed_by or ""))
    changed = [name for name, value in columns.items() if getattr(day, name) != value]
    if not changed:
        return day
    for name in changed:
        setattr(day, name, columns[name])
    day.revision, day.changed_at, day.changed_by = day.revision + 1, clock.now(), by
    day.save(update_fields=[*changed, "revision", "changed_at", "changed_by"])
    audit.record(
        "day.change", actor=by, subject=day, unit_id=day.unit_id, detail={"changed": changed}
    )
    return day
