"""What still waits to go out on a channel keeps it as it is."""

from __future__ import annotations

from heraut.kernel.errors import Refusal
from heraut.network.models import Channel
from heraut.network.slots import CHANNEL_WAITING


def require_none_waiting(channel: Channel) -> None:
    """A text that was cleared for this channel would stay behind for ever, or go out in another
    unit's name. Raises ``Refusal("channel.texts_waiting")``; call with the channel locked."""
    count = sum(waiting(channel.pk) for waiting in CHANNEL_WAITING)
    if count:
        raise Refusal("channel.texts_waiting", count=count)
