"""What the acts on an issue have in common."""

from __future__ import annotations

from uuid import UUID

from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsletter.models import ISSUE, Issue, IssueState
from heraut.outbound.models import MailingState
from heraut.people.models import User

KIND = "issue"


def locked(issue_id: UUID) -> Issue:
    """The issue with its list, locked until the transaction ends."""
    return (
        Issue.objects.select_for_update(of=("self",))
        .select_related("list__channel__holder", "changed_by", "mailing")
        .get(pk=issue_id)
    )


def move(issue: Issue, state: IssueState) -> None:
    ISSUE.check(issue.state, state)
    issue.state, issue.changed_at = state, clock.now()
    issue.save(update_fields=["state", "changed_at"])


def has_left(issue: Issue) -> bool:
    """Whether the first mail may have gone: from then on the words are fixed."""
    return issue.mailing is not None and issue.mailing.state != MailingState.WAITING


def require_open(issue: Issue) -> None:
    """Raise ``Refusal("issue.over")`` unless it can still be changed."""
    if issue.state == IssueState.CANCELLED or has_left(issue):
        raise Refusal("issue.over")


def back_to_draft(issue: Issue, by: User) -> None:
    """An edit takes back what was asked for or given: a clearance is for the words as they were."""
    if issue.state in (IssueState.ASKED, IssueState.HANDED_OVER):
        withdraw_for_edit(KIND, issue.pk, by=by)
        issue.refresh_from_db(fields=["state", "mailing"])
    if issue.state == IssueState.RETURNED:
        move(issue, IssueState.DRAFT)
