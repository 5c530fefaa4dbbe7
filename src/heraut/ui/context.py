"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """``demo``: this is a demonstration with simulated platforms; ``ministry`` by language."""
    names = dict(zip(("nl", "fr", "de", "en"), settings.HERAUT.ministry.split("|"), strict=False))
    return {"demo": settings.HERAUT.demo, "ministry_names": names}
