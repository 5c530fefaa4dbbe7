"""Take a submitted issue back to be changed, before the first mail goes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsletter.actions._issues import back_to_draft, locked, require_open
from heraut.newsletter.models import Issue, IssueState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def withdraw_issue(issue_id: UUID, *, by: User) -> Issue:
    """Raises ``Refusal("issue.over")``, or ``Refusal("issue.not_submitted")``."""
    issue = locked(issue_id)
    access.require(by, Right.DISPATCH, issue.list.channel.holder)
    require_open(issue)
    if issue.state not in (IssueState.ASKED, IssueState.HANDED_OVER):
        raise Refusal("issue.not_submitted")
    back_to_draft(issue, by)
    audit.record("issue.withdraw", actor=by, subject=issue, unit_id=issue.list.channel.holder_id)
    return issue
