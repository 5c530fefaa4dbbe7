"""Ask headquarters to put a mission's item into the pool."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._rules import locked_item, require_writer
from heraut.newsroom.actions.offer_item import obstacles
from heraut.newsroom.models import Offer, OfferState
from heraut.people.models import User


@transaction.atomic
def ask_pool(item_id: UUID, *, by: User, note: str = "") -> Offer:
    """Raises the first of what keeps it out of the pool; asking twice asks once."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    for obstacle in obstacles(item):
        raise obstacle
    open_ = Offer.objects.filter(item=item, to=None, state=OfferState.OPEN).first()
    if open_ is not None:
        return open_
    offer = Offer.objects.create(item=item, note=note.strip()[:300], by=by)
    audit.record("offer.ask_pool", actor=by, subject=item, unit_id=item.unit_id)
    return offer
