"""Note what the platform says of a channel's sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network import upkeep
from heraut.network.models import Channel, Health


@transaction.atomic
def note_health(channel_id: UUID, lost: str, *, instead_of: Mapping[str, str]) -> bool:
    """``lost``: the code of why it is signed out; empty where it is not. True where it was thought
    to be in trouble and is not. Nothing is noted of tokens that are not the channel's any more.

    A sign-in that is lost is not refreshed again: somebody has to sign in.
    """
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    if channel.credentials != dict(instead_of):
        return False
    now = clock.now()
    ended = channel.tokens_expire_at is not None and channel.tokens_expire_at <= now
    if not lost and ended and not channel.refreshable:
        lost = "sign_in.ended"
    if lost:
        _lose(channel, lost)
        return False
    was = channel.health
    channel.health, channel.health_code, channel.health_at = Health.GOOD, "", now
    channel.save(update_fields=["health", "health_code", "health_at"])
    upkeep.schedule(channel, looked=True)
    if was != Health.GOOD:
        _trace("channel.health", channel, {"health": Health.GOOD})
    return was == Health.SIGN_IN


def _lose(channel: Channel, code: str) -> None:
    now = clock.now()
    was = channel.health
    channel.refreshable = False
    channel.health, channel.health_code, channel.health_at = Health.SIGN_IN, code, now
    channel.save(update_fields=["refreshable", "health", "health_code", "health_at"])
    upkeep.schedule(channel, looked=True, mended_at=now)
    if was != Health.SIGN_IN:
        _trace("channel.sign_in_lost", channel, {"code": code})


def _trace(verb: str, channel: Channel, detail: dict[str, str]) -> None:
    audit.record(verb, actor=None, subject=channel, unit_id=channel.holder_id, detail=detail)
