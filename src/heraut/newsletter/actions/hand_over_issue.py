"""Hand a cleared issue over: it goes to everybody on its list when it is due."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.newsletter import composing
from heraut.newsletter.actions._issues import locked, move
from heraut.newsletter.models import IssueState
from heraut.outbound import mail_settings
from heraut.outbound.actions.hand_over_mailing import hand_over_mailing
from heraut.people.models import User


@transaction.atomic
def hand_over_issue(clearance: Clearance, by: User) -> None:
    """In the transaction that clears it; guidance has authorised ``by``. The mail is composed
    here, from exactly what was cleared."""
    issue = locked(clearance.subject_id)
    move(issue, IssueState.HANDED_OVER)
    now = clock.now()
    due_at = max(issue.at, now) if issue.at else now
    issue.mailing = hand_over_mailing(
        issue.list.channel,
        composing.issue_template(issue),
        kind="newsletter",
        title=issue.subject,
        sender=mail_settings.sender(),
        unit=issue.list.channel.holder,
        due_at=due_at,
        by=by,
    )
    issue.save(update_fields=["mailing"])
    audit.record(
        "issue.hand_over",
        actor=by,
        subject=issue,
        unit_id=issue.list.channel.holder_id,
        detail={"due_at": due_at, "mailing": issue.mailing.pk},
    )
