"""Somebody gave an address on a public page: it waits until its owner confirms it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from heraut.audience import addresses, queries
from heraut.audience.actions import _recipients
from heraut.audience.models import Consent, How, Recipient, Subscription, SubscriptionState
from heraut.foundation import audit
from heraut.foundation.keys import master_keys
from heraut.kernel import clock
from heraut.network.models import Channel

#: How long the link in the mail is good.
CONFIRM = timedelta(days=3)
#: Asked again sooner than this, no second mail goes to the address.
PAUSE = timedelta(minutes=10)


@transaction.atomic
def subscribe(
    channel: Channel, address: str, *, language: str, wording: str, ip: str
) -> Subscription | None:
    """The subscription to which a confirmation has to be sent; None where none has to.

    None for an address that is subscribed, suppressed, or was asked a moment ago: the page says
    the same to everybody. Raises ``Refusal("address.wrong")``.
    """
    address = addresses.normal(address)
    if queries.is_suppressed(addresses.look_up(address), "newsletter"):
        return None
    recipient = _recipients.find_or_make(address, language)
    now = clock.now()
    known = recipient.subscriptions.exclude(state=SubscriptionState.ENDED).filter(channel=channel)
    subscription = known.first()
    if subscription is None:
        subscription = _begin(recipient, channel, language, wording, ip)
    elif subscription.state == SubscriptionState.CONFIRMED or now - subscription.asked_at < PAUSE:
        return None
    subscription.asked_at, subscription.confirm_until = now, now + CONFIRM
    subscription.save(update_fields=["asked_at", "confirm_until"])
    audit.record("subscription.ask", actor=None, subject=subscription, unit_id=channel.holder_id)
    return subscription


def _begin(
    recipient: Recipient, channel: Channel, language: str, wording: str, ip: str
) -> Subscription:
    now = clock.now()
    consent = Consent.objects.create(
        recipient=recipient,
        purpose="newsletter",
        channel=channel,
        wording=wording,
        language=language,
        how=How.FORM,
        given_at=now,
        ip_hash=master_keys().look_up_hash(ip, "consent.ip") if ip else "",
    )
    return Subscription.objects.create(
        recipient=recipient, channel=channel, consent=consent, asked_at=now
    )
