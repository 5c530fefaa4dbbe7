"""Take back a clearance that was asked for or given."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions._decide import locked, move
from heraut.guidance.models import Clearance, ClearanceState
from heraut.guidance.subjects import SUBJECTS
from heraut.kernel.errors import Forbidden, Refusal
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def withdraw(clearance_id: UUID, *, by: User, reason: str) -> Clearance:
    """By an author, by who asked, or by anyone who may clear for the unit; with a reason."""
    clearance = locked(clearance_id)
    if by.pk not in clearance.authors and not access.can(by, Right.CLEAR, clearance.unit):
        raise Forbidden("access.right", right=str(Right.CLEAR), unit=clearance.unit.name)
    if not reason.strip():
        raise Refusal("clearance.reason_missing")
    _withdraw(clearance, by, reason.strip())
    return clearance


@transaction.atomic
def withdraw_for_edit(kind: str, subject_id: UUID, *, by: User) -> Clearance | None:
    """Called by whoever changes the text: what was cleared is no longer what stands there."""
    clearance = (
        Clearance.objects.select_for_update()
        .filter(
            subject_kind=kind,
            subject_id=subject_id,
            state__in=[ClearanceState.ASKED, ClearanceState.CLEARED],
        )
        .first()
    )
    if clearance is not None:
        _withdraw(clearance, by, "")
    return clearance


def _withdraw(clearance: Clearance, by: User, reason: str) -> None:
    before = clearance.state
    move(clearance, ClearanceState.WITHDRAWN, by, reason)
    audit.record(
        "clearance.withdraw",
        actor=by,
        subject=clearance,
        unit_id=clearance.unit_id,
        detail={"before": before, "reason": reason, "edit": not reason},
    )
    SUBJECTS.get(clearance.subject_kind).on_withdrawn(clearance, by)
