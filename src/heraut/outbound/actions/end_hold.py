"""End a hold: what comes from now on goes again; what it held still waits for a named person."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.models import Hold
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def end_hold(hold_id: UUID, *, by: User) -> Hold:
    """Raises ``Refusal("hold.over")`` if somebody ended it already."""
    hold = Hold.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hold_id)
    access.require(by, Right.HOLD, hold.unit)
    if hold.ended_at is not None:
        raise Refusal("hold.over")
    hold.ended_at = clock.now()
    hold.ended_by = by
    hold.save(update_fields=["ended_at", "ended_by"])
    audit.record("hold.end", actor=by, subject=hold, unit_id=hold.unit_id)
    return hold
