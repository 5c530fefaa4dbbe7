"""Cancel an issue that has not gone out: it is taken back first, if it had been submitted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsletter.actions._issues import back_to_draft, locked, move, require_open
from heraut.newsletter.models import Issue, IssueState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def cancel_issue(issue_id: UUID, *, by: User) -> Issue:
    """Raises ``Refusal("issue.over")`` where nothing is left to cancel."""
    issue = locked(issue_id)
    access.require(by, Right.DISPATCH, issue.list.channel.holder)
    require_open(issue)
    back_to_draft(issue, by)
    move(issue, IssueState.CANCELLED)
    audit.record("issue.cancel", actor=by, subject=issue, unit_id=issue.list.channel.holder_id)
    return issue
