"""The glossary as it is applied: the terms of one direction."""

from __future__ import annotations

from heraut.newsroom import languages
from heraut.newsroom.models import Term
from heraut.newsroom.translating.protecting import Pair


def pairs(source: str, target: str) -> list[Pair]:
    """The terms from ``source`` into ``target``; ``pt`` holds for ``pt-BR`` too."""
    # access: the glossary holds for every text, whoever's it is
    found = Term.objects.filter(
        source_language__in={source, languages.base(source)},
        target_language__in={target, languages.base(target)},
    )
    return [Pair(term.term, term.translation) for term in found.order_by("term", "pk")]
