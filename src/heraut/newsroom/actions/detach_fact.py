"""Take a fact off an item; the fact itself stays."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Item
from heraut.people.models import User


@transaction.atomic
def detach_fact(item_id: UUID, fact_id: UUID, *, by: User) -> Item:
    item = locked_item(item_id)
    require_writer(by, item.unit)
    item.facts.through.objects.filter(item=item, fact=fact_id).delete()
    touch(item)
    audit.record(
        "item.detach_fact", actor=by, subject=item, unit_id=item.unit_id, detail={"fact": fact_id}
    )
    return item
