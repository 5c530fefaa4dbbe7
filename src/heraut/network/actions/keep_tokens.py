"""Keep the tokens that a platform gave for old ones."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Tokens
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network import jobs, upkeep
from heraut.network.models import Channel, Health, Revocation


@transaction.atomic
def keep_tokens(channel_id: UUID, tokens: Tokens, *, instead_of: Mapping[str, str]) -> bool:
    """True where they are the channel's now. Where the channel was frozen or signed off meanwhile,
    they are revoked; where somebody signed in anew meanwhile, that stands."""
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    if channel.credentials is None:
        made = Revocation.objects.create(
            channel=channel,
            platform=channel.platform,
            origin=channel.origin,
            sealed={**instead_of, **tokens.secrets},
            next_at=clock.now(),
        )
        jobs.wake_revocation(made.pk)
        return False
    if channel.credentials != dict(instead_of):
        return False
    now = clock.now()
    channel.credentials = {**instead_of, **tokens.secrets}
    channel.tokens_expire_at, channel.refreshable = tokens.expires_at, tokens.refreshable
    channel.health, channel.health_code, channel.health_at = Health.GOOD, "", now
    channel.save(
        update_fields=[
            "credentials", "tokens_expire_at", "refreshable", "health", "health_code", "health_at",
        ]
    )  # fmt: skip
    upkeep.schedule(channel, refreshed_at=now)
    audit.record(
        "channel.refresh",
        actor=None,
        subject=channel,
        unit_id=channel.holder_id,
        detail={"until": tokens.expires_at},
    )
    return True
