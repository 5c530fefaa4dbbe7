"""A person's sessions, wherever they are signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from heraut.people.models import User


def end_sessions(user: User) -> int:
    """End all of them; how many there were."""
    count = 0
    for session in UserSession.objects.filter(user=user):
        session.end()
        count += 1
    return count
