"""What can be done to a number besides writing it: trying it, taking it back, stopping it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsletter import testing
from heraut.newsletter.actions.cancel_issue import cancel_issue
from heraut.newsletter.actions.stop_issue import stop_issue
from heraut.newsletter.actions.withdraw_issue import withdraw_issue
from heraut.newsletter.models import Issue
from heraut.newsletter.views.common import person, visible_issue
from heraut.outbound.actions.release_mailing import release_mailing
from heraut.outbound.actions.resolve_unknown_rows import resolve_unknown_rows
from heraut.people.gate import desk_view
from heraut.people.rights import Right


def _do(
    request: HttpRequest, issue: Issue, action: Callable[[], object], done: str
) -> HttpResponse:
    """Carry out ``action``; back to the issue with what came of it."""
    try:
        action()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, done)
    return redirect("newsletter_issue", issue.pk)


@require_POST
@desk_view(Right.ADAPT)
def test(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """The mail as it stands, to the person's own address."""
    issue = visible_issue(request, issue_id, Right.ADAPT)
    address = person(request).email
    return _do(
        request,
        issue,
        lambda: testing.send(issue, address),
        _("Sent to %(address)s. Look at it on your phone, too.") % {"address": address},
    )


@require_POST
@desk_view(Right.DISPATCH)
def withdraw(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    issue = visible_issue(request, issue_id, Right.DISPATCH)
    return _do(
        request,
        issue,
        lambda: withdraw_issue(issue.pk, by=person(request)),
        _("Taken back. Change it and submit it again."),
    )


@require_POST
@desk_view(Right.DISPATCH)
def cancel(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    issue = visible_issue(request, issue_id, Right.DISPATCH)
    return _do(
        request,
        issue,
        lambda: cancel_issue(issue.pk, by=person(request)),
        _("Cancelled. Nothing of it goes out."),
    )


@require_POST
@desk_view(Right.RECALL)
def stop(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    issue = visible_issue(request, issue_id, Right.RECALL)
    return _do(
        request,
        issue,
        lambda: stop_issue(issue.pk, by=person(request)),
        _("Stopped. A few mails that were on their way may still arrive."),
    )


@require_POST
@desk_view(Right.RELEASE)
def release(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    issue = visible_issue(request, issue_id, Right.RELEASE)

    def let_go() -> None:
        if issue.mailing_id is not None:
            release_mailing(issue.mailing_id, by=person(request))

    return _do(request, issue, let_go, _("Released in your name. It goes out when it is due."))


@require_POST
@desk_view(Right.DISPATCH)
def resolve(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """A person decides about those of whom nobody can tell."""
    issue = visible_issue(request, issue_id, Right.DISPATCH)
    again = request.POST.get("answer") == "try_again"

    def decide() -> None:
        if issue.mailing_id is not None:
            answer = "try_again" if again else "leave"
            resolve_unknown_rows(issue.mailing_id, by=person(request), answer=answer)  # type: ignore[arg-type]

    done = _("It is sent to them once more.") if again else _("Noted: they count as having it.")
    return _do(request, issue, decide, done)
