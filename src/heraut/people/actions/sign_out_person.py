"""End all sessions of a person: a lost telephone, say. They may sign in again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.people.actions._reach import require_reach
from heraut.people.models import User
from heraut.people.sessions import end_sessions


@transaction.atomic
def sign_out_person(user_id: UUID, *, by: User) -> int:
    """How many sessions there were."""
    user = User.objects.select_for_update().get(pk=user_id)
    require_reach(by, user)
    count = end_sessions(user)
    audit.record("person.sign_out", actor=by, subject=user, detail={"count": count})
    return count
