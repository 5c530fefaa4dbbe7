"""Add one recipient to a mail that is sent to people one by one, as a confirmation is."""

from __future__ import annotations

from django.db import transaction

from heraut.audience.models import Subscription
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.outbound import jobs, mail
from heraut.outbound.models import Mailing, MailingBatch, MailingRow, MailingState


@transaction.atomic
def add_recipient(
    channel: Channel,
    template: bytes,
    subscription: Subscription,
    *,
    kind: str,
    title: str,
    sender: str,
    needs: str,
) -> Mailing:
    """The open mailing of this kind goes on as long as its words are the same; else a new one
    takes its place. ``needs``: the state that the subscription must still be in when it is sent.
    """
    now, digest = clock.now(), mail.digest(template)
    Channel.objects.select_for_update().get(pk=channel.pk)
    open_ones = Mailing.objects.filter(channel=channel, kind=kind, is_open=True)
    open_ones.exclude(digest=digest).update(is_open=False, changed_at=now)
    mailing, made = open_ones.get_or_create(
        digest=digest,
        channel=channel,
        kind=kind,
        is_open=True,
        defaults={
            "unit": channel.holder,
            "needs": needs,
            "title": title,
            "sender": sender,
            "template": template,
            "state": MailingState.SENDING,
            "due_at": now,
            "changed_at": now,
        },
    )
    batch = MailingBatch.objects.create(mailing=mailing, next_at=now, total=1)
    MailingRow.objects.create(
        batch=batch,
        recipient_id=subscription.recipient_id,
        subscription_id=subscription.pk,
        next_at=now,
        changed_at=now,
    )
    if made:
        audit.record(
            "mailing.open",
            actor=None,
            subject=mailing,
            unit_id=mailing.unit_id,
            detail={"kind": kind, "digest": digest},
        )
    jobs.wake_mailing(mailing.pk)
    return mailing
