"""Take in a picture for an item, or for an adaptation of a unit."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom import pictures
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Item, Picture
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def add_picture(
    upload: BinaryIO,
    size: int,
    *,
    by: User,
    item_id: UUID | None = None,
    unit: Unit | None = None,
    credit: str = "",
) -> Picture:
    """``size`` in bytes. Give ``item_id``, or ``unit`` for a picture of an adaptation.

    Raises the refusals of ``heraut.newsroom.pictures.clean``; the file that was sent is never
    stored, only what is encoded anew from its pixels.
    """
    item: Item | None = None
    if item_id is not None:
        item = locked_item(item_id)
        require_writer(by, item.unit)
        unit = item.unit
    elif unit is not None:
        access.require(by, Right.ADAPT, unit)
    else:
        raise ValueError("an item or a unit")
    image = pictures.clean(upload, size)
    picture = Picture.objects.create(
        unit=unit,
        item=item,
        uploaded_by=by,
        file=pictures.store(image),
        sha256=image.sha256,
        mime=image.mime,
        width=image.width,
        height=image.height,
        size=len(image.data),
        credit=credit.strip(),
    )
    if item is not None:
        touch(item)
    audit.record(
        "picture.add",
        actor=by,
        subject=picture,
        unit_id=unit.pk,
        detail={"sha256": picture.sha256, "item": item.pk if item else None},
    )
    return picture
