"""Say what of an item's picture must stay in sight when a channel wants another shape."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.models import Picture
from heraut.people.models import User


@transaction.atomic
def set_focal(picture_id: UUID, x: float, y: float, *, by: User) -> Picture:
    """``x``, ``y``: shares of width and height from the top left, 0 to 1. Texts that were saved
    keep the crops they have until they are saved again. Raises ``Refusal("picture.focal")``."""
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise Refusal("picture.focal")
    picture = (
        Picture.objects.select_for_update(of=("self",)).select_related("unit").get(pk=picture_id)
    )
    require_writer(by, picture.unit)
    if (picture.focal_x, picture.focal_y) == (x, y):
        return picture
    picture.focal_x, picture.focal_y = x, y
    picture.save(update_fields=["focal_x", "focal_y"])
    audit.record("picture.focal", actor=by, subject=picture, unit_id=picture.unit_id)
    return picture
