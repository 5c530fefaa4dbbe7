"""End a channel's sign-in, so that somebody else signs it in anew."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network import custody
from heraut.network.actions._sign_off import take_off
from heraut.network.models import Channel, Health
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def end_sign_in(channel_id: UUID, *, by: User) -> Channel:
    """Its tokens are used no more from now on and are revoked at the platform; what is due there
    waits. Raises ``Refusal("channel.not_signed_in")``."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    custody.require(by, Right.CHANNEL_MANAGE, channel)
    if not channel.credentials:
        raise Refusal("channel.not_signed_in")
    changed = take_off(channel)
    channel.health, channel.health_code = Health.SIGN_IN, "sign_in.ended"
    channel.health_at = clock.now()
    channel.save(update_fields=[*changed, "health", "health_code", "health_at"])
    audit.record("channel.sign_off", actor=by, subject=channel, unit_id=channel.holder_id)
    return channel
