"""Resume a channel's line after it was signed in again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.outbound import jobs
from heraut.outbound.models import Parcel, ParcelState, Queue


@transaction.atomic
def resume(channel_id: UUID) -> int:
    """What waited because of the sign-in is due now; how many there are. Called by Heraut itself
    once the platform has accepted the new sign-in."""
    Queue.objects.filter(channel_id=channel_id).update(blocked_until=None, blocked_code="")
    count = Parcel.objects.filter(channel_id=channel_id, state=ParcelState.RETRY).update(
        next_at=clock.now(), changed_at=clock.now()
    )
    audit.record(
        "channel.resume",
        actor=None,
        subject=Channel(pk=channel_id),
        detail={"waiting": count},
    )
    jobs.wake(channel_id)
    return count
