"""Decide what becomes of a channel or a country in a change: written down, not yet carried out."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _steps
from heraut.network.models import ChangeStep, Fate, StepKind, StepState
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def decide_step(
    step_id: UUID,
    *,
    by: User,
    to_unit_id: UUID | None = None,
    fate: str = "",
    text: str | None = None,
) -> ChangeStep:
    """``to_unit_id``: who takes the channel or the country; ``fate``: of a channel; ``text``: what its
    followers are told. Raises ``Refusal("step.done")`` for a line that was carried out."""
    step = ChangeStep.objects.select_related("change").get(pk=step_id)
    change = _steps.locked_change(step.change_id)
    access.require(by, Right.PLAN_EDIT, change.mission.unit)
    step = ChangeStep.objects.select_for_update(of=("self",)).get(pk=step_id)
    if step.state == StepState.DONE:
        raise Refusal("step.done")
    to_unit = Unit.objects.get(pk=to_unit_id, mission__isnull=False) if to_unit_id else None
    if step.kind == StepKind.JURISDICTION and change.kind == "open":
        to_unit = change.mission.unit
    if to_unit is not None and to_unit.pk == change.mission.unit_id and change.kind != "open":
        raise Refusal("step.itself")
    if step.kind == StepKind.CHANNEL:
        if fate == Fate.TRANSFER and to_unit is None:
            raise Refusal("step.no_taker")
        step.fate = fate
        to_unit = to_unit if fate == Fate.TRANSFER else None
    step.to_unit = to_unit
    if text is not None:
        step.text = text.strip()
    step.state = StepState.OPEN
    step.save(update_fields=["to_unit", "fate", "text", "state"])
    change.changed_at, change.changed_by = clock.now(), by
    change.save(update_fields=["changed_at", "changed_by"])
    audit.record(
        "change.decide",
        actor=by,
        subject=change,
        unit_id=change.mission.unit_id,
        detail={"step": step.key, "fate": step.fate, "to": to_unit.slug if to_unit else ""},
    )
    return step
