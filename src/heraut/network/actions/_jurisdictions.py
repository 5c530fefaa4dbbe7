"""A country passes from one mission to another on a day; both rows carry it, nothing is lost."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from heraut.network.models import ChangeKind, Jurisdiction, Mission, NetworkChange
from heraut.people.models import Unit


def move(change: NetworkChange, country: str, to_unit: Unit | None, day: date) -> None:
    """From ``day`` on, ``to_unit``'s mission serves ``country`` and those that gave it up do not.
    Doing it again changes nothing."""
    giving = _giving(change, country, to_unit)
    for row in giving.filter(Q(valid_until=None) | Q(valid_until__gt=day)):
        if row.valid_from is not None and row.valid_from >= day:
            row.delete()
        else:
            row.valid_until = day
            row.save(update_fields=["valid_until"])
    if to_unit is None:
        return
    mission = Mission.objects.get(unit=to_unit)
    serves = Jurisdiction.objects.filter(mission=mission, country=country, valid_until=None)
    if not serves.exists():
        Jurisdiction.objects.create(mission=mission, country=country, valid_from=day)


def move_day(
    change: NetworkChange, country: str, to_unit: Unit | None, old: date, new: date
) -> None:
    """The day was changed before it came."""
    _giving(change, country, to_unit).filter(valid_until=old).update(valid_until=new)
    if to_unit is not None:
        Jurisdiction.objects.filter(mission__unit=to_unit, country=country, valid_from=old).update(
            valid_from=new
        )


def take_back(change: NetworkChange, country: str, to_unit: Unit | None, day: date) -> None:
    """The change was cancelled before its day came."""
    _giving(change, country, to_unit).filter(valid_until=day).update(valid_until=None)
    if to_unit is not None:
        Jurisdiction.objects.filter(mission__unit=to_unit, country=country, valid_from=day).delete()


def _giving(change: NetworkChange, country: str, to_unit: Unit | None) -> QuerySet[Jurisdiction]:
    """The rows that end: the mission's own; as one opens, everybody else's for that country."""
    rows = Jurisdiction.objects.select_for_update().filter(country=country)
    if change.kind == ChangeKind.OPEN:
        return rows.exclude(mission__unit=to_unit)
    return rows.filter(mission=change.mission)
