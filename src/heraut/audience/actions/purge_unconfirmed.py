"""Forget addresses that nobody confirmed: they may have been typed by somebody else."""

from __future__ import annotations

from django.db import transaction

from heraut.audience.models import Recipient, Subscription, SubscriptionState
from heraut.foundation import audit
from heraut.kernel import clock

_A_BATCH = 500


@transaction.atomic
def purge_unconfirmed() -> int:
    """How many recipients went; those with another subscription only lose the one."""
    overdue = list(
        Subscription.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=SubscriptionState.PENDING, confirm_until__lt=clock.now())
        .order_by("confirm_until")[:_A_BATCH]
    )
    if not overdue:
        return 0
    people = {each.recipient_id for each in overdue}
    consents = [each.consent_id for each in overdue if each.consent_id is not None]
    Subscription.objects.filter(pk__in=[each.pk for each in overdue]).delete()
    for recipient in Recipient.objects.select_for_update().filter(pk__in=people):
        recipient.consents.filter(pk__in=consents).delete()
        if not recipient.subscriptions.exists():
            recipient.addresses.all().delete()
            recipient.data_key, recipient.erased_at = None, clock.now()
            recipient.save(update_fields=["data_key", "erased_at"])
    audit.record(
        "subscription.purge",
        actor=None,
        subject=overdue[0],
        detail={"count": len(overdue)},
    )
    return len(overdue)
