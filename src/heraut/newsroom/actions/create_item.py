"""Begin an item with its text in the original language."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._edits import Text, write
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.models import Item, Version
from heraut.people.models import Unit, User


@transaction.atomic
def create_item(unit: Unit, *, by: User, language: str, text: Text) -> Item:
    """A draft of ``unit``. Raises ``Refusal("item.title_missing")`` without a title."""
    require_writer(by, unit)
    text = text.stripped()
    if not text.title:
        raise Refusal("item.title_missing")
    item = Item.objects.create(
        unit=unit, author=by, original_language=language, changed_at=clock.now()
    )
    write(Version(item=item, language=language), text, by)
    audit.record(
        "item.create", actor=by, subject=item, unit_id=unit.pk, detail={"language": language}
    )
    return item
