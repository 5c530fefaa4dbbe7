"""Take a feed's proposal over: a draft of one's own, or into the pool at once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.models import Item, ItemState
from heraut.people.models import User


@transaction.atomic
def accept_proposed(item_id: UUID, *, by: User, offer: bool = False) -> Item:
    """Raises ``Refusal("item.not_proposed")``, or what keeps it out of the pool; then it stays a
    proposal."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    if item.state not in (ItemState.PROPOSED, ItemState.DISMISSED):
        raise Refusal("item.not_proposed")
    item.state, item.author = ItemState.DRAFT, by
    touch(item, "state", "author")
    audit.record("item.accept", actor=by, subject=item, unit_id=item.unit_id)
    return offer_item(item.pk, by=by) if offer else item
