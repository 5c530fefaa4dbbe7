"""Take many words into the glossary at once, all or none."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions.record_term import record_term
from heraut.newsroom.models import Term
from heraut.newsroom.translating.table import Row
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def import_terms(unit: Unit, rows: Sequence[Row], *, by: User) -> list[Term]:
    """``rows`` as ``heraut.newsroom.translating.table.parse`` gives them. Terms that the file does
    not name stay."""
    access.require(by, Right.POOL_OFFER, unit)
    made = [
        record_term(
            unit,
            by=by,
            source_language=row.source_language,
            term=row.term,
            target_language=row.target_language,
            translation=row.translation,
            note=row.note,
        )
        for row in rows
    ]
    audit.record("term.import", actor=by, subject=unit, unit_id=unit.pk, detail={"rows": len(rows)})
    return made
