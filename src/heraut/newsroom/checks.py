"""System checks: a translator that is half set up is named before anybody asks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

#: Provider -> the settings it cannot do without.
_NEEDED = {
    "deepl": ("translation_key",),
    "libretranslate": ("translation_url",),
    "etranslation": ("translation_user", "translation_key"),
}


@register()
def translator_is_complete(**_: Any) -> Iterable[CheckMessage]:
    env = settings.HERAUT
    provider = env.translation_provider
    for name in _NEEDED.get(provider, ()):
        value = getattr(env, name)
        if not (value.get_secret_value() if hasattr(value, "get_secret_value") else value):
            yield Error(
                f"HERAUT_TRANSLATION_PROVIDER={provider} needs HERAUT_{name.upper()}.",
                hint="See docs/translations.md.",
                id="heraut.E020",
            )
    parts = urlsplit(env.translation_url)
    if provider and env.translation_url and not _callable(parts.scheme, parts.netloc):
        yield Error(
            "HERAUT_TRANSLATION_URL is neither https nor listed in HERAUT_PRIVATE_ORIGINS.",
            hint="Heraut calls addresses without https only where they are listed.",
            id="heraut.E021",
        )


def _callable(scheme: str, place: str) -> bool:
    listed = f"{scheme}://{place}" in settings.HERAUT.origins()
    return listed or (scheme == "https" and bool(place))
