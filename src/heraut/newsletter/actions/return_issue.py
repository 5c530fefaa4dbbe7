"""Send an issue back to its authors: it was not cleared."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.newsletter.actions._issues import locked, move
from heraut.newsletter.models import IssueState
from heraut.people.models import User


@transaction.atomic
def return_issue(clearance: Clearance, by: User) -> None:
    """In the transaction that rejects it; guidance has authorised ``by``."""
    issue = locked(clearance.subject_id)
    move(issue, IssueState.RETURNED)
    audit.record("issue.return", actor=by, subject=issue, unit_id=issue.list.channel.holder_id)
