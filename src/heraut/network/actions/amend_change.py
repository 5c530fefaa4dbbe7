"""Amend a planned change: its day, its reason, its source."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _jurisdictions, _steps
from heraut.network.models import NetworkChange, StepKind, StepState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def amend_change(
    change_id: UUID,
    *,
    by: User,
    day: date | None,
    period: str,
    reason: str,
    source: str,
    source_url: str,
) -> NetworkChange:
    """What was dated by the old day moves to the new one, and the checklist is brought up to date.
    A day that has come, with something done for it, stays: ``Refusal("change.in_effect")``."""
    change = _steps.locked_change(change_id)
    access.require(by, Right.NETWORK_CHANGE, change.mission.unit)
    if day != change.day:
        _move_day(change, day)
    change.day, change.period, change.reason = day, period.strip(), reason.strip()
    change.source, change.source_url = source.strip(), source_url
    change.changed_at, change.changed_by = clock.now(), by
    change.save()
    _steps.complete(change)
    audit.record(
        "change.amend",
        actor=by,
        subject=change,
        unit_id=change.mission.unit_id,
        detail={"day": day, "period": change.period},
    )
    return change


def _move_day(change: NetworkChange, day: date | None) -> None:
    done = change.steps.filter(state=StepState.DONE)
    if _steps.has_come(change) and done.exists():
        raise Refusal("change.in_effect")
    moved = list(done.filter(kind=StepKind.JURISDICTION).select_related("to_unit"))
    if moved and day is None:
        raise Refusal("change.dated")
    for step in moved:
        assert change.day is not None and day is not None
        _jurisdictions.move_day(change, step.country, step.to_unit, change.day, day)
