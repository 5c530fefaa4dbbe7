"""Hand a cleared mail over to be sent to everybody on a list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.outbound import jobs, mail
from heraut.outbound.models import Mailing
from heraut.people.models import Unit, User


@transaction.atomic
def hand_over_mailing(
    channel: Channel,
    template: bytes,
    *,
    kind: str,
    title: str,
    sender: str,
    unit: Unit,
    due_at: datetime,
    by: User,
) -> Mailing:
    """``template``: see ``outbound.mail.compose``. Who is written to is decided when it is due:
    everybody whose subscription is confirmed at that moment.

    The caller has authorised ``by`` and stands in the transaction that decides.
    """
    now = clock.now()
    mailing = Mailing.objects.create(
        channel=channel,
        unit=unit,
        kind=kind,
        needs="confirmed",
        title=title,
        sender=sender,
        template=template,
        digest=mail.digest(template),
        due_at=due_at,
        changed_at=now,
    )
    audit.record(
        "mailing.hand_over",
        actor=by,
        subject=mailing,
        unit_id=unit.pk,
        detail={"channel": channel.pk, "kind": kind, "due_at": due_at, "digest": mailing.digest},
    )
    if due_at <= now:
        jobs.wake_mailing(mailing.pk)
    return mailing
