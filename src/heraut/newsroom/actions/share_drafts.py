"""Say to whom a unit's texts in the making stand open, and whom it calls neighbours."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.models import Openness, Sharing
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import Right


@transaction.atomic
def share_drafts(
    unit: Unit, *, by: User, drafts: Openness, neighbours: Iterable[Unit] = ()
) -> Sharing:
    """For every text that does not say otherwise itself, from now on and back."""
    access.require(by, Right.PLAN_EDIT, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    sharing, _ = Sharing.objects.update_or_create(
        unit=unit, defaults={"drafts": drafts, "changed_by": by, "changed_at": clock.now()}
    )
    chosen = [each for each in neighbours if each.kind == UnitKind.MISSION and each.pk != unit.pk]
    sharing.neighbours.set(chosen)
    audit.record(
        "sharing.change",
        actor=by,
        subject=sharing,
        unit_id=unit.pk,
        detail={"drafts": str(drafts), "neighbours": [each.pk for each in chosen]},
    )
    return sharing
