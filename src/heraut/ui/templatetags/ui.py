"""The components that need more than an include (see heraut/ui/README.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates
from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from heraut.ui import maps

register = template.Library()

_STATUS_ICON = {"ok": "ok", "wait": "wait", "stop": "error", "info": "info", "neutral": ""}
_RTL = {"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the set; hidden from readers unless it has a label of its own."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true"><use href="{}"></use></svg>', name, href
    )


@register.simple_tag
def pair(what: Any, detail: Any) -> str:
    """“What: detail”, with the space that the reader's language puts before the colon."""
    return _("%(what)s: %(detail)s") % {"what": what, "detail": detail}


@register.simple_tag
def status(kind: str, word: str) -> SafeString:
    """A state: always a word beside its colour."""
    name = _STATUS_ICON.get(kind, "")
    drawn = icon(name) if name else ""
    return format_html('<span class="tag {}">{}{}</span>', kind, drawn, word)


def locale() -> Locale:
    """How the reader writes dates."""
    language = get_language() or "en"
    # British, not American: the day before the month.
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


def _city(zone: Any) -> str:
    """The zone's city in the reader's language."""
    if not isinstance(zone, ZoneInfo):
        return ""
    if "/" not in zone.key:
        return zone.key
    return _city_in(zone.key, get_language() or "en")


@cache
def _city_in(zone: str, language: str) -> str:
    locale = Locale.parse(language, sep="-")
    return str(dates.get_timezone_location(zone, locale=locale, return_city=True))


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day as the reader's language writes it: ``24 Nov 2026``, ``24 nov 2026``."""
    return "" if value is None else dates.format_skeleton("yMMMd", value, locale=locale())


@register.simple_tag
def moment(
    value: datetime | None, zone: ZoneInfo | str | None = None, place: str = ""
) -> SafeString:
    """A moment with its place: ``Mon 23 Nov, 10:14 Nairobi`` — and the reader's own clock beside
    it where that differs."""
    if value is None:
        return SafeString("")
    here = timezone.get_current_timezone()
    there = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or here
    local = value.astimezone(there)
    skeleton = "MMMEd" if local.year == timezone.now().year else "yMMMd"
    shown = f"{dates.format_skeleton(skeleton, local, locale=locale())}, {local:%H:%M}"
    named = place or _city(there)
    own = ""
    if local.utcoffset() != value.astimezone(here).utcoffset():
        own = _("%(time)s for you") % {
            "time": dates.format_datetime(value.astimezone(here), "EEE HH:mm", locale=locale())
        }
        own = f" ({own})"
    iso = value.astimezone(there).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{} {}{}</time>', iso, shown, named, own)


@register.simple_tag
def ago(value: datetime | None) -> SafeString:
    """How long ago or how soon, with the exact moment behind it."""
    if value is None:
        return SafeString("")
    seconds = int((timezone.now() - value).total_seconds())
    iso = value.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', iso, _spoken(seconds))


def _spoken(seconds: int) -> str:
    size = abs(seconds)
    if size < 60:
        return _("just now") if seconds >= 0 else _("in a moment")
    if size < 3600:
        text = _("%(count)s min") % {"count": size // 60}
    elif size < 86400:
        text = _("%(count)s h") % {"count": size // 3600}
    else:
        text = (
            _("%(count)s days") % {"count": max(1, size // 86400)} if size >= 172800 else _("1 day")
        )
    return _("%(span)s ago") % {"span": text} if seconds >= 0 else _("in %(span)s") % {"span": text}


@register.filter
def language_name(code: str) -> str:
    """A language in the reader's own words."""
    from babel import Locale, UnknownLocaleError
    from django.utils.translation import get_language

    try:
        reader = Locale.parse((get_language() or "en").replace("-", "_"))
        return str(Locale.parse(code.replace("-", "_")).get_display_name(reader) or code)
    except (UnknownLocaleError, ValueError):
        return code


@register.filter
def own_language_name(code: str) -> str:
    """A language as its speakers write it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@register.filter
def country_name(code: str) -> str:
    """A country in the reader's own words (CLDR)."""
    from babel import Locale
    from django.utils.translation import get_language

    reader = Locale.parse((get_language() or "en").replace("-", "_"))
    return str(reader.territories.get(code.upper(), code))


@register.filter
def text_dir(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a text in ``language``."""
    return "rtl" if (language or "").split("-")[0].lower() in _RTL else "ltr"


@register.filter
def initials(name: str) -> str:
    words = [word for word in (name or "?").split() if word[0].isalnum()] or ["?"]
    return "".join(word[0] for word in words[:2]).upper()


@register.inclusion_tag("ui/map.html")
def world_map(points: Iterable[maps.Point], label: str) -> dict[str, Any]:
    """The world with a linked dot a point; put the same rows in a table beside it."""
    drawn = maps.dots(points)
    return {"land": maps.land(), "dots": drawn, "label": label}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query string with some values changed; empty ones are dropped."""
    chosen = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            chosen.pop(name, None)
        else:
            chosen[name] = str(value)
    return f"?{chosen.urlencode()}" if chosen else "?"
