"""Put a word into the glossary, or say it differently."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import Term
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def record_term(
    unit: Unit,
    *,
    by: User,
    source_language: str,
    term: str,
    target_language: str,
    translation: str,
    note: str = "",
) -> Term:
    """The same term in the same direction again replaces its translation. Raises
    ``Refusal("term.incomplete")``."""
    access.require(by, Right.POOL_OFFER, unit)
    term, translation = " ".join(term.split()), " ".join(translation.split())
    if not term or not translation or source_language == target_language:
        raise Refusal("term.incomplete")
    known = Term.objects.filter(
        unit=unit,
        source_language=source_language,
        target_language=target_language,
        term__iexact=term,
    ).first()
    kept = known or Term(
        unit=unit, source_language=source_language, target_language=target_language
    )
    if known and (kept.term, kept.translation, kept.note) == (term, translation, note.strip()):
        return kept
    kept.term, kept.translation, kept.note = term, translation, note.strip()[:300]
    kept.save()
    audit.record(
        "term.record",
        actor=by,
        subject=kept,
        unit_id=unit.pk,
        detail={"from": source_language, "into": target_language},
    )
    return kept
