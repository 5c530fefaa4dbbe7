"""Leave an item out of the pool, with the reason."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import OFFER, Offer, OfferState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def decline_offer(offer_id: UUID, *, by: User, answer: str) -> Offer:
    """By who may put it into the pool; the mission reads ``answer``."""
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("item__unit")
        .get(pk=offer_id, to=None)
    )
    access.require(by, Right.POOL_OFFER, offer.item.unit)
    if not answer.strip():
        raise Refusal("offer.unanswered")
    OFFER.check(offer.state, OfferState.DECLINED)
    offer.state, offer.answer = OfferState.DECLINED, answer.strip()[:300]
    offer.answered_by, offer.answered_at = by, clock.now()
    offer.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.record("offer.decline", actor=by, subject=offer.item, unit_id=offer.item.unit_id)
    return offer
