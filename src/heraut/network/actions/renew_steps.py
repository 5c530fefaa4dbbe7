"""Bring a change's checklist up to date with what the mission holds and serves now."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.network.actions import _steps
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def renew_steps(change_id: UUID, *, by: User) -> int:
    """How many lines came; what stands there stays."""
    change = _steps.locked_change(change_id)
    access.require(by, Right.PLAN_EDIT, change.mission.unit)
    added = _steps.complete(change)
    if added:
        audit.record(
            "change.renew",
            actor=by,
            subject=change,
            unit_id=change.mission.unit_id,
            detail={"added": added},
        )
    return added
