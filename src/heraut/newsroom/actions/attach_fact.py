"""Attach a fact to an item: whoever uses the item sees what it stands on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Fact, Item
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def attach_fact(item_id: UUID, fact_id: UUID, *, by: User) -> Item:
    """Attaching it twice changes nothing."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    fact = access.get_or_404(by, Right.ITEM_READ, Fact, pk=fact_id)
    if not item.facts.filter(pk=fact.pk).exists():
        item.facts.add(fact)
        touch(item)
    audit.record(
        "item.attach_fact", actor=by, subject=item, unit_id=item.unit_id, detail={"fact": fact.pk}
    )
    return item
