"""What this app brings to a plan: the key messages it means to carry, and to whom."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from heraut.network.models import Plan
from heraut.newsroom import messages
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


def plan_part(request: HttpRequest, plan: Plan) -> str:
    """See ``network.slots.PLAN_PARTS``."""
    user = cast(User, request.user)
    if not access.holds(user, Right.ITEM_READ):
        return ""
    carried = messages.carried_this_month(plan.unit)
    chosen = messages.key_messages(user).filter(plans=plan)
    context = {
        "plan": plan,
        "rows": [(each, each.pk in carried) for each in chosen if each.is_current],
        "audiences": messages.audiences(user).filter(plans=plan),
        "may_edit": access.can(user, Right.PLAN_EDIT, plan.unit),
    }
    return render_to_string("newsroom/_plan_part.html", context, request=request)
