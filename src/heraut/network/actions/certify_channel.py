"""Certify that a channel is the ministry's, until a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

VALID = timedelta(days=180)


@transaction.atomic
def certify_channel(channel_id: UUID, *, by: User) -> Channel:
    """For half a year. Raises ``Refusal("channel.not_verified")`` unless the platform itself was
    asked who the account is: a certification without that would promise too much."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if channel.state != ChannelState.ACTIVE:
        raise Refusal("channel.not_active")
    if not channel.platform_id or channel.verified_at is None:
        raise Refusal("channel.not_verified")
    now = clock.now()
    channel.certified_at, channel.certified_by = now, by
    channel.certified_until = (now + VALID).date()
    channel.save(update_fields=["certified_at", "certified_by", "certified_until"])
    audit.record(
        "channel.certify",
        actor=by,
        subject=channel,
        unit_id=channel.holder_id,
        detail={"until": channel.certified_until},
    )
    return channel
