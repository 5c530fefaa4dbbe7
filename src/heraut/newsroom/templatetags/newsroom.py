"""Words for codes in the newsroom's templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from heraut.newsroom import countries, richtext

register = template.Library()

_PARTS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("The whole story"),
    "link": _("Link"),
}


@register.filter
def country_names(codes: list[str]) -> str:
    """``["KE", "UG"]`` -> ``Kenya, Uganda``."""
    return countries.names(codes)


@register.filter
def rich(text: str) -> SafeString:
    """CommonMark -> clean HTML."""
    return richtext.render(text)


@register.filter
def part_name(part: str) -> str:
    """The label of a part of a text."""
    return str(_PARTS.get(part, part))
