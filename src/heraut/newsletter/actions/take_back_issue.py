"""Take an issue back: its clearance was withdrawn, by a person or by an edit."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.kernel.errors import Refusal
from heraut.newsletter.actions._issues import has_left, locked, move
from heraut.newsletter.models import IssueState
from heraut.outbound.actions.stop_mailing import stop_mailing
from heraut.people.models import User


@transaction.atomic
def take_back_issue(clearance: Clearance, by: User | None) -> None:
    """In the transaction that withdraws the clearance. Raises ``Refusal("issue.left")`` once the
    first mail may have gone: then it can only be stopped."""
    issue = locked(clearance.subject_id)
    if has_left(issue):
        raise Refusal("issue.left")
    if issue.mailing is not None and by is not None:
        stop_mailing(issue.mailing.pk, by=by)
    issue.mailing = None
    issue.save(update_fields=["mailing"])
    move(issue, IssueState.DRAFT)
    audit.record("issue.take_back", actor=by, subject=issue, unit_id=issue.list.channel.holder_id)
