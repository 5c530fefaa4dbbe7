"""Locking a dispatch, in the order in which everybody locks."""

from __future__ import annotations

from uuid import UUID

from heraut.dispatch.models import Dispatch
from heraut.guidance.models import Clearance


def locked(dispatch_id: UUID) -> Dispatch:
    """The dispatch, locked until the transaction ends, and its clearance before it.

    Whoever clears a text locks its clearance first and then its dispatch; taken the other way
    round, clearing and moving at the same moment would stop one another.
    """
    # access: the caller asks for the right once the row is locked
    clearance_id = Dispatch.objects.values_list("clearance_id", flat=True).get(pk=dispatch_id)
    Clearance.objects.select_for_update().filter(pk=clearance_id).first()
    return (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("unit", "clearance", "adaptation__item")
        .get(pk=dispatch_id)
    )
