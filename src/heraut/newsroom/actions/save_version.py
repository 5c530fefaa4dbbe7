"""Save an item's text in one language: a new edit of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom.actions._edits import Text, write
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Edit, Item, Version
from heraut.people.models import User


@transaction.atomic
def save_version(
    item_id: UUID,
    language: str,
    *,
    by: User,
    text: Text,
    seen: int,
    follows: int | None = None,
) -> Version:
    """``seen``: the number of the edit on the person's screen, 0 for a language without text.

    ``follows``: the number of the original's edit that a translation was made from; None leaves
    what it follows. Raises ``Stale("version.stale")`` where somebody saved since, and writes
    nothing; saving what stands there already changes nothing.
    """
    item = locked_item(item_id)
    require_writer(by, item.unit)
    text = text.stripped()
    if not text.title:
        raise Refusal("item.title_missing")
    version = item.versions.filter(language=language).first() or Version(
        item=item, language=language, edit=0
    )
    followed = _followed(item, language, follows) or version.follows
    if _same(version, text) and followed == version.follows:
        return version
    if version.edit != seen:
        latest = version.edits.select_related("author").get(number=version.edit)
        raise Stale("version.stale", name=str(latest.author), at=latest.created_at)
    version.edit += 1
    version.follows = followed
    write(version, text, by)
    touch(item)
    audit.record(
        "item.save_version",
        actor=by,
        subject=item,
        unit_id=item.unit_id,
        detail={"language": language, "edit": version.edit},
    )
    return version


def _same(version: Version, text: Text) -> bool:
    stands = Text(version.title, version.summary, version.body, version.link)
    return version.edit > 0 and stands == text


def _followed(item: Item, language: str, number: int | None) -> Edit | None:
    if number is None or language == item.original_language:
        return None
    return Edit.objects.filter(
        version__item=item, version__language=item.original_language, number=number
    ).first()
