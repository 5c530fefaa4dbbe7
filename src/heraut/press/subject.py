"""How lines to take and answers are cleared: what guidance asks of this app."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heraut.guidance.models import Clearance
from heraut.guidance.subjects import SUBJECTS, Subject, SubjectWords
from heraut.people.models import User
from heraut.press.actions._enquiries import ANSWER_KIND
from heraut.press.actions._lines import LINE_KIND
from heraut.press.actions.put_in_force import put_in_force
from heraut.press.actions.release_answer import release_answer
from heraut.press.actions.reopen_answer import reopen_answer
from heraut.press.actions.take_out_of_force import take_out_of_force
from heraut.press.models import Enquiry, LineEdit, LineVersion
from heraut.press.text import answer_digest, line_digest

# -- lines to take ------------------------------------------------------------------


def _line_digest(version_id: UUID) -> str:
    # access: a fingerprint, shown to nobody
    version = LineVersion.objects.get(pk=version_id)
    return line_digest(version.edits.get(number=version.edit), version.language)


def _line_url(version_id: UUID) -> str:
    # access: an address, behind which the door is asked
    version = LineVersion.objects.get(pk=version_id)
    return reverse("press_line", args=[version.line_id]) + f"?text={version.language}"


def _line_rejected(_clearance: Clearance, _by: User) -> None:
    """What is in force stays; the reason stands with the clearance, for the writers to read."""


def _lines(_request: HttpRequest, clearances: Sequence[Clearance]) -> dict[UUID, str]:
    """The latest edit of each, as its readers will see it, and what it would replace."""
    # access: the clearances came through the door
    versions = LineVersion.objects.select_related("in_force").in_bulk(
        [each.subject_id for each in clearances]
    )
    edits = {
        edit.version_id: edit
        for edit in LineEdit.objects.filter(version__in=versions).order_by("number")
    }
    return {
        each.pk: render_to_string(
            "press/_line_to_clear.html",
            {"version": versions[each.subject_id], "edit": edits[each.subject_id]},
        )
        for each in clearances
    }


# -- answers ------------------------------------------------------------------------


def _answer_digest(enquiry_id: UUID) -> str:
    # access: a fingerprint, shown to nobody
    enquiry = Enquiry.objects.get(pk=enquiry_id)
    return answer_digest(enquiry.answer, enquiry.answer_language)


def _answer_url(enquiry_id: UUID) -> str:
    return reverse("press_enquiry", args=[enquiry_id])


def _answers(_request: HttpRequest, clearances: Sequence[Clearance]) -> dict[UUID, str]:
    enquiries = (
        # access: the clearances came through the door
        Enquiry.objects.select_related("contact")
        .prefetch_related("lines__versions", "facts")
        .in_bulk([each.subject_id for each in clearances])
    )
    return {
        each.pk: render_to_string(
            "press/_answer_to_clear.html", {"enquiry": enquiries[each.subject_id]}
        )
        for each in clearances
    }


def register() -> None:
    SUBJECTS.register(
        LINE_KIND,
        Subject(
            digest=_line_digest,
            url=_line_url,
            render=lambda request, clearance: _lines(request, [clearance])[clearance.pk],
            render_many=_lines,
            on_cleared=put_in_force,
            on_rejected=_line_rejected,
            on_withdrawn=take_out_of_force,
            words=SubjectWords(
                due=_("in force from"),
                at_once=_("in force as soon as it is cleared"),
                cleared=_("Cleared. “%(title)s” is in force."),
                see=_("See the line to take"),
            ),
        ),
    )
    SUBJECTS.register(
        ANSWER_KIND,
        Subject(
            digest=_answer_digest,
            url=_answer_url,
            render=lambda request, clearance: _answers(request, [clearance])[clearance.pk],
            render_many=_answers,
            on_cleared=release_answer,
            on_rejected=reopen_answer,
            on_withdrawn=reopen_answer,
            words=SubjectWords(
                due=_("the journalist needs it by"),
                at_once=_("answered as soon as it is cleared"),
                cleared=_("Cleared. Whoever has the enquiry sends the answer to “%(title)s”."),
                see=_("See the enquiry"),
            ),
        ),
    )
