"""Close a person's account: nothing signs in with it any more, what they did stays theirs."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Forbidden, Refusal
from heraut.people.actions._reach import require_reach
from heraut.people.models import User
from heraut.people.sessions import end_sessions


@transaction.atomic
def deactivate_person(user_id: UUID, *, by: User) -> User:
    """All sessions end. Nobody closes their own account."""
    user = User.objects.select_for_update().get(pk=user_id)
    require_reach(by, user)
    if user.pk == by.pk:
        raise Forbidden("people.oneself")
    if not user.is_active:
        raise Refusal("people.closed", name=user.name)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    audit.record("person.deactivate", actor=by, subject=user)
    return user
