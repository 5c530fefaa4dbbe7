"""Put a cleared line in force: it replaces what was said before in that language."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.people.models import User
from heraut.press.actions._lines import index
from heraut.press.models import LineVersion


@transaction.atomic
def put_in_force(clearance: Clearance, by: User) -> None:
    """In the transaction that clears the text; guidance has authorised ``by``."""
    version = (
        LineVersion.objects.select_for_update(of=("self",))
        .select_related("line")
        .get(pk=clearance.subject_id)
    )
    edit = version.edits.get(number=version.edit)
    version.in_force, version.in_force_at, version.in_force_by = edit, clock.now(), by
    version.save(update_fields=["in_force", "in_force_at", "in_force_by"])
    index(version, edit)
    audit.record(
        "press.line_in_force",
        actor=by,
        subject=version.line,
        unit_id=version.line.unit_id,
        detail={"language": version.language, "edit": edit.number},
    )
