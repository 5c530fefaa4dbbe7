"""Ask for a line to take to be cleared in one language."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.ask import ask
from heraut.guidance.models import Clearance
from heraut.kernel.errors import Stale
from heraut.people.models import User
from heraut.press.actions._lines import LINE_KIND, locked_line
from heraut.press.models import LineVersion


@transaction.atomic
def submit_line(version_id: UUID, *, by: User, seen: int) -> Clearance:
    """``seen``: the number of the edit that the person read.

    Whoever wrote in it since it was cleared last may not clear it.
    """
    version = LineVersion.objects.select_related("in_force").get(pk=version_id)
    line = locked_line(version.line_id, by)
    version.refresh_from_db()
    edits = version.edits.select_related("author")
    if version.edit != seen:
        latest = edits.get(number=version.edit)
        raise Stale("press.line_stale", name=str(latest.author), at=latest.created_at)
    since = version.in_force.number if version.in_force else 0
    clearance = ask(
        LINE_KIND,
        version.pk,
        unit=line.unit,
        title=version.title,
        authors=[edit.author for edit in edits.filter(number__gt=since)],
        by=by,
    )
    audit.record(
        "press.line_submit",
        actor=by,
        subject=line,
        unit_id=line.unit_id,
        detail={"language": version.language, "edit": version.edit},
    )
    return clearance
