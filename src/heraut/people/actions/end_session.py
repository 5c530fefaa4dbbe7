"""End one of one's own sessions: a device that was left signed in somewhere."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people.models import User


@transaction.atomic
def end_session(session_id: int, *, by: User) -> None:
    """Raises ``Refusal("people.session_gone")`` for one that is over or somebody else's."""
    session = UserSession.objects.select_for_update().filter(pk=session_id, user=by).first()
    if session is None:
        raise Refusal("people.session_gone")
    session.end()
    audit.record("person.end_session", actor=by, subject=by)
