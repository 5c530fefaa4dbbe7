"""The ministry's day: roles begin and end at its midnight, wherever their holders are."""

from __future__ import annotations

import zoneinfo
from datetime import date

from django.conf import settings

from heraut.kernel import clock


def today() -> date:
    """The date at the ministry now."""
    return clock.now().astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()
