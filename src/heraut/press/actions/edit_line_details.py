"""Change what a line to take is about and how long it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.models import Fact, Theme
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.actions._lines import locked_line, require_dates, touch, write
from heraut.press.models import LineToTake
from heraut.press.text import LineText


@transaction.atomic
def edit_line_details(
    line_id: UUID,
    *,
    by: User,
    themes: Iterable[Theme],
    facts: Iterable[UUID],
    valid_from: datetime | None,
    expires_at: datetime | None,
) -> LineToTake:
    """Other dates are another text to clear, in every language: what is in force keeps its own.

    Facts carry their own source and date, so attaching one needs no new clearance.
    """
    line = locked_line(line_id, by)
    dated = (line.valid_from, line.expires_at) != (valid_from, expires_at)
    if dated:
        require_dates(valid_from, expires_at)
    line.valid_from, line.expires_at = valid_from, expires_at
    touch(line, "valid_from", "expires_at")
    line.themes.set(themes)
    line.facts.set(access.rows(by, Right.ITEM_READ, Fact).filter(pk__in=list(facts)))
    if dated:
        for version in line.versions.all():
            version.line = line
            write(version, LineText.of(version.edits.get(number=version.edit)), by)
    audit.record(
        "press.line_details",
        actor=by,
        subject=line,
        unit_id=line.unit_id,
        detail={"valid_from": valid_from, "expires_at": expires_at, "dated": dated},
    )
    return line
