"""Undo what was planned, while nobody has cleared it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.dispatch.actions.cancel import cancel
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def undo_plan(dispatch_id: UUID, *, by: User) -> Dispatch:
    """The text stays among the mission's texts. Raises ``Refusal("week.decided")`` once somebody
    decided on it; undoing twice changes nothing."""
    dispatch = (
        Dispatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=dispatch_id)
    )
    access.require(by, Right.DISPATCH, dispatch.unit)
    if dispatch.state == DispatchState.CANCELLED:
        return dispatch
    if dispatch.state != DispatchState.ASKED:
        raise Refusal("week.decided", title=dispatch.title)
    audit.record("week.undo", actor=by, subject=dispatch, unit_id=dispatch.unit_id)
    return cancel(dispatch.pk, by=by)
