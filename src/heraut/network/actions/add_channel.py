"""Add a channel to a unit: planned, until it is connected or said to be active."""

from __future__ import annotations

from django.db import transaction

from heraut.connectors import catalogue
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelHandle, ChannelState
from heraut.network.registry import fold
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def add_channel(
    platform: str,
    handle: str,
    holder: Unit,
    *,
    by: User,
    name: str = "",
    klass: str = "institution",
    by_hand: bool = False,
) -> Channel:
    """``by_hand``: a person publishes there; it is active at once, as on platforms where no machine
    can. Raises ``Refusal("channel.known")`` where the unit already holds it."""
    access.require(by, Right.CHANNEL_MANAGE, holder)
    plain = handle.strip().lstrip("@")
    known = Channel.objects.filter(holder=holder, platform=platform, handle__iexact=plain)
    if known.exists():
        raise Refusal("channel.known", handle=plain)
    connector, person = catalogue.find(platform), catalogue.person(platform)
    always = catalogue.always_by_hand(platform)
    by_hand = by_hand and person is not None and not always
    channel = Channel.objects.create(
        platform=platform,
        handle=plain,
        holder=holder,
        name=name,
        klass=klass,
        state=ChannelState.ACTIVE if by_hand or always else ChannelState.PLANNED,
        by_hand=by_hand,
        url=connector.profile_url(plain, "")
        if connector and (always or platform == "bluesky")
        else "",
    )
    ChannelHandle.objects.create(channel=channel, handle=plain, folded=fold(plain))
    audit.record(
        "channel.add",
        actor=by,
        subject=channel,
        unit_id=holder.pk,
        detail={"platform": platform, "handle": plain, "by_hand": by_hand or always},
    )
    return channel
