"""Take the sign-in off a channel: at once here, soon at the platform."""

from __future__ import annotations

from heraut.connectors import catalogue
from heraut.kernel import clock
from heraut.network import jobs
from heraut.network.models import Channel, Revocation

FIELDS = ("credentials", "tokens_expire_at", "refreshable", "signed_in_by")


def take_off(channel: Channel) -> tuple[str, ...]:
    """The fields changed; whoever calls saves them. What was signed in on the platform's own page
    is ended there too, by a job that goes on until the platform has answered."""
    connector = catalogue.find(channel.platform)
    if channel.credentials and connector is not None and connector.declaration.sign_in is not None:
        made = Revocation.objects.create(
            channel=channel,
            platform=channel.platform,
            origin=channel.origin,
            sealed=channel.credentials,
            next_at=clock.now(),
        )
        jobs.wake_revocation(made.pk)
    channel.credentials, channel.tokens_expire_at = None, None
    channel.refreshable, channel.signed_in_by = False, None
    return FIELDS
