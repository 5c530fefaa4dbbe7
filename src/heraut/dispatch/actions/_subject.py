"""What a decision on a clearance does to the dispatch whose text it was."""

from __future__ import annotations

from heraut.dispatch.models import DISPATCH, Dispatch, DispatchState
from heraut.guidance.models import Clearance
from heraut.kernel import clock


def locked_for(clearance: Clearance) -> Dispatch:
    """The dispatch that this clearance was asked for, locked."""
    return (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(clearance=clearance)
    )


def move(dispatch: Dispatch, state: DispatchState) -> None:
    DISPATCH.check(dispatch.state, state)
    dispatch.state = state
    dispatch.changed_at = clock.now()
    dispatch.save(update_fields=["state", "changed_at"])
