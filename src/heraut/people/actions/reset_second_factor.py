"""Take away a lost second factor, so that the person sets up a new one at the next sign-in."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Forbidden
from heraut.people.actions._reach import require_reach
from heraut.people.models import User
from heraut.people.sessions import end_sessions


@transaction.atomic
def reset_second_factor(user_id: UUID, *, by: User) -> User:
    """All sessions end too: whoever has the lost device is out."""
    user = User.objects.select_for_update().get(pk=user_id)
    require_reach(by, user)
    if user.pk == by.pk:
        raise Forbidden("people.oneself")
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    audit.record("person.reset_second_factor", actor=by, subject=user)
    return user
