"""End a line to take: nobody uses it any more, in any language."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel import clock
from heraut.people.models import User
from heraut.press.actions._lines import LINE_KIND, locked_line, touch
from heraut.press.models import LineToTake


@transaction.atomic
def end_line(line_id: UUID, *, by: User) -> LineToTake:
    """It stays readable, marked as ended. Raises ``Refusal("press.line_ended")`` the second time."""
    line = locked_line(line_id, by)
    for version in line.versions.all():
        withdraw_for_edit(LINE_KIND, version.pk, by=by)
    line.ended_at, line.ended_by = clock.now(), by
    touch(line, "ended_at", "ended_by")
    audit.record("press.line_end", actor=by, subject=line, unit_id=line.unit_id)
    return line
