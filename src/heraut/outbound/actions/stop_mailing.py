"""Stop a mailing in the middle: whoever has it has it, nobody else gets it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.models import MAILING, Mailing, MailingState
from heraut.people.models import User


@transaction.atomic
def stop_mailing(mailing_id: UUID, *, by: User) -> Mailing:
    """In force at the next step of every worker: a few messages that are on their way arrive.

    The caller has authorised ``by``. Raises ``Refusal("mailing.over")`` where nothing is left to
    stop.
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    if not MAILING.allows(mailing.state, MailingState.STOPPED):
        raise Refusal("mailing.over")
    mailing.state = MailingState.STOPPED
    mailing.changed_at = mailing.finished_at = clock.now()
    mailing.blocked_until = None
    mailing.save(update_fields=["state", "changed_at", "finished_at", "blocked_until"])
    audit.record("mailing.stop", actor=by, subject=mailing, unit_id=mailing.unit_id)
    jobs.wake_mailing(mailing.pk)
    return mailing
