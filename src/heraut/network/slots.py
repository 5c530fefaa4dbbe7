"""Where upper layers say what they bring to a channel.

``CHANNEL_PARTS``: ``(request, channel) -> html``, shown on its page (what was delivered there).
``CHANNEL_RECONNECTED``: ``(channel id)``, told after a channel was signed in again.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.network.models import Channel

CHANNEL_PARTS: Slot[Callable[[HttpRequest, Channel], str]] = Slot("network.channel_parts")
CHANNEL_RECONNECTED: Slot[Callable[[UUID], object]] = Slot("network.channel_reconnected")
