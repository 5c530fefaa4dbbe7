"""End a role from a day on; when the last one ends, every session of the person ends with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Forbidden, Refusal
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Membership, User
from heraut.people.rights import Right
from heraut.people.sessions import end_sessions


@transaction.atomic
def end_role(membership_id: UUID, *, by: User, on: date | None = None) -> Membership:
    """It no longer holds on the day ``on`` (today unless given), nor after.

    A role that would have held for no day is taken back whole; the trail keeps that it was there.
    Raises ``Refusal`` with ``people.ended`` or ``people.past``.
    """
    day = on or today()
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("unit", "user")
        .get(pk=membership_id)
    )
    access.require(by, Right.PEOPLE_MANAGE, membership.unit)
    if membership.user_id == by.pk:
        raise Forbidden("people.oneself")
    if day < today():
        raise Refusal("people.past")
    if membership.valid_until is not None and membership.valid_until <= day:
        raise Refusal("people.ended")
    audit.record(
        "person.end_role",
        actor=by,
        subject=membership.user,
        unit_id=membership.unit_id,
        detail={"role": membership.role, "from": membership.valid_from, "on": day},
    )
    if membership.valid_from >= day:
        membership.delete()
    else:
        membership.valid_until = day
        membership.save(update_fields=["valid_until"])
    if not access.grants(User.objects.get(pk=membership.user_id)):
        end_sessions(membership.user)
    return membership
