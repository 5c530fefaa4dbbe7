"""Connect a channel: the platform has said who the account is, and its sign-in is kept sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Identity, Limits
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network import custody, upkeep
from heraut.network.actions._handles import bear
from heraut.network.models import Channel, ChannelState, Health
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def connect_channel(
    channel_id: UUID,
    *,
    by: User,
    origin: str,
    secrets: Mapping[str, str],
    identity: Identity,
    limits: Limits | None,
    tokens_expire_at: datetime | None = None,
    refreshable: bool = False,
) -> Channel:
    """``identity`` is what the platform answered to this very sign-in. A channel that was verified
    before keeps its id: ``Refusal("channel.another_account")`` for a different one. An account
    that another channel holds: ``Refusal("channel.taken")``. One that is frozen is signed in by
    headquarters alone, and stays frozen: ``Refusal("channel.frozen")``."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    custody.require(by, Right.CHANNEL_MANAGE, channel)
    if channel.frozen_at and not custody.at_the_ministry(by, Right.CHANNEL_UNFREEZE):
        raise Refusal("channel.frozen")
    if channel.platform_id and channel.platform_id != identity.platform_id:
        raise Refusal("channel.another_account", handle=identity.handle)
    taken = Channel.objects.filter(
        platform=channel.platform, origin=origin, platform_id=identity.platform_id
    ).exclude(pk=channel.pk)
    if taken.exists():
        raise Refusal("channel.taken", handle=identity.handle)
    now = clock.now()
    bear(channel, identity.handle, now.date())
    channel.platform_id = identity.platform_id
    channel.origin, channel.credentials = origin, dict(secrets)
    channel.tokens_expire_at, channel.refreshable = tokens_expire_at, refreshable
    channel.signed_in_by = by
    channel.name = channel.name or identity.name
    channel.url = identity.url or channel.url
    channel.by_hand = False
    channel.state, channel.verified_at = ChannelState.ACTIVE, now
    channel.health, channel.health_code, channel.health_at = Health.GOOD, "", now
    channel.limits = limits.to_json() if limits else None
    channel.save()
    upkeep.schedule(channel, looked=True)
    audit.record(
        "channel.connect",
        actor=by,
        subject=channel,
        unit_id=channel.holder_id,
        detail={"platform_id": identity.platform_id, "handle": identity.handle},
    )
    return channel
