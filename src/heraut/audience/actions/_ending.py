"""Ending a subscription, for whatever reason: the consent ends with it."""

from __future__ import annotations

from heraut.audience.models import (
    SUBSCRIPTION,
    Consent,
    Recipient,
    Subscription,
    SubscriptionState,
    Why,
)
from heraut.kernel import clock


def end(subscription: Subscription, why: Why) -> bool:
    """False where it had ended before. The caller holds the row's lock and writes the trail."""
    if not SUBSCRIPTION.allows(subscription.state, SubscriptionState.ENDED):
        return False
    now = clock.now()
    subscription.state, subscription.why = SubscriptionState.ENDED, why
    subscription.ended_at = now
    subscription.save(update_fields=["state", "why", "ended_at"])
    if subscription.consent_id is not None:
        given = Consent.objects.filter(pk=subscription.consent_id, withdrawn_at=None)
        given.update(withdrawn_at=now)
    return True


def end_all(recipient: Recipient, why: Why) -> int:
    """Every subscription of a recipient; how many there were."""
    open_ones = recipient.subscriptions.select_for_update().exclude(state=SubscriptionState.ENDED)
    return sum(end(each, why) for each in open_ones)
