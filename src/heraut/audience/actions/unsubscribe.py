"""A subscriber leaves a list: by link, by one click in the mail program, by mail, by request."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.audience.actions import _ending
from heraut.audience.models import Subscription, Why
from heraut.foundation import audit
from heraut.people.models import User


@transaction.atomic
def unsubscribe(
    subscription_id: UUID, *, why: Why = Why.ASKED, by: User | None = None
) -> Subscription | None:
    """Done twice it is done once; None where no such subscription is known any more."""
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("channel")
        .filter(pk=subscription_id)
        .first()
    )
    if subscription is not None and _ending.end(subscription, why):
        audit.record(
            "subscription.end",
            actor=by,
            subject=subscription,
            unit_id=subscription.channel.holder_id,
            detail={"why": why},
        )
    return subscription
