"""End an audience group: no new text is written for it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.models import AudienceGroup
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def end_audience(audience_id: UUID, *, by: User) -> AudienceGroup:
    """Ending it twice changes nothing."""
    group = (
        AudienceGroup.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=audience_id)
    )
    access.require(by, Right.PLAN_EDIT, group.unit)
    if group.ended_at is None:
        group.ended_at = clock.now()
        group.save(update_fields=["ended_at"])
    audit.record("audience.end", actor=by, subject=group, unit_id=group.unit_id)
    return group
