"""Let other missions look at a text in the making, or keep it to oneself."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.models import Adaptation, Openness
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def open_adaptation(adaptation_id: UUID, openness: Openness | None, *, by: User) -> Adaptation:
    """None: as the unit's own setting says. The text is the same; what was cleared stays so."""
    adaptation = (
        Adaptation.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=adaptation_id)
    )
    access.require(by, Right.ADAPT, adaptation.unit)
    adaptation.open_to = openness or ""
    adaptation.save(update_fields=["open_to"])
    audit.record(
        "adaptation.open",
        actor=by,
        subject=adaptation,
        unit_id=adaptation.unit_id,
        detail={"to": adaptation.open_to},
    )
    return adaptation
