"""Reads of clearances."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet

from heraut.guidance.actions._decide import may_decide
from heraut.guidance.models import Clearance, ClearanceState
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.queries import holders
from heraut.people.rights import Right

__all__ = ["clearers", "decided_by_me", "may_decide", "together", "waiting_for"]

#: How many units are offered to be cleared together.
_SEVERAL = 6


def waiting_for(user: User) -> QuerySet[Clearance]:
    """What this person could clear now: the soonest due first."""
    return (
        access.rows(user, Right.CLEAR, Clearance)
        .filter(state=ClearanceState.ASKED)
        .exclude(authors__contains=[user.pk])
        .select_related("unit", "asked_by")
        .order_by(F("due_at").asc(nulls_first=True), "created_at")
    )


def together(user: User) -> list[tuple[Unit, int]]:
    """The units of which several texts wait for this person, with how many, the most first."""
    waiting = waiting_for(user).order_by().values("pk")
    units = (
        Unit.objects.filter(clearances__in=waiting)
        .annotate(count=Count("clearances"))
        .filter(count__gt=1)
        .order_by("-count", "path")[:_SEVERAL]
    )
    return [(unit, unit.count) for unit in units]


def visible(user: User) -> QuerySet[Clearance]:
    """Every clearance of the units whose dispatches this person may read."""
    return access.rows(user, Right.DISPATCH_READ, Clearance).select_related(
        "unit", "asked_by", "decided_by"
    )


def decided_by_me(user: User) -> QuerySet[Clearance]:
    return visible(user).filter(decided_by=user).order_by("-decided_at")


def clearers(unit: Unit, authors: set[object]) -> list[User]:
    """Who could clear a text of ``unit``, the nearest unit first, without its authors."""
    return holders(unit, Right.CLEAR, authors)
