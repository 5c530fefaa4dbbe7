"""Recall what was published: delete it on its channel, or take a repost back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.dispatch.models import Delivery
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.actions.hand_over import hand_over as hand_over_parcel
from heraut.outbound.models import PARCEL, ParcelState, Verb
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def recall(delivery_id: UUID, *, by: User) -> Delivery:
    """Of a thread that stopped half way, what stands. Raises ``Refusal`` (``delivery.not_published``,
    ``delivery.recalled``, ``delivery.edit`` for a correction that changed a text: there is only the
    text itself to recall)."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("dispatch__unit", "channel", "parcel", "recall")
        .get(pk=delivery_id)
    )
    unit = delivery.dispatch.unit
    access.require(by, Right.RECALL, unit)
    parcel, before = delivery.parcel, delivery.recall
    if delivery.verb == Verb.EDIT:
        raise Refusal("delivery.edit")
    if parcel is None or parcel.receipt is None or parcel.state not in PARCEL.final:
        raise Refusal("delivery.not_published")
    if before is not None and before.state not in (ParcelState.REJECTED, ParcelState.CANCELLED):
        raise Refusal("delivery.recalled")
    delivery.recall = hand_over_parcel(
        delivery.channel,
        parcel.receipt,
        unit=unit,
        due_at=clock.now(),
        by=by,
        verb=Verb.RECALL,
    )
    delivery.save(update_fields=["recall"])
    audit.record(
        "delivery.recall",
        actor=by,
        subject=delivery,
        unit_id=unit.pk,
        detail={"channel": delivery.channel_id, "receipt": parcel.receipt.get("id", "")},
    )
    return delivery
