"""Say which key messages a unit means to carry, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Plan
from heraut.newsroom.actions._aims import choose
from heraut.newsroom.models import AudienceGroup, KeyMessage
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def aim_plan(
    unit: Unit,
    *,
    by: User,
    messages: Iterable[UUID],
    audiences: Iterable[UUID],
    shown: Iterable[UUID] = (),
) -> Plan:
    """``shown``: what stood on the person's screen; of it, what is not chosen is taken off. The
    unit's plan begins here where it has none."""
    access.require(by, Right.PLAN_EDIT, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    plan, _ = Plan.objects.get_or_create(
        unit=unit, defaults={"changed_at": clock.now(), "changed_by": by}
    )
    seen = list(shown)
    may_carry = access.rows(by, Right.ITEM_READ, KeyMessage).filter(KeyMessage.current())
    living = access.rows(by, Right.ITEM_READ, AudienceGroup).filter(Q(ended_at=None))
    changed = [
        choose(plan.key_messages, shown=seen, chosen=messages, allowed=may_carry),
        choose(plan.audiences, shown=seen, chosen=audiences, allowed=living),
    ]
    if any(changed):
        plan.changed_at, plan.changed_by = clock.now(), by
        plan.save(update_fields=["changed_at", "changed_by"])
    audit.record("plan.aim", actor=by, subject=plan, unit_id=unit.pk)
    return plan
