"""Change how a feed is called and what its items are about, stop reading it or go on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.foundation.jobs import defer_once
from heraut.kernel import clock
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.jobs import read_feed
from heraut.newsroom.models import FeedSource, Theme
from heraut.people.models import User


@transaction.atomic
def change_feed(
    source_id: UUID,
    *,
    by: User,
    name: str,
    themes: Iterable[Theme],
    countries: Iterable[str],
    active: bool,
) -> FeedSource:
    """What was proposed already stays as it is. An active feed is read at once."""
    source = (
        FeedSource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=source_id)
    )
    require_writer(by, source.unit)
    source.name = name.strip() or source.name
    source.countries = sorted({country.upper() for country in countries})
    source.active = active
    source.failures = 0
    source.next_at = clock.now()
    source.save()
    source.themes.set(themes)
    if active:
        defer_once(read_feed, f"feed:{source.pk}", source_id=str(source.pk))
    audit.record(
        "feed.change", actor=by, subject=source, unit_id=source.unit_id, detail={"active": active}
    )
    return source
