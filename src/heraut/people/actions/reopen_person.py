"""Open a closed account again: somebody came back. Roles are granted anew, as for anybody."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people.actions._reach import require_reach
from heraut.people.models import User


@transaction.atomic
def reopen_person(user_id: UUID, *, by: User) -> User:
    """Roles that still run hold again. Raises ``Refusal("people.open")``."""
    user = User.objects.select_for_update().get(pk=user_id)
    require_reach(by, user)
    if user.is_active:
        raise Refusal("people.open")
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("person.reopen", actor=by, subject=user)
    return user
