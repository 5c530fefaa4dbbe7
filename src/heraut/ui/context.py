"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info


def shell(request: HttpRequest) -> dict[str, Any]:
    """``demo``: a demonstration with simulated platforms; ``theme``: light, dark or as the device;
    ``ministry``: its name in the reader's language."""
    names = dict(zip(("nl", "fr", "de", "en"), settings.HERAUT.ministry.split("|"), strict=False))
    language = (get_language() or "en")[:2]
    user = getattr(request, "user", None)
    theme = getattr(user, "theme", "") or request.COOKIES.get("theme", "")
    return {
        "demo": settings.HERAUT.demo,
        "ministry": names.get(language) or names.get("en", ""),
        "theme": theme if theme in ("light", "dark") else "",
        "page_dir": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "page_language": language,
        "languages": [(code, code.upper()) for code, _ in settings.LANGUAGES],
    }
