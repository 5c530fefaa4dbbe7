"""Take a line out of force: a person withdrew the clearance that it stands on."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.people.models import User
from heraut.press.models import LineVersion
from heraut.press.text import line_digest


@transaction.atomic
def take_out_of_force(clearance: Clearance, by: User | None) -> None:
    """In the transaction that withdraws the clearance.

    An edit, which withdraws without a reason, leaves in force what was cleared last; so does the
    withdrawal of a newer text that was never cleared.
    """
    version = (
        LineVersion.objects.select_for_update(of=("self",))
        .select_related("line", "in_force")
        .get(pk=clearance.subject_id)
    )
    stands = version.in_force
    if not clearance.reason or stands is None:
        return
    if line_digest(stands, version.language) != clearance.digest:
        return
    version.in_force = version.in_force_at = version.in_force_by = None
    version.save(update_fields=["in_force", "in_force_at", "in_force_by"])
    audit.record(
        "press.line_out_of_force",
        actor=by,
        subject=version.line,
        unit_id=version.line.unit_id,
        detail={"language": version.language, "edit": stands.number},
    )
