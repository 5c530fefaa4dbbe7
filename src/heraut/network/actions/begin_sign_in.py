"""Begin to sign a channel in on the platform's own page."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network import custody, sign_ins
from heraut.network.models import Channel, ChannelState
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def begin_sign_in(channel_id: UUID, *, by: User, session_key: str, origin: str) -> sign_ins.Begun:
    """``origin``: the server's, empty where the platform has but one. Raises ``Refusal`` with
    ``channel.retired``, or ``channel.frozen`` for anybody but headquarters."""
    channel = Channel.objects.select_related("holder").get(pk=channel_id)
    custody.require(by, Right.CHANNEL_MANAGE, channel)
    if channel.state == ChannelState.RETIRED:
        raise Refusal("channel.retired")
    if channel.frozen_at and not custody.at_the_ministry(by, Right.CHANNEL_UNFREEZE):
        raise Refusal("channel.frozen")
    begun = sign_ins.fresh(channel.pk, by, session_key, origin)
    audit.record("channel.sign_in", actor=by, subject=channel, unit_id=channel.holder_id)
    return begun
