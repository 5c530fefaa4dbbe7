"""Release a held mailing, by name."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.outbound import jobs
from heraut.outbound.models import Mailing
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def release_mailing(mailing_id: UUID, *, by: User) -> Mailing:
    """It goes when it is due, whatever hold was placed before now."""
    mailing = (
        Mailing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mailing_id)
    )
    access.require(by, Right.RELEASE, mailing.unit)
    now = clock.now()
    mailing.released_at, mailing.released_by, mailing.changed_at = now, by, now
    mailing.save(update_fields=["released_at", "released_by", "changed_at"])
    audit.record("mailing.release", actor=by, subject=mailing, unit_id=mailing.unit_id)
    jobs.wake_mailing(mailing.pk)
    return mailing
