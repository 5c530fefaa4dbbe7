"""Change what a channel is to us: its state, custodian, class, languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.actions._sign_off import take_off
from heraut.network.actions._waiting import require_none_waiting
from heraut.network.models import Channel, ChannelState, Health
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

FIELDS = ("state", "klass", "custodian", "languages", "name", "note")


@transaction.atomic
def change_channel(channel_id: UUID, values: Mapping[str, Any], *, by: User) -> Channel:
    """``values``: some of ``FIELDS``. Retiring or parking ends sign-in and certification; the
    handle stays ours to answer for, nothing is deleted. A retired channel stays retired; one that
    texts wait for is neither retired nor parked (``Refusal("channel.texts_waiting")``)."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if channel.state == ChannelState.RETIRED:
        raise Refusal("channel.retired")
    before = {name: getattr(channel, name) for name in FIELDS if name in values}
    changed = [name for name in before if before[name] != values[name]]
    for name in changed:
        setattr(channel, name, values[name])
    if channel.state in (ChannelState.RETIRED, ChannelState.PARKED):
        if "state" in changed:
            require_none_waiting(channel)
        channel.certified_until, channel.health = None, Health.UNKNOWN
        changed += [*take_off(channel), "certified_until", "health"]
    if changed:
        channel.save(update_fields=list(dict.fromkeys(changed)))
        shown = {name: str(values[name]) for name in changed if name in values}
        audit.record(
            "channel.change",
            actor=by,
            subject=channel,
            unit_id=channel.holder_id,
            detail=shown,
        )
    return channel
