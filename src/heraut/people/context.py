"""What every page needs of the person: to choose language and colours, to count their time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def chooser(request: HttpRequest) -> dict[str, Any]:
    """``language_url`` and ``theme_url`` take a POST and lead back to ``here``; ``time_url`` takes
    what the page counts of the person's own time."""
    if not request.user.is_authenticated:
        return {}
    return {
        "language_url": reverse("people_language"),
        "theme_url": reverse("people_theme"),
        "time_url": reverse("people_time_count"),
        "here": _here(request),
    }


def _here(request: HttpRequest) -> str:
    """Where a GET leads back to; a page shown in answer to a POST may have no GET of its own."""
    if request.method == "GET":
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(referer, {request.get_host()})
    return referer if safe else "/"
