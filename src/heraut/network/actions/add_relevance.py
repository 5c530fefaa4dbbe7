"""Say how much a platform matters in a country: a new dated row with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from heraut.foundation import audit
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.models import Mission, PlatformRelevance
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def may_add(user: User, country: str) -> bool:
    """Who edits the plan of a mission in that country, or of one that serves it, or the ministry's."""
    if access.units(user, Right.PLAN_EDIT).filter(parent=None).exists():
        return True
    there = Q(country=country) | Q(jurisdictions__country=country)
    return access.rows(user, Right.PLAN_EDIT, Mission).filter(there).exists()


@transaction.atomic
def add_relevance(country: str, values: Mapping[str, Any], *, by: User) -> PlatformRelevance:
    """``values``: the row's other fields. What was said before stays beside it; the latest day
    counts. ``Refusal("relevance.known")`` where that source said something for that day already."""
    if not may_add(by, country):
        raise Forbidden("access.right", right=str(Right.PLAN_EDIT), unit=country)
    same = {name: values[name] for name in ("platform", "as_of", "source")}
    if PlatformRelevance.objects.filter(country=country, **same).exists():
        raise Refusal("relevance.known")
    made = PlatformRelevance.objects.create(country=country, added_by=by, **values)
    root = Unit.objects.filter(parent=None).earliest("created_at")
    audit.record(
        "relevance.add",
        actor=by,
        subject=made,
        unit_id=root.pk,
        detail={"country": country, "platform": made.platform, "level": made.level},
    )
    return made
