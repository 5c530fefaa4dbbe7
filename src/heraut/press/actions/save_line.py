"""Save a line to take in one language: a new edit of it, to be cleared anew."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal, Stale
from heraut.people.models import User
from heraut.press.actions._lines import locked_line, touch, write
from heraut.press.models import LineVersion
from heraut.press.text import LineText


@transaction.atomic
def save_line(line_id: UUID, language: str, *, by: User, text: LineText, seen: int) -> LineVersion:
    """``seen``: the number of the edit on the person's screen, 0 for a new language.

    What was cleared stays in force until this is cleared. Raises ``Stale("press.line_stale")``
    where somebody saved since; saving what stands there already changes nothing.
    """
    line = locked_line(line_id, by)
    text = text.stripped()
    if not text.title or not text.message:
        raise Refusal("press.line_incomplete")
    version = line.versions.filter(language=language).first() or LineVersion(
        line=line, language=language
    )
    version.line = line
    latest = version.edits.select_related("author").first() if version.edit else None
    if latest is not None and LineText.of(latest) == text:
        return version
    if version.edit != seen:
        name = str(latest.author) if latest else ""
        raise Stale("press.line_stale", name=name, at=latest.created_at if latest else None)
    write(version, text, by)
    touch(line)
    audit.record(
        "press.line_save",
        actor=by,
        subject=line,
        unit_id=line.unit_id,
        detail={"language": language, "edit": version.edit},
    )
    return version
