"""Words for codes in the newsroom's templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heraut.newsroom import countries, offers, richtext
from heraut.newsroom.models import Item, Question

register = template.Library()

_PARTS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("The whole story"),
    "link": _("Link"),
}


_CROPS = {
    "original": _("Original"),
    "1:1": _("Square, 1:1"),
    "4:5": _("Upright, 4:5"),
    "16:9": _("Wide, 16:9"),
    "1.91:1": _("Link picture, 1.91:1"),
}


@register.filter
def crop_name(crop: str) -> str:
    """The label of a crop; a bound of the platform's own is a number."""
    return str(_CROPS.get(crop) or _now("As near as it takes, %(ratio)s") % {"ratio": crop})


@register.filter
def hundredths(share: float) -> int:
    """``0.5`` -> ``50``."""
    return round(share * 100)


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


@register.filter
def title_in(item: Item, reads: str) -> str:
    """An item's title for a reader of ``reads``; wants ``versions`` prefetched."""
    version = offers.best(item, None, reads)
    return version.title if version else ""


@register.filter
def about(question: Question, reads: str) -> str:
    """The title of what a question is about."""
    if question.item is not None:
        return title_in(question.item, reads)
    title = question.adaptation.title if question.adaptation else ""
    return title or _now("A new text")
