"""End a calendar address: whoever still has it reads nothing more."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.desk.models import CalendarFeed
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people.models import User


@transaction.atomic
def end_feed(feed_id: UUID, *, by: User) -> None:
    """One's own only; a second time changes nothing."""
    feed = CalendarFeed.objects.select_for_update().get(pk=feed_id, user=by)
    if feed.revoked_at is not None:
        return
    feed.revoked_at = clock.now()
    feed.save(update_fields=["revoked_at"])
    audit.record("feed.end", actor=by, subject=feed)
