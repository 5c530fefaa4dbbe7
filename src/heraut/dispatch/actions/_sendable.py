"""What has to be true of a text and its channel before anybody is asked to clear it."""

from __future__ import annotations

from collections.abc import Sequence

from heraut.connectors.contract import Objection, Original, Outgoing
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelState
from heraut.newsroom import channels
from heraut.outbound.budgets import Purse


def require_active(channel: Channel) -> None:
    """Raises ``Refusal("dispatch.channel_inactive")``."""
    if channel.state != ChannelState.ACTIVE:
        raise Refusal("dispatch.channel_inactive", channel=channel.name or channel.handle)


def require_sendable(channel: Channel, outgoing: Outgoing, purse: Purse | None = None) -> None:
    """Raises ``Refusal("dispatch.objection")`` with the first thing the platform would refuse.
    ``purse``: one for all that go out together, where they cost something."""
    if purse is None:
        _none(channel, channels.objections(outgoing, channel))
    else:
        _none(channel, channels.obstacles(outgoing, channel, purse))


def require_affordable(channel: Channel, original: Original, purse: Purse) -> None:
    """The same of a repost."""
    price = channels.connector(channel).repost_cost(original)
    _none(channel, purse.objections(channel.platform, price))


def _none(channel: Channel, objections: Sequence[Objection]) -> None:
    if objections:
        first = objections[0]
        raise Refusal(
            "dispatch.objection",
            channel=channel.name or channel.handle,
            objection=first.code,
            count=len(objections),
            **{f"p_{name}": value for name, value in first.params.items()},
        )
