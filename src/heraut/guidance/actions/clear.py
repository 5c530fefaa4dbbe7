"""Clear a text: it may go out as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions._decide import locked, move, require_decider
from heraut.guidance.models import Clearance, ClearanceState
from heraut.guidance.subjects import SUBJECTS
from heraut.kernel.errors import Stale
from heraut.people.models import User


@transaction.atomic
def clear(
    clearance_id: UUID,
    *,
    by: User,
    seen: str,
    due: datetime | Literal["any"] | None = "any",
) -> Clearance:
    """``seen`` is the digest of the text the person read, ``due`` the moment that stood beside it;
    ``Stale`` if either is another by now."""
    clearance = locked(clearance_id)
    require_decider(by, clearance)
    subject = SUBJECTS.get(clearance.subject_kind)
    if seen != clearance.digest or subject.digest(clearance.subject_id) != clearance.digest:
        raise Stale("clearance.changed", title=clearance.title)
    if due != "any" and due != clearance.due_at:
        raise Stale("clearance.moved", title=clearance.title)
    move(clearance, ClearanceState.CLEARED, by)
    audit.record(
        "clearance.clear",
        actor=by,
        subject=clearance,
        unit_id=clearance.unit_id,
        detail={"digest": clearance.digest},
    )
    subject.on_cleared(clearance, by)
    return clearance
