"""Let a translation go again: what was typed and not saved is thrown away."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._rules import locked_item, require_translator
from heraut.newsroom.models import TranslationWork
from heraut.people.models import User


@transaction.atomic
def leave_translation(item_id: UUID, language: str, *, by: User) -> None:
    """One's own; another's is taken over first, nobody's changes nothing."""
    item = locked_item(item_id)
    require_translator(by, item, language)
    gone, _ = TranslationWork.objects.filter(item=item, language=language, taken_by=by).delete()
    if gone:
        audit.record(
            "translation.leave",
            actor=by,
            subject=item,
            unit_id=item.unit_id,
            detail={"language": language},
        )
