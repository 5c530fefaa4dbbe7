"""Take an item out of the pool: what was made of it stays, nothing new begins."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, may_write, touch
from heraut.newsroom.models import Item, ItemState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def withdraw_item(item_id: UUID, *, by: User) -> Item:
    """By those who may write it or who may offer it."""
    item = locked_item(item_id)
    if not may_write(by, item.unit):
        access.require(by, Right.POOL_OFFER, item.unit)
    if item.state != ItemState.OFFERED:
        raise Refusal("item.not_offered")
    item.state = ItemState.WITHDRAWN
    touch(item, "state")
    audit.record("item.withdraw", actor=by, subject=item, unit_id=item.unit_id)
    return item
