"""What has to be true of a text and its channel before anybody is asked to clear it."""

from __future__ import annotations

from heraut.connectors.contract import Outgoing
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelState
from heraut.newsroom import channels


def require_active(channel: Channel) -> None:
    """Raises ``Refusal("dispatch.channel_inactive")``."""
    if channel.state != ChannelState.ACTIVE:
        raise Refusal("dispatch.channel_inactive", channel=channel.name or channel.handle)


def require_sendable(channel: Channel, outgoing: Outgoing) -> None:
    """Raises ``Refusal("dispatch.objection")`` with the first thing the platform would refuse."""
    objections = channels.objections(outgoing, channel)
    if objections:
        first = objections[0]
        raise Refusal(
            "dispatch.objection",
            channel=channel.name or channel.handle,
            objection=first.code,
            count=len(objections),
            **{f"p_{name}": value for name, value in first.params.items()},
        )
