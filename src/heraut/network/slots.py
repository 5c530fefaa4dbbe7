"""Where upper layers say what they bring to channels and plans.

``CHANNEL_PARTS``: ``(request, channel) -> html``, shown on its page (what was delivered there).
``CHANNEL_WAITING``: ``(channel id)`` -> how many texts still wait to go out there.
``CHANNEL_RECONNECTED``: ``(channel id)``, told after a channel was signed in again.
``CHANNEL_FROZEN``: ``(freeze)``, told in the transaction that freezes a channel: hold what
is due there. ``CHANNEL_UNFROZEN``: ``(freeze, by)``, in the one that ends it.
``CHANNEL_EVIDENCE``: ``(channel id) -> JSON value``, kept with a freeze: what Heraut did there last.
``PLAN_PARTS``: ``(request, plan) -> html``, shown on a mission's plan (audience groups, key messages).
``ACTIVITY``: ``(channel ids, since, until) -> {channel id: texts published}``, in one query.
``AMPLIFICATION``: ``(since, until) -> [(by channel id, of channel id, count)]``: who passed on whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.network.models import Channel, Freeze, Plan
from heraut.people.models import User

Activity = Callable[[Sequence[UUID], datetime, datetime], Mapping[UUID, int]]
Amplification = Callable[[datetime, datetime], Sequence[tuple[UUID, UUID, int]]]

CHANNEL_PARTS: Slot[Callable[[HttpRequest, Channel], str]] = Slot("network.channel_parts")
CHANNEL_RECONNECTED: Slot[Callable[[UUID], object]] = Slot("network.channel_reconnected")
CHANNEL_WAITING: Slot[Callable[[UUID], int]] = Slot("network.channel_waiting")
CHANNEL_FROZEN: Slot[Callable[[Freeze], object]] = Slot("network.channel_frozen")
CHANNEL_UNFROZEN: Slot[Callable[[Freeze, User], object]] = Slot("network.channel_unfrozen")
CHANNEL_EVIDENCE: Slot[Callable[[UUID], Any]] = Slot("network.channel_evidence")
PLAN_PARTS: Slot[Callable[[HttpRequest, Plan], str]] = Slot("network.plan_parts")
ACTIVITY: Slot[Activity] = Slot("network.activity")
AMPLIFICATION: Slot[Amplification] = Slot("network.amplification")
