"""A person decides about recipients of whom nobody can tell whether they got the mail."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.actions._batches import recount
from heraut.outbound.models import MAILING, Mailing, MailingBatch, MailingRow, MailingState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

Answer = Literal["leave", "try_again"]


@transaction.atomic
def resolve_unknown_rows(mailing_id: UUID, *, by: User, answer: Answer) -> int:
    """``leave``: they count as having it; ``try_again``: send once more, and some may get it twice.
    How many there were. Raises ``Refusal("mailing.none_unknown")``."""
    mailing = (
        Mailing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mailing_id)
    )
    access.require(by, Right.DISPATCH, mailing.unit)
    now = clock.now()
    batches = list(MailingBatch.objects.select_for_update().filter(mailing=mailing, unknown__gt=0))
    rows = MailingRow.objects.filter(batch__in=batches, state="unknown")
    if answer == "try_again" and mailing.state == MailingState.STOPPED:
        raise Refusal("mailing.over")
    state = "done" if answer == "leave" else "retry"
    count = rows.update(state=state, code="person.said", next_at=now, changed_at=now)
    if not count:
        raise Refusal("mailing.none_unknown")
    recount(each.number for each in batches)
    if answer == "try_again":
        MailingBatch.objects.filter(pk__in=[each.pk for each in batches]).update(
            finished_at=None, next_at=now
        )
        if MAILING.allows(mailing.state, MailingState.SENDING):
            mailing.state, mailing.finished_at = MailingState.SENDING, None
    mailing.changed_at = now
    mailing.save(update_fields=["state", "finished_at", "changed_at"])
    audit.record(
        "mailing.resolve",
        actor=by,
        subject=mailing,
        unit_id=mailing.unit_id,
        detail={"answer": answer, "count": count},
    )
    jobs.wake_mailing(mailing.pk)
    return count
