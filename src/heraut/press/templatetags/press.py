"""What the press's templates say of two texts."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from heraut.newsroom import diffs

register = template.Library()


@register.simple_tag
def changes(before: str, after: str) -> SafeString:
    """``after`` with what came and what went marked in it."""
    return diffs.words(before, after)
