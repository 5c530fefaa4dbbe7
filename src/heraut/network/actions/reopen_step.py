"""Put a line of a checklist back to do, or say that it is not needed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _jurisdictions, _steps
from heraut.network.models import ChangeStep, StepKind, StepState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def reopen_step(step_id: UUID, *, by: User, skip: bool = False, note: str = "") -> ChangeStep:
    """``skip``: it is not needed, and ``note`` says why. What a platform or a date has made true
    already cannot be put back: ``Refusal("step.in_effect")``."""
    step = ChangeStep.objects.select_related("change").get(pk=step_id)
    change = _steps.locked_change(step.change_id)
    access.require(by, Right.PLAN_EDIT, change.mission.unit)
    step = (
        ChangeStep.objects.select_for_update(of=("self",)).select_related("to_unit").get(pk=step_id)
    )
    if skip and not note.strip():
        raise Refusal("step.why")
    if step.state == StepState.DONE and step.kind in (StepKind.CHANNEL, StepKind.JURISDICTION):
        if step.kind == StepKind.CHANNEL or _steps.has_come(change) or change.day is None:
            raise Refusal("step.in_effect")
        access.require(by, Right.NETWORK_CHANGE, change.mission.unit)
        _jurisdictions.take_back(change, step.country, step.to_unit, change.day)
    step.state = StepState.SKIPPED if skip else StepState.OPEN
    step.note = note.strip()[:300]
    step.done_at, step.done_by = (clock.now(), by) if skip else (None, None)
    step.save(update_fields=["state", "note", "done_at", "done_by"])
    change.changed_at, change.changed_by = clock.now(), by
    change.save(update_fields=["changed_at", "changed_by"])
    audit.record(
        "change.skip" if skip else "change.reopen",
        actor=by,
        subject=change,
        unit_id=change.mission.unit_id,
        detail={"step": step.key},
    )
    return step
