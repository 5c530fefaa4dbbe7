"""Describe a group of readers, or describe it anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._aims import spoken
from heraut.newsroom.models import AudienceGroup, Register
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Described:
    """``names``: language -> name. ``country``: ISO 3166-1 alpha-2, empty for everywhere.
    ``size`` in people, with where it is from and of which day."""

    names: Mapping[str, str]
    language: str
    country: str = ""
    register: str = Register.NEUTRAL
    cares: str = ""
    size: int | None = None
    size_source: str = ""
    size_as_of: date | None = None
    is_estimate: bool = True


@transaction.atomic
def save_audience(
    unit: Unit, described: Described, *, by: User, audience_id: UUID | None = None
) -> AudienceGroup:
    """What was written for a group keeps the name it had then."""
    names = spoken(described.names)
    if not names:
        raise Refusal("audience.unnamed")
    if described.size is not None and not (described.size_source.strip() and described.size_as_of):
        raise Refusal("audience.size_unsourced")
    if audience_id is None:
        group = AudienceGroup(unit=unit)
    else:
        group = (
            AudienceGroup.objects.select_for_update(of=("self",))
            .select_related("unit")
            .get(pk=audience_id)
        )
    access.require(by, Right.PLAN_EDIT, group.unit)
    group.names, group.cares = names, described.cares.strip()
    group.language, group.country = described.language, described.country.upper()
    group.register, group.size = described.register, described.size
    group.size_source, group.size_as_of = described.size_source.strip(), described.size_as_of
    group.is_estimate = described.is_estimate
    group.save()
    audit.record(
        "audience.save",
        actor=by,
        subject=group,
        unit_id=group.unit_id,
        detail={"country": group.country, "language": group.language},
    )
    return group
