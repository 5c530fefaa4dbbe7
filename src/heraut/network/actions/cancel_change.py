"""Cancel a planned change before its day: nothing of it takes effect."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _jurisdictions, _steps
from heraut.network.models import CHANGE, ChangeState, NetworkChange, StepKind, StepState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def cancel_change(change_id: UUID, *, by: User, reason: str) -> NetworkChange:
    """Jurisdictions that were dated for it stay where they were. Once its day has come and something
    was done, ``Refusal("change.in_effect")``: plan the opposite change instead."""
    if not reason.strip():
        raise Refusal("change.why")
    change = _steps.locked_change(change_id)
    access.require(by, Right.NETWORK_CHANGE, change.mission.unit)
    done = change.steps.filter(state=StepState.DONE)
    if _steps.has_come(change) and done.exists():
        raise Refusal("change.in_effect")
    CHANGE.check(change.state, ChangeState.CANCELLED)
    for step in done.filter(kind=StepKind.JURISDICTION).select_related("to_unit"):
        if change.day is not None:
            _jurisdictions.take_back(change, step.country, step.to_unit, change.day)
    now = clock.now()
    change.state, change.finished_at = ChangeState.CANCELLED, now
    change.changed_at, change.changed_by = now, by
    change.reason = "\n".join(filter(None, (change.reason, reason.strip())))
    change.save()
    audit.record(
        "change.cancel",
        actor=by,
        subject=change,
        unit_id=change.mission.unit_id,
        detail={"kind": change.kind, "mission": change.mission.key},
    )
    return change
