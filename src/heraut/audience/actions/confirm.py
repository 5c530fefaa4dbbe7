"""The owner of an address pressed the button behind the link in the first mail."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.audience import tokens
from heraut.audience.models import SUBSCRIPTION, Consent, Subscription, SubscriptionState
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal


@transaction.atomic
def confirm(token: str) -> Subscription:
    """A second press changes nothing. Raises ``Refusal("subscription.link_wrong")`` or
    ``Refusal("subscription.link_expired")``."""
    subject = tokens.read("confirm", token)
    if subject is None or len(subject) != 16:
        raise Refusal("subscription.link_wrong")
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("channel")
        .filter(pk=UUID(bytes=subject))
        .first()
    )
    if subscription is None:
        raise Refusal("subscription.link_expired")
    if subscription.state == SubscriptionState.CONFIRMED:
        return subscription
    now = clock.now()
    over = subscription.confirm_until is None or subscription.confirm_until < now
    if over or not SUBSCRIPTION.allows(subscription.state, SubscriptionState.CONFIRMED):
        raise Refusal("subscription.link_expired")
    subscription.state = SubscriptionState.CONFIRMED
    subscription.confirmed_at = now
    subscription.confirm_until = None
    subscription.save(update_fields=["state", "confirmed_at", "confirm_until"])
    if subscription.consent_id is not None:
        Consent.objects.filter(pk=subscription.consent_id).update(confirmed_at=now)
    audit.record(
        "subscription.confirm",
        actor=None,
        subject=subscription,
        unit_id=subscription.channel.holder_id,
    )
    return subscription
