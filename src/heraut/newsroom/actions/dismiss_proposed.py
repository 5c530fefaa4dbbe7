"""Turn a feed's proposal down; it is remembered and does not come back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Item, ItemState
from heraut.people.models import User


@transaction.atomic
def dismiss_proposed(item_id: UUID, *, by: User) -> Item:
    """It can still be accepted from the list of what was dismissed."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    if item.state != ItemState.PROPOSED:
        raise Refusal("item.not_proposed")
    item.state = ItemState.DISMISSED
    touch(item, "state")
    audit.record("item.dismiss", actor=by, subject=item, unit_id=item.unit_id)
    return item
