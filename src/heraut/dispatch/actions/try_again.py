"""Try a refused delivery again, as it was cleared."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.dispatch.models import Delivery, DispatchState
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.actions.hand_over import hand_over as hand_over_parcel
from heraut.outbound.models import ParcelState, Verb
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def try_again(delivery_id: UUID, *, by: User) -> Delivery:
    """Only after a definite refusal: raises ``Refusal("delivery.not_refused")`` otherwise. A thread
    goes on from the part that was refused; ``Refusal("delivery.recalled")`` once what stood of it is
    being recalled."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("dispatch__unit", "channel", "parcel")
        .get(pk=delivery_id)
    )
    unit = delivery.dispatch.unit
    access.require(by, Right.DISPATCH, unit)
    refused = delivery.parcel is not None and delivery.parcel.state == ParcelState.REJECTED
    if not refused or delivery.dispatch.state != DispatchState.HANDED_OVER:
        raise Refusal("delivery.not_refused")
    if delivery.recall_id is not None:
        raise Refusal("delivery.recalled")
    before = delivery.parcel
    delivery.parcel = hand_over_parcel(
        delivery.channel,
        delivery.content,
        unit=unit,
        due_at=clock.now(),
        by=by,
        verb=Verb(delivery.verb),
        after=before,
    )
    delivery.save(update_fields=["parcel"])
    audit.record(
        "delivery.try_again",
        actor=by,
        subject=delivery,
        unit_id=unit.pk,
        detail={"channel": delivery.channel_id, "before": before and before.pk},
    )
    return delivery
