"""Cancel a dispatch before it goes out."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.dispatch.actions._locks import locked
from heraut.dispatch.models import DISPATCH, Dispatch, DispatchState
from heraut.foundation import audit
from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def cancel(dispatch_id: UUID, *, by: User, reason: str = "") -> Dispatch:
    """Its clearance goes with it (see ``take_back``); raises ``Refusal("dispatch.over")`` where
    there is nothing left to cancel."""
    dispatch = locked(dispatch_id)
    access.require(by, Right.DISPATCH, dispatch.unit)
    if not DISPATCH.allows(dispatch.state, DispatchState.CANCELLED):
        raise Refusal("dispatch.over")
    audit.record(
        "dispatch.cancel",
        actor=by,
        subject=dispatch,
        unit_id=dispatch.unit_id,
        detail={"reason": reason},
    )
    clearance = dispatch.clearance
    assert clearance is not None, "every dispatch was submitted"
    withdraw_for_edit(clearance.subject_kind, clearance.subject_id, by=by)
    dispatch.refresh_from_db()
    return dispatch
