"""A recipient on a list: asked for, confirmed, ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.audience.models.consent import Consent
from heraut.audience.models.recipient import Recipient
from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.network.models import Channel


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("Waits for confirmation")
    CONFIRMED = "confirmed", _("Subscribed")
    ENDED = "ended", _("Ended")


#: Ended is final: who comes back begins a new subscription, with a consent of its own.
SUBSCRIPTION = StateMachine(
    "subscription",
    start=SubscriptionState.PENDING,
    moves={
        SubscriptionState.PENDING: {SubscriptionState.CONFIRMED, SubscriptionState.ENDED},
        SubscriptionState.CONFIRMED: {SubscriptionState.ENDED},
        SubscriptionState.ENDED: set(),
    },
)


class Why(models.TextChoices):
    """Why a subscription ended."""

    ASKED = "asked", _("Unsubscribed")
    BOUNCED = "bounced", _("The address does not exist")
    COMPLAINED = "complained", _("Reported as unwanted")
    EXPIRED = "expired", _("Never confirmed")
    REMOVED = "removed", _("Removed by the ministry")
    ERASED = "erased", _("Erased")


class Subscription(Row):
    """The list is a channel. ``confirm_until``: how long the link in the first mail is good.

    The links in mails carry no secret of this row: they are computed from its id with the master
    key (heraut.audience.tokens), so that a copy of the database opens none of them.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("channel__holder",)

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="subscriptions")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="subscriptions")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=9, choices=SubscriptionState.choices, default=SubscriptionState.PENDING
    )
    confirm_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(help_text="when a confirmation was last asked for")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "id"], condition=Q(state="confirmed"), name="subscription_goes"
            ),
            models.Index(
                fields=["confirm_until"], condition=Q(state="pending"), name="subscription_waits"
            ),
            models.Index(fields=["channel", "confirmed_at"]),
            models.Index(fields=["channel", "ended_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel"],
                condition=~Q(state="ended"),
                name="subscription_once_a_list",
            )
        ]
