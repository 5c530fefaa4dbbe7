"""Take a word out of the glossary."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.models import Term
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def remove_term(term_id: UUID, *, by: User) -> None:
    """What was translated with it stays."""
    term = Term.objects.select_for_update(of=("self",)).select_related("unit").get(pk=term_id)
    access.require(by, Right.POOL_OFFER, term.unit)
    audit.record(
        "term.remove",
        actor=by,
        subject=term,
        unit_id=term.unit_id,
        detail={"from": term.source_language, "into": term.target_language},
    )
    term.delete()
