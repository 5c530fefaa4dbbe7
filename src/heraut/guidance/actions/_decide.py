"""What clearing and rejecting have in common."""

from __future__ import annotations

from uuid import UUID

from heraut.guidance.models import CLEARANCE, Clearance, ClearanceState
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


def locked(clearance_id: UUID) -> Clearance:
    """The clearance, locked until the transaction ends."""
    return (
        Clearance.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=clearance_id)
    )


def may_decide(user: User, clearance: Clearance) -> bool:
    """Someone other than the authors who holds the right for that unit."""
    return user.pk not in clearance.authors and access.can(user, Right.CLEAR, clearance.unit)


def require_decider(user: User, clearance: Clearance) -> None:
    """Raise ``Forbidden`` with the reason unless ``user`` may decide."""
    access.require(user, Right.CLEAR, clearance.unit)
    if user.pk in clearance.authors:
        raise Forbidden("clearance.own_text", title=clearance.title)


def move(clearance: Clearance, state: ClearanceState, by: User | None, reason: str = "") -> None:
    """Bring the clearance to ``state``; ``Refusal("state.move")`` if somebody was faster."""
    CLEARANCE.check(clearance.state, state)
    clearance.state = state
    clearance.decided_by = by
    clearance.decided_at = clock.now()
    clearance.reason = reason
    clearance.save(update_fields=["state", "decided_by", "decided_at", "reason"])
