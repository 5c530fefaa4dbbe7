"""What the actions on key messages and audience groups have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

M = TypeVar("M", bound=models.Model)


def spoken(texts: Mapping[str, str]) -> dict[str, str]:
    """language -> words, without the empty ones and with single spaces."""
    cleaned = {language: " ".join(text.split()) for language, text in texts.items()}
    return {language: text for language, text in cleaned.items() if text}


def choose(relation: Any, *, shown: Iterable[UUID], chosen: Iterable[UUID], allowed: Any) -> bool:
    """Add to ``relation`` what was chosen and take off what was shown and is chosen no more.

    Two people who choose at once keep what both chose: nothing that a person did not see is taken
    off. ``allowed``: the rows that may be added. Whether anything changed.
    """
    before = set(relation.values_list("pk", flat=True))
    wanted = set(chosen)
    added = set(allowed.filter(pk__in=wanted - before).values_list("pk", flat=True))
    gone = (before & set(shown)) - wanted
    relation.add(*added)
    relation.remove(*gone)
    return bool(added or gone)


def would_change(relation: Any, *, shown: Iterable[UUID], chosen: Iterable[UUID]) -> bool:
    """Whether ``choose`` might change anything."""
    before = set(relation.values_list("pk", flat=True))
    wanted = set(chosen)
    return bool(wanted - before or (before & set(shown)) - wanted)
