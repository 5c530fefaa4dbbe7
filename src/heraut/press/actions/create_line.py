"""Begin a line to take with its text in one language."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.press.actions._lines import require_dates, write
from heraut.press.models import LineToTake, LineVersion
from heraut.press.text import LineText


@transaction.atomic
def create_line(
    unit: Unit,
    *,
    by: User,
    language: str,
    text: LineText,
    valid_from: datetime | None = None,
    expires_at: datetime | None = None,
) -> LineToTake:
    """A draft. ``Refusal("press.line_incomplete")`` without a title or a message."""
    access.require(by, Right.PRESS_WRITE, unit)
    text = text.stripped()
    if not text.title or not text.message:
        raise Refusal("press.line_incomplete")
    require_dates(valid_from, expires_at)
    line = LineToTake.objects.create(
        unit=unit,
        author=by,
        original_language=language,
        valid_from=valid_from,
        expires_at=expires_at,
        changed_at=clock.now(),
    )
    write(LineVersion(line=line, language=language), text, by)
    audit.record(
        "press.line_create", actor=by, subject=line, unit_id=unit.pk, detail={"language": language}
    )
    return line
