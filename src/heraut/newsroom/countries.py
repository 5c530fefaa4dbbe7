"""Countries as people write them: a name in one of the screens' languages, or the code."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from django.utils.translation import get_language

_CODE = re.compile(r"^[A-Z]{2}$")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {
        code: name
        for code, name in territories.items()
        if _CODE.match(code) and code not in _NO_COUNTRY
    }


@cache
def _codes() -> dict[str, str]:
    """Every name in every language of the screens, folded -> code."""
    return {
        name.casefold(): code
        for language in ("de", "fr", "nl", "en")
        for code, name in _names(language).items()
    }


def name(code: str) -> str:
    """``KE`` -> ``Kenya`` in the reader's language; the code itself if unknown."""
    return _names((get_language() or "en")[:2]).get(code, code)


def names(codes: list[str]) -> str:
    return ", ".join(sorted(name(code) for code in codes))


def choices() -> list[tuple[str, str]]:
    """(code, name), by name in the reader's language."""
    known = _names((get_language() or "en")[:2]).items()
    return sorted(known, key=lambda each: each[1])


def parse(text: str) -> tuple[list[str], list[str]]:
    """``Kenya, UG, Atlantis`` -> (codes found, words that are no country)."""
    codes, unknown = [], []
    for part in re.split(r"[,;\n]", text):
        word = part.strip()
        if not word:
            continue
        code = word.upper() if word.upper() in _names("en") else _codes().get(word.casefold())
        if code:
            codes.append(code)
        else:
            unknown.append(word)
    return list(dict.fromkeys(codes)), unknown
