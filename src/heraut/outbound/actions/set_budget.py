"""Set what a platform that asks money may cost the ministry in a month."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import budgets
from heraut.outbound.models import Budget
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

MOST = 1_000_000 * 1_000_000


@transaction.atomic
def set_budget(platform: str, monthly: int, *, by: User) -> Budget:
    """``monthly`` in millionths of a US dollar; it holds for this month too. Zero: nothing more is
    spent. Raises ``Refusal("budget.platform")`` and ``Refusal("budget.amount")``."""
    root = Unit.objects.get(parent=None)
    access.require(by, Right.BUDGET, root)
    if platform not in {each.platform for each in budgets.costing()}:
        raise Refusal("budget.platform")
    if not 0 <= monthly <= MOST:
        raise Refusal("budget.amount")
    before = Budget.objects.select_for_update().filter(platform=platform).first()
    values = {"monthly": monthly, "changed_by": by, "changed_at": clock.now(), "unit": root}
    budget, _made = Budget.objects.update_or_create(platform=platform, defaults=values)
    audit.record(
        "budget.set",
        actor=by,
        subject=budget,
        unit_id=root.pk,
        detail={
            "platform": platform,
            "before": before.monthly if before else None,
            "monthly": monthly,
        },
    )
    return budget
