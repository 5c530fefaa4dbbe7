"""Have a feed read for items of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from heraut.foundation import audit
from heraut.foundation.jobs import defer_once
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.jobs import read_feed
from heraut.newsroom.models import FeedSource, Theme
from heraut.people.models import Unit, User

#: Feeds of one unit; each is read twice an hour.
MOST_FEEDS = 50


@transaction.atomic
def add_feed(
    unit: Unit,
    *,
    by: User,
    name: str,
    url: str,
    language: str,
    themes: Iterable[Theme] = (),
    countries: Iterable[str] = (),
) -> FeedSource:
    """Read at once, then twice an hour. Raises ``Refusal`` (``feed.address``, ``feed.known``,
    ``feed.too_many``)."""
    require_writer(by, unit)
    check_address(url)
    theirs = FeedSource.objects.filter(unit=unit)
    if theirs.filter(url=url).exists():
        raise Refusal("feed.known")
    if theirs.filter(active=True).count() >= MOST_FEEDS:
        raise Refusal("feed.too_many", most=MOST_FEEDS)
    source = FeedSource.objects.create(
        unit=unit,
        name=name.strip() or urlsplit(url).hostname or url,
        url=url,
        language=language,
        countries=sorted({country.upper() for country in countries}),
        added_by=by,
        next_at=clock.now(),
    )
    source.themes.set(themes)
    defer_once(read_feed, f"feed:{source.pk}", source_id=str(source.pk))
    audit.record("feed.add", actor=by, subject=source, unit_id=unit.pk)
    return source


def check_address(url: str) -> None:
    """Raise ``Refusal("feed.address")`` unless Heraut could call it: https, or listed by the
    operator. Where a name leads is checked at each call."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refusal("feed.address") from None
    listed = f"{parts.scheme}://{parts.netloc}" in settings.HERAUT.origins()
    if not listed and (parts.scheme != "https" or not parts.hostname or parts.username):
        raise Refusal("feed.address")
