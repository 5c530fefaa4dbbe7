"""Whom an administrator may touch."""

from __future__ import annotations

from heraut.kernel.errors import Forbidden
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def require_reach(by: User, user: User) -> None:
    """``by`` manages people in every unit where ``user`` holds or held a role; for a person
    without any, in the ministry."""
    units = [each.unit for each in user.memberships.select_related("unit")]
    for unit in units or [Unit.objects.get(parent=None)]:
        if not access.can(by, Right.PEOPLE_MANAGE, unit):
            raise Forbidden("access.right", right=str(Right.PEOPLE_MANAGE), unit=unit.name)
