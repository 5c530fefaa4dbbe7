"""A channel takes another name: the old one stays ours to answer for."""

from __future__ import annotations

from datetime import date

from heraut.network.handles import fold
from heraut.network.models import Channel, ChannelHandle


def bear(channel: Channel, handle: str, day: date) -> bool:
    """From ``day`` the channel is called ``handle``; False where it is already. The caller saves it."""
    if fold(channel.handle) == fold(handle):
        channel.handle = handle
        return False
    channel.handles.filter(valid_until=None).update(valid_until=day)
    ChannelHandle.objects.create(
        channel=channel, handle=handle, folded=fold(handle), valid_from=day
    )
    channel.handle = handle
    return True
