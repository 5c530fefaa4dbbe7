"""Carry out a line of a change's checklist, by the action that does such a thing."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _jurisdictions, _steps
from heraut.network.actions.change_channel import change_channel
from heraut.network.actions.hand_over_channel import hand_over_channel
from heraut.network.models import (
    ChangeStep,
    Channel,
    ChannelState,
    Fate,
    NetworkChange,
    StepKind,
    StepState,
)
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: What somebody does elsewhere and says so here.
TICKED = (
    *(StepKind.FOLLOWERS, StepKind.PHONE, StepKind.PEOPLE),
    *(StepKind.REGISTER, StepKind.PLAN),
)
_STATES = {Fate.RETIRE: ChannelState.RETIRED, Fate.PARK: ChannelState.PARKED}


@transaction.atomic
def carry_out_step(step_id: UUID, *, by: User, note: str = "") -> ChangeStep:
    """In any order; again on a line that is done changes nothing.

    A jurisdiction is dated and may be moved before its day, which it then waits for; a channel goes
    only when the day has come. Other lines are ticked off by whoever did them. Raises ``Refusal``
    where something has to be decided first.
    """
    step = ChangeStep.objects.select_related("change").get(pk=step_id)
    change = _steps.locked_change(step.change_id)
    step = (
        ChangeStep.objects.select_for_update(of=("self",)).select_related("to_unit").get(pk=step_id)
    )
    if step.state == StepState.DONE:
        access.require(by, Right.PLAN_EDIT, change.mission.unit)
        return step
    _do(change, step, by)
    now = clock.now()
    step.state, step.done_at, step.done_by, step.note = StepState.DONE, now, by, note.strip()[:300]
    step.save(update_fields=["state", "done_at", "done_by", "note"])
    _steps.under_way(change)
    change.changed_at, change.changed_by = now, by
    change.save(update_fields=["state", "changed_at", "changed_by"])
    _steps.complete(change)
    audit.record(
        "change.carry_out",
        actor=by,
        subject=change,
        unit_id=change.mission.unit_id,
        detail={"step": step.key},
    )
    return step


def _do(change: NetworkChange, step: ChangeStep, by: User) -> None:
    if step.kind == StepKind.JURISDICTION:
        access.require(by, Right.NETWORK_CHANGE, change.mission.unit)
        if change.day is None:
            raise Refusal("change.no_day")
        _jurisdictions.move(change, step.country, step.to_unit, change.day)
    elif step.kind == StepKind.CHANNEL:
        _channel(change, step, by)
    else:
        access.require(by, Right.PLAN_EDIT, change.mission.unit)


def _channel(change: NetworkChange, step: ChangeStep, by: User) -> None:
    if not step.fate:
        raise Refusal("step.undecided")
    if not _steps.has_come(change):
        raise Refusal("change.not_yet" if change.day else "change.no_day")
    channel = Channel.objects.select_related("holder").get(pk=str(step.channel_id))
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if step.fate == Fate.TRANSFER and step.to_unit_id:
        hand_over_channel(channel.pk, step.to_unit_id, by=by)
    elif channel.state != ChannelState.RETIRED:
        change_channel(channel.pk, {"state": _STATES[Fate(step.fate)]}, by=by)
