"""Move a dispatch to another moment; what was cleared stays cleared."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.dispatch.models import Dispatch, DispatchState
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.models import Parcel, ParcelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def reschedule(dispatch_id: UUID, *, by: User, at: datetime | None) -> Dispatch:
    """``at`` empty: now. Raises ``Refusal("dispatch.past")``, or ``Refusal("dispatch.over")`` once
    any of it is no longer waiting."""
    dispatch = (
        Dispatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=dispatch_id)
    )
    access.require(by, Right.DISPATCH, dispatch.unit)
    now = clock.now()
    if at is not None and at < now:
        raise Refusal("dispatch.past")
    if dispatch.state not in (DispatchState.ASKED, DispatchState.HANDED_OVER):
        raise Refusal("dispatch.over")
    parcels = list(
        Parcel.objects.select_for_update(of=("self",)).filter(delivery__dispatch=dispatch)
    )
    if any(parcel.state != ParcelState.WAITING for parcel in parcels):
        raise Refusal("dispatch.over")
    for parcel in parcels:
        parcel.due_at = parcel.next_at = at or now
        parcel.changed_at = now
        parcel.save(update_fields=["due_at", "next_at", "changed_at"])
        jobs.wake(parcel.channel_id)
    before, dispatch.at, dispatch.changed_at = dispatch.at, at, now
    dispatch.save(update_fields=["at", "changed_at"])
    audit.record(
        "dispatch.reschedule",
        actor=by,
        subject=dispatch,
        unit_id=dispatch.unit_id,
        detail={"before": before, "at": at},
    )
    return dispatch
