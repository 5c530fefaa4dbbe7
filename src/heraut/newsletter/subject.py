"""How issues are cleared: what guidance asks of this app."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from heraut.guidance.models import Clearance
from heraut.guidance.subjects import SUBJECTS, Subject
from heraut.newsletter import content
from heraut.newsletter.actions._issues import KIND
from heraut.newsletter.actions.hand_over_issue import hand_over_issue
from heraut.newsletter.actions.return_issue import return_issue
from heraut.newsletter.actions.take_back_issue import take_back_issue
from heraut.newsletter.models import Issue


def _digest(issue_id: UUID) -> str:
    # access: a fingerprint, shown to nobody
    return content.of(Issue.objects.select_related("list__channel").get(pk=issue_id)).digest


def _url(issue_id: UUID) -> str:
    return reverse("newsletter_issue", args=[issue_id])


def _render(request: HttpRequest, clearance: Clearance) -> str:
    """What the clearer reads: the mail as it will be drawn."""
    # access: the clearance came through the door
    issue = Issue.objects.select_related("list__channel").get(pk=clearance.subject_id)
    return render_to_string("newsletter/_to_clear.html", {"issue": issue}, request=request)


def register() -> None:
    SUBJECTS.register(
        KIND,
        Subject(
            digest=_digest,
            url=_url,
            render=_render,
            on_cleared=hand_over_issue,
            on_rejected=return_issue,
            on_withdrawn=take_back_issue,
        ),
    )
