"""Make an address at which a person's calendar program reads theirs."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from heraut.desk.models import CalendarFeed
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people.models import User

_MOST = 20


def digest(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(scope: str, *, by: User, with_days: bool = True) -> tuple[CalendarFeed, str]:
    """The feed and its token, which is told this once. Raises ``Refusal("feed.too_many")``."""
    User.objects.select_for_update().get(pk=by.pk)
    if CalendarFeed.objects.filter(user=by, revoked_at=None).count() >= _MOST:
        raise Refusal("feed.too_many")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=by, digest=digest(token), scope=scope, with_days=with_days
    )
    audit.record("feed.open", actor=by, subject=feed, detail={"scope": scope})
    return feed, token
