"""Where upper layers say what they bring to channels and plans.

``CHANNEL_PARTS``: ``(request, channel) -> html``, shown on its page (what was delivered there).
``CHANNEL_RECONNECTED``: ``(channel id)``, told after a channel was signed in again.
``PLAN_PARTS``: ``(request, plan) -> html``, shown on a mission's plan (audience groups, key messages).
``ACTIVITY``: ``(channel ids, since, until) -> {channel id: texts published}``, in one query.
``AMPLIFICATION``: ``(since, until) -> [(by channel id, of channel id, count)]``: who passed on whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.network.models import Channel, Plan

Activity = Callable[[Sequence[UUID], datetime, datetime], Mapping[UUID, int]]
Amplification = Callable[[datetime, datetime], Sequence[tuple[UUID, UUID, int]]]

CHANNEL_PARTS: Slot[Callable[[HttpRequest, Channel], str]] = Slot("network.channel_parts")
CHANNEL_RECONNECTED: Slot[Callable[[UUID], object]] = Slot("network.channel_reconnected")
PLAN_PARTS: Slot[Callable[[HttpRequest, Plan], str]] = Slot("network.plan_parts")
ACTIVITY: Slot[Activity] = Slot("network.activity")
AMPLIFICATION: Slot[Amplification] = Slot("network.amplification")
