"""Public holidays of a country, computed by the ``holidays`` library (MIT), never stored."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

#: A reader's language -> what the library calls it, the best first.
_LANGUAGES = {"en": ("en_US", "en_GB", "en"), "nl": ("nl",), "fr": ("fr", "fr_FR"), "de": ("de",)}
_FALLBACK = ("en_US", "en_GB", "en")


@lru_cache(maxsize=2048)
def of(country: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    """(day, name) in the reader's language where the library has it, else in English, else as the
    country writes it; nothing for a country that it does not know."""
    code, wanted = country, _LANGUAGES.get(language[:2], ())
    try:
        plain = holidays.country_holidays(code, years=year)
    except NotImplementedError:
        return ()
    spoken = plain.supported_languages or ()
    for each in (*wanted, *_FALLBACK):
        if each in spoken:
            plain = holidays.country_holidays(code, years=year, language=each)
            break
    return tuple(sorted(plain.items()))


def between(country: str, first: date, last: date, language: str) -> list[tuple[date, str]]:
    """The holidays from ``first`` to ``last``, both included."""
    return [
        (day, name)
        for year in range(first.year, last.year + 1)
        for day, name in of(country, year, language)
        if first <= day <= last
    ]
