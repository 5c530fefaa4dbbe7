"""End a role; when the last one ends, every session of the person ends with it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.people import access
from heraut.people.models import Membership, User
from heraut.people.rights import Right
from heraut.people.sessions import end_sessions


@transaction.atomic
def end_role(membership_id: UUID, *, by: User) -> Membership:
    """Ends it today. A role granted today is taken back whole."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("unit", "user")
        .get(pk=membership_id)
    )
    access.require(by, Right.PEOPLE_MANAGE, membership.unit)
    if membership.user_id == by.pk:
        raise Forbidden("people.oneself")
    today = clock.now().date()
    if membership.valid_until is not None and membership.valid_until <= today:
        raise Refusal("people.ended")
    if membership.valid_from >= today:
        membership.valid_from = today - timedelta(days=1)
    membership.valid_until = today
    membership.save(update_fields=["valid_from", "valid_until"])
    audit.record(
        "person.end_role",
        actor=by,
        subject=membership.user,
        unit_id=membership.unit_id,
        detail={"role": membership.role},
    )
    if not access.grants(User.objects.get(pk=membership.user_id)):
        end_sessions(membership.user)
    return membership
