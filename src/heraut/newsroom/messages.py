"""Reads of key messages, essential values and audience groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from heraut.kernel import clock
from heraut.network.models import Plan
from heraut.newsroom.models import AudienceGroup, EssentialValue, KeyMessage
from heraut.newsroom.models.message import running
from heraut.newsroom.relevance import Reader
from heraut.newsroom.slots import CARRIED_SINCE
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def key_messages(user: User) -> QuerySet[KeyMessage]:
    """All that the person may read: what is in force anywhere, and the drafts of their own."""
    return (
        access.rows(user, Right.ITEM_READ, KeyMessage)
        .select_related("unit", "changed_by")
        .prefetch_related("themes", "values")
        .order_by("unit__path", "created_at", "pk")
    )


def current(user: User, unit: Unit | None = None) -> QuerySet[KeyMessage]:
    """What may be carried today: the ministry's, and the own of ``unit``."""
    found = key_messages(user).filter(KeyMessage.current())
    return found if unit is None else found.filter(unit__path__in=_above(unit.path))


def _above(path: str) -> list[str]:
    """``ministry/africa/`` -> ``ministry/``, ``ministry/africa/``."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: number + 1]) + "/" for number in range(len(parts))]


def values(day: bool = True) -> QuerySet[EssentialValue]:
    """The ministry's values; with ``day`` those that hold today."""
    found = EssentialValue.objects.all()
    return found.filter(running(today())) if day else found


def audiences(user: User) -> QuerySet[AudienceGroup]:
    return (
        access.rows(user, Right.ITEM_READ, AudienceGroup)
        .filter(ended_at=None)
        .select_related("unit")
        .order_by("country", "created_at", "pk")
    )


def audiences_for(user: User, reader: Reader) -> QuerySet[AudienceGroup]:
    """Whom this unit may write for: the groups of the countries it serves, its own, and those of
    everywhere."""
    near = Q(unit=reader.unit) | Q(country__in=reader.countries) | Q(country="")
    return audiences(user).filter(near)


def plan_of(unit: Unit) -> Plan | None:
    # access: missions see each other's plans
    return Plan.objects.filter(unit=unit).prefetch_related("key_messages", "audiences").first()


def month_begins() -> datetime:
    """The first moment of this month, where the ministry is."""
    here = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    return here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def carried_this_month(unit: Unit) -> set[UUID]:
    found: set[UUID] = set()
    for carried in CARRIED_SINCE:
        found |= carried(unit, month_begins())
    return found


def missing(user: User, unit: Unit) -> list[KeyMessage]:
    """What the unit's plan names and it has not carried this month; four queries."""
    plan = plan_of(unit)
    planned = {each.pk for each in plan.key_messages.all()} if plan else set()
    if not planned:
        return []
    carried = carried_this_month(unit)
    return [each for each in current(user, unit) if each.pk in planned - carried]


@dataclass(frozen=True, slots=True)
class Aims:
    """What a unit's text can carry and for whom it can be. ``planned``: what its plan names;
    ``missing``: key messages among these that it has not carried this month."""

    messages: tuple[KeyMessage, ...]
    audiences: tuple[AudienceGroup, ...]
    planned: frozenset[UUID]
    missing: tuple[KeyMessage, ...]


def aims(user: User, reader: Reader) -> Aims:
    """What the plan names comes first. A constant number of queries."""
    plan = plan_of(reader.unit)
    planned: set[UUID] = set()
    if plan is not None:
        planned |= {each.pk for each in plan.key_messages.all()}
        planned |= {each.pk for each in plan.audiences.all()}
    able = sorted(current(user, reader.unit), key=lambda each: each.pk not in planned)
    groups = sorted(audiences_for(user, reader), key=lambda each: each.pk not in planned)
    carried = carried_this_month(reader.unit) if planned else set()
    absent = [each for each in able if each.pk in planned - carried]
    return Aims(tuple(able), tuple(groups), frozenset(planned), tuple(absent))
