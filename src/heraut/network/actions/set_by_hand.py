"""Let a person publish on a channel from now on, because no machine can, or not yet."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.connectors import catalogue
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelState, Health
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def set_by_hand(channel_id: UUID, *, by: User) -> Channel:
    """Until somebody signs it in (``connect_channel``): then a machine publishes again. Raises
    ``Refusal`` (``channel.retired``, ``channel.not_by_hand``)."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if channel.state in (ChannelState.RETIRED, ChannelState.PARKED):
        raise Refusal("channel.retired")
    if catalogue.person(channel.platform) is None:
        raise Refusal("channel.not_by_hand")
    channel.by_hand = True
    channel.state = ChannelState.ACTIVE
    # Whether a sign-in works says nothing while nobody uses it.
    channel.health, channel.health_code = Health.UNKNOWN, ""
    channel.save(update_fields=["by_hand", "state", "health", "health_code"])
    audit.record("channel.by_hand", actor=by, subject=channel, unit_id=channel.holder_id)
    return channel
