"""Say what an item is about, where it matters, and from when to when it may be used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, require_writer, touch
from heraut.newsroom.models import Item, KeyMessage, Theme
from heraut.people.models import User


@transaction.atomic
def edit_details(
    item_id: UUID,
    *,
    by: User,
    themes: Iterable[Theme],
    countries: Iterable[str],
    embargo_until: datetime | None,
    expires_at: datetime | None,
    key_messages: Iterable[KeyMessage] | None = None,
) -> Item:
    """``countries``: ISO 3166-1 alpha-2; none means everywhere. Times are aware, in UTC.
    ``key_messages``: what it carries; None leaves it."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    if embargo_until and expires_at and expires_at <= embargo_until:
        raise Refusal("item.dates")
    item.countries = sorted({country.upper() for country in countries})
    item.embargo_until, item.expires_at = embargo_until, expires_at
    touch(item, "countries", "embargo_until", "expires_at")
    item.themes.set(themes)
    if key_messages is not None:
        item.key_messages.set(key_messages)
    audit.record(
        "item.edit_details",
        actor=by,
        subject=item,
        unit_id=item.unit_id,
        detail={
            "themes": [theme.pk for theme in themes],
            "countries": item.countries,
            "embargo_until": embargo_until,
            "expires_at": expires_at,
        },
    )
    return item
