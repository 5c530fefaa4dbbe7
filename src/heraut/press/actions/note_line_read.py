"""Note which edit of a line a person has read, to show them later what changed since."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import LineRead, LineToTake, LineVersion


@transaction.atomic
def note_line_read(version_id: UUID, *, by: User, edit: int) -> LineRead | None:
    """``edit``: the number of the one in force that stood on the screen; None if there is none."""
    version = LineVersion.objects.select_related("line", "in_force").get(pk=version_id)
    access.get_or_404(by, Right.PRESS_READ, LineToTake, pk=version.line_id)
    read = version.edits.filter(number=edit).first()
    if version.in_force is None or read is None or read.number > version.in_force.number:
        return None
    noted, _new = LineRead.objects.update_or_create(
        user=by, version=version, defaults={"edit": read, "at": clock.now()}
    )
    audit.record(
        "press.line_read",
        actor=by,
        subject=version.line,
        unit_id=version.line.unit_id,
        detail={"language": version.language, "edit": read.number},
    )
    return noted
