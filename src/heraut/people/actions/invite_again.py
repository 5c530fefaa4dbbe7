"""Send the link to set a password once more to somebody who never used it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people.actions._reach import require_reach
from heraut.people.models import User


@transaction.atomic
def invite_again(user_id: UUID, *, by: User) -> User:
    """The caller sends the link (``invitation``). Raises ``Refusal("people.has_password")`` for a
    person who set one: they ask for a new one themselves, at sign-in."""
    user = User.objects.select_for_update().get(pk=user_id)
    require_reach(by, user)
    if not user.is_active:
        raise Refusal("people.closed", name=user.name)
    if user.has_usable_password():
        raise Refusal("people.has_password", name=user.name)
    audit.record("person.invite", actor=by, subject=user, detail={"again": True})
    return user
