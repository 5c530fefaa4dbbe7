"""Where upper layers say what they bring to a channel or a plan.

``CHANNEL_PARTS``: ``(request, channel) -> html``, shown on its page (what was delivered there).
``PLAN_PARTS``: ``(request, plan) -> html``, shown with the plan on the mission's page.
``CHANNEL_RECONNECTED``: ``(channel id)``, told after a channel was signed in again.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.network.models import Channel, Plan

CHANNEL_PARTS: Slot[Callable[[HttpRequest, Channel], str]] = Slot("network.channel_parts")
CHANNEL_RECONNECTED: Slot[Callable[[UUID], object]] = Slot("network.channel_reconnected")
PLAN_PARTS: Slot[Callable[[HttpRequest, Plan], str]] = Slot("network.plan_parts")
