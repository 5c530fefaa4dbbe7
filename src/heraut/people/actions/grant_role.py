"""Give a person a role in a unit from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Forbidden, Refusal
from heraut.people import access
from heraut.people.models import Membership, Role, Unit, User
from heraut.people.rights import Right


@transaction.atomic
def grant_role(
    user_id: UUID,
    role: Role,
    unit: Unit,
    *,
    by: User | None,
    valid_from: date,
    valid_until: date | None = None,
) -> Membership:
    """Nobody grants themselves anything: ``Forbidden("people.oneself")``. ``by`` None is the
    operator at the command line.

    Raises ``Refusal`` with ``people.closed``, ``people.dates``, or ``people.held`` for a role that
    the person already holds there on one of those days.
    """
    if by is not None:
        access.require(by, Right.PEOPLE_MANAGE, unit)
        if by.pk == user_id:
            raise Forbidden("people.oneself")
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        raise Refusal("people.closed", name=user.name)
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal("people.dates")
    held = user.memberships.filter(unit=unit, role=role).exclude(valid_until__lte=valid_from)
    if valid_until is not None:
        held = held.exclude(valid_from__gte=valid_until)
    if held.exists():
        raise Refusal("people.held", name=user.name, unit=unit.name)
    membership = Membership.objects.create(
        user=user, unit=unit, role=role, valid_from=valid_from, valid_until=valid_until
    )
    audit.record(
        "person.grant",
        actor=by,
        subject=user,
        unit_id=unit.pk,
        detail={"role": role, "from": valid_from, "until": valid_until},
    )
    return membership
