"""Stop an issue that is being sent."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsletter.actions._issues import has_left, locked
from heraut.newsletter.models import Issue
from heraut.outbound.actions.stop_mailing import stop_mailing
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def stop_issue(issue_id: UUID, *, by: User) -> Issue:
    """By whoever may recall; whoever has it keeps it, and its public page goes."""
    issue = locked(issue_id)
    access.require(by, Right.RECALL, issue.list.channel.holder)
    if issue.mailing is None or not has_left(issue):
        raise Refusal("issue.not_going")
    stop_mailing(issue.mailing.pk, by=by)
    audit.record("issue.stop", actor=by, subject=issue, unit_id=issue.list.channel.holder_id)
    return issue
