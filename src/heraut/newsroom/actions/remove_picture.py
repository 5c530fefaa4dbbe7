"""Take a picture off an item; adaptations that chose it keep it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._rules import require_writer, touch
from heraut.newsroom.models import Picture
from heraut.people.models import User


@transaction.atomic
def remove_picture(picture_id: UUID, *, by: User) -> Picture:
    """The row stays, for what was published with it; only the item lets it go."""
    picture = (
        Picture.objects.select_for_update(of=("self",))
        .select_related("unit", "item")
        .get(pk=picture_id)
    )
    require_writer(by, picture.unit)
    item, picture.item = picture.item, None
    picture.save(update_fields=["item"])
    if item is not None:
        touch(item)
    audit.record(
        "picture.remove",
        actor=by,
        subject=picture,
        unit_id=picture.unit_id,
        detail={"item": item.pk if item else None},
    )
    return picture
