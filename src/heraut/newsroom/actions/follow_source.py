"""Take over, or pass by, what changed at the source of an item that came from a feed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._edits import Text, write
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import FeedEntry, Item
from heraut.people.models import User


@transaction.atomic
def follow_source(item_id: UUID, *, by: User, take: bool) -> Item:
    """``take``: the source's text becomes the original's next edit; else it is only seen. Nothing
    changes where the source did not."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    entry = FeedEntry.objects.select_for_update().filter(item=item).first()
    if entry is None or not entry.changed:
        return item
    if take:
        version = item.versions.get(language=item.original_language)
        version.edit += 1
        write(version, Text(**entry.changed), by)
        entry.edit = version.edit
        touch(item)
    entry.changed, entry.changed_at = {}, None
    entry.save(update_fields=["changed", "changed_at", "edit"])
    audit.record(
        "item.follow_source",
        actor=by,
        subject=item,
        unit_id=item.unit_id,
        detail={"take": take},
    )
    return item
