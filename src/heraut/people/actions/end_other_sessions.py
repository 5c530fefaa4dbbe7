"""Sign out everywhere but here."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.people.models import User
from heraut.people.sessions import end_sessions


@transaction.atomic
def end_other_sessions(key: str, *, by: User) -> int:
    """``key``: the session that stays. How many others there were."""
    count = end_sessions(by, but=key)
    audit.record("person.end_session", actor=by, subject=by, detail={"count": count})
    return count
