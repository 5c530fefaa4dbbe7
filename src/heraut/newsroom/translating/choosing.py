"""Which provider the operator chose, if any."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from heraut.newsroom.translating.contract import Access, Provider
from heraut.newsroom.translating.deepl import DeepL
from heraut.newsroom.translating.etranslation import ETranslation
from heraut.newsroom.translating.libretranslate import LibreTranslate

PROVIDERS: dict[str, type[Provider]] = {
    each.slug: each for each in (DeepL, LibreTranslate, ETranslation)
}


def chosen() -> Provider | None:
    """The provider of ``HERAUT_TRANSLATION_PROVIDER``; None where there is none."""
    env = settings.HERAUT
    kind = PROVIDERS.get(env.translation_provider)
    if kind is None:
        return None
    key = env.translation_key.get_secret_value()
    return kind(Access(env.translation_url.rstrip("/"), key, env.translation_user))


def reader(slug: str) -> Provider | None:
    """To read what ``slug`` posts later, whoever is chosen now; None where it never does."""
    kind = PROVIDERS.get(slug)
    return kind(Access("", "")) if kind is not None and kind.calls_back else None


def label(slug: str) -> str:
    """What people call a provider; a simulated one says that it is."""
    kind = PROVIDERS.get(slug)
    name = kind.label if kind else slug
    sandbox = settings.HERAUT.sandbox_origin
    simulated = sandbox and settings.HERAUT.translation_url.startswith(sandbox)
    return _("%(name)s (simulated)") % {"name": name} if simulated else name
