"""What the actions on lines to take have in common."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value

from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import languages
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import LineEdit, LineToTake, LineVersion
from heraut.press.text import LineText

LINE_KIND = "press.line"


def locked_line(line_id: UUID, by: User) -> LineToTake:
    """The line, locked until the transaction ends; ``Forbidden`` for who may not write it."""
    line = LineToTake.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line_id)
    access.require(by, Right.PRESS_WRITE, line.unit)
    if line.ended_at is not None:
        raise Refusal("press.line_ended")
    return line


def require_dates(valid_from: datetime | None, expires_at: datetime | None) -> None:
    """A line expires after it begins, and not in the past."""
    if expires_at and expires_at <= clock.now():
        raise Refusal("press.line_past")
    if valid_from and expires_at and expires_at <= valid_from:
        raise Refusal("press.line_dates")


def write(version: LineVersion, text: LineText, by: User) -> LineEdit:
    """The next edit of ``version``, with the dates its line wants now; takes the clearance back.

    What was cleared before stays in force.
    """
    line = version.line
    version.edit += 1
    version.title = text.title
    version.save()
    edit = LineEdit.objects.create(
        version=version,
        number=version.edit,
        title=text.title,
        message=text.message,
        pairs=[list(pair) for pair in text.pairs],
        valid_from=line.valid_from,
        expires_at=line.expires_at,
        author=by,
    )
    if version.in_force is None:
        index(version, edit)
    withdraw_for_edit(LINE_KIND, version.pk, by=by)
    return edit


def index(version: LineVersion, edit: LineEdit) -> None:
    """Word ``edit`` for search: what is in force, or the draft where nothing is yet."""
    config = languages.configuration(version.language)
    pairs = " ".join(f"{question} {answer}" for question, answer in edit.pairs)
    title, message, more = (
        Value(text, output_field=TextField()) for text in (edit.title, edit.message, pairs)
    )
    vector = (
        SearchVector(title, weight="A", config=config)
        + SearchVector(message, weight="B", config=config)
        + SearchVector(more, weight="C", config=config)
        + SearchVector(title, message, more, weight="D", config="simple")
    )
    LineVersion.objects.filter(pk=version.pk).update(search=vector)


def touch(line: LineToTake, *fields: str) -> None:
    line.changed_at = clock.now()
    line.save(update_fields=["changed_at", *fields])
