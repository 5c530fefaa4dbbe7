"""Take a dispatch back: its clearance was withdrawn, by a person or by an edit."""

from __future__ import annotations

from django.db import transaction

from heraut.dispatch.actions._subject import locked_for, move
from heraut.dispatch.models import DispatchState
from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.outbound.actions.cancel import cancel as cancel_parcels
from heraut.people.models import User


@transaction.atomic
def take_back(clearance: Clearance, by: User | None) -> None:
    """In the transaction that withdraws the clearance. What already went out stays out; raises
    ``Refusal("parcel.under_way")`` while a delivery is being called."""
    dispatch = locked_for(clearance)
    if dispatch.state == DispatchState.HANDED_OVER and by is not None:
        cancel_parcels(dispatch.deliveries.values_list("parcel_id", flat=True), by=by)
    move(dispatch, DispatchState.CANCELLED)
    audit.record("dispatch.take_back", actor=by, subject=dispatch, unit_id=dispatch.unit_id)
