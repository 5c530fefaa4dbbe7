"""Hand a channel to another unit, which holds it from then on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.actions._waiting import require_none_waiting
from heraut.network.models import Channel, ChannelState
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def hand_over_channel(channel_id: UUID, to_unit_id: UUID, *, by: User) -> Channel:
    """Its sign-in goes along; its custodian and its certification do not: the new holder names a
    custodian and certifies it. Handing it to who holds it already changes nothing; one that texts
    wait for is not handed over (``Refusal("channel.texts_waiting")``)."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if channel.holder_id == to_unit_id:
        return channel
    if channel.state == ChannelState.RETIRED:
        raise Refusal("channel.retired")
    require_none_waiting(channel)
    before, after = channel.holder, Unit.objects.get(pk=to_unit_id)
    channel.holder, channel.custodian = after, None
    channel.certified_at = channel.certified_by = channel.certified_until = None
    channel.save(
        update_fields=["holder", "custodian", "certified_at", "certified_by", "certified_until"]
    )
    channel.sharing.remove(after)
    for unit in (before, after):
        audit.record(
            "channel.hand_over",
            actor=by,
            subject=channel,
            unit_id=unit.pk,
            detail={"from": before.slug, "to": after.slug},
        )
    return channel
