"""Send a text back to its authors, with the reason."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions._decide import locked, move, require_decider
from heraut.guidance.models import Clearance, ClearanceState
from heraut.guidance.subjects import SUBJECTS
from heraut.kernel.errors import Refusal
from heraut.people.models import User


@transaction.atomic
def reject(clearance_id: UUID, *, by: User, reason: str) -> Clearance:
    """``Refusal("clearance.reason_missing")`` without a reason: the author must know what to mend."""
    clearance = locked(clearance_id)
    require_decider(by, clearance)
    if not reason.strip():
        raise Refusal("clearance.reason_missing")
    move(clearance, ClearanceState.REJECTED, by, reason.strip())
    audit.record(
        "clearance.reject",
        actor=by,
        subject=clearance,
        unit_id=clearance.unit_id,
        detail={"reason": clearance.reason},
    )
    SUBJECTS.get(clearance.subject_kind).on_rejected(clearance, by)
    return clearance
