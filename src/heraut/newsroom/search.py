"""Full text search over texts that carry ``search`` and ``language``: versions, lines to take.

Each is read as PostgreSQL reads its language. A word is found in its other forms by its stem, and
by its beginning as people type it.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Model, Q, QuerySet

from heraut.newsroom import languages

M = TypeVar("M", bound=Model)


def in_language(language: str) -> Q:
    """``pt`` means ``pt-BR`` too."""
    return Q(language=language) | Q(language__startswith=f"{language}-")


def match(text: str, language: str = "") -> Q:
    """Versions whose words match ``text``; ``language`` restricts the search to texts in it.

    ``text`` as people know it from the web: words, "a phrase", -without, or.
    """
    begins = _beginnings(text)
    if language:
        stems = Q(search=_stems(text, languages.configuration(language)))
        return in_language(language) & (stems | begins)
    condition = begins
    for code, config in languages.CONFIGURATIONS.items():
        condition |= in_language(code) & Q(search=_stems(text, config))
    return condition | Q(search=_stems(text, "simple"))


def ranks(versions: QuerySet[M], text: str) -> QuerySet[Any, Any]:
    """The best rank among ``versions``, to be used as a subquery."""
    whole = _stems(text, "simple")
    for config in ("dutch", "french", "german", "english"):
        whole = whole | _stems(text, config)
    ranked = versions.annotate(rank=SearchRank(F("search"), whole))
    return ranked.order_by("-rank").values("rank")[:1]


def _stems(text: str, config: str) -> Any:
    return SearchQuery(text, config=config, search_type="websearch")


def _beginnings(text: str) -> Q:
    """Every word begins one of the text; not where the person used quotes or a minus."""
    words = re.findall(r"\w+", text)
    if not words or '"' in text or re.search(r"(^|\s)-", text):
        return Q(pk__in=[])
    begun = " & ".join(f"{word}:*" for word in words)
    return Q(search=SearchQuery(begun, config="simple", search_type="raw"))
