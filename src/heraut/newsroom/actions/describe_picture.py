"""Say in words what an item's picture shows, in one language."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.models import Picture, PictureAlt
from heraut.people.models import User


@transaction.atomic
def describe_picture(picture_id: UUID, language: str, text: str, *, by: User) -> PictureAlt:
    """Raises ``Refusal("picture.alt_missing")`` for an empty description."""
    picture = (
        Picture.objects.select_for_update(of=("self",)).select_related("unit").get(pk=picture_id)
    )
    require_writer(by, picture.unit)
    said = " ".join(text.split())
    if not said:
        raise Refusal("picture.alt_missing")
    alt, _ = PictureAlt.objects.update_or_create(
        picture=picture, language=language, defaults={"text": said}
    )
    audit.record(
        "picture.describe",
        actor=by,
        subject=picture,
        unit_id=picture.unit_id,
        detail={"language": language},
    )
    return alt
