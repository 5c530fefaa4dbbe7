"""Take an offer back: its readers read the item no longer; what they made of it stays."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.models import OFFER, Offer, OfferState
from heraut.people.models import User


@transaction.atomic
def withdraw_offer(offer_id: UUID, *, by: User) -> Offer:
    offer = (
        Offer.objects.select_for_update(of=("self",)).select_related("item__unit").get(pk=offer_id)
    )
    require_writer(by, offer.item.unit)
    OFFER.check(offer.state, OfferState.WITHDRAWN)
    offer.state = OfferState.WITHDRAWN
    offer.answered_by, offer.answered_at = by, clock.now()
    offer.save(update_fields=["state", "answered_by", "answered_at"])
    audit.record(
        "offer.withdraw",
        actor=by,
        subject=offer.item,
        unit_id=offer.item.unit_id,
        detail={"to": offer.to_id},
    )
    return offer
