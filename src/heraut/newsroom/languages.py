"""The languages of texts: their names, their direction, and how PostgreSQL reads each."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

#: Language -> PostgreSQL's text search configuration (each is there from PostgreSQL 14 on).
CONFIGURATIONS: dict[str, str] = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
#: What is offered where a language is chosen: the ministry's own, then what the network writes in.
MINISTRY = ("nl", "fr", "de", "en")
OFFERED = (
    *MINISTRY,
    *("ar", "es", "pt", "it", "ru", "zh", "ja", "ko", "hi", "id", "sw", "tr", "uk", "pl", "fa"),
    *("he", "vi", "th", "ur", "bn", "ro", "hu", "el", "sv", "da", "fi", "no", "cs", "bg", "sr"),
    *("am", "ln", "rw", "ms", "sk", "sl", "hr", "et", "lv", "lt", "sq", "mk", "ka", "hy", "az"),
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi", "sd", "ug"})


def base(language: str) -> str:
    """``pt-BR`` -> ``pt``."""
    return language.replace("_", "-").split("-")[0].lower()


def configuration(language: str) -> str:
    """The text search configuration for ``language``; ``simple`` where it has none."""
    return CONFIGURATIONS.get(base(language), "simple")


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, as the HTML attribute wants it."""
    return "rtl" if base(language) in _RIGHT_TO_LEFT else "ltr"


def name(language: str) -> str:
    """Its name in the reader's language: ``nl`` -> ``Dutch``; the code itself if unknown."""
    reader = (get_language() or "en")[:2]
    try:
        found = Locale.parse(language.replace("-", "_")).get_display_name(reader)
    except (UnknownLocaleError, ValueError):
        return language
    return found[:1].upper() + found[1:] if found else language


def choices(*first: str) -> list[tuple[str, str]]:
    """(code, name) of the languages to choose from; ``first`` stand on top."""
    top = list(dict.fromkeys(first))
    rest = sorted((name(code), code) for code in OFFERED if code not in top)
    return [(code, name(code)) for code in top] + [(code, label) for label, code in rest]
