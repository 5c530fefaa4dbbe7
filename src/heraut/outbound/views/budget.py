"""What platforms cost this month, and how much they may."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.outbound import budgets
from heraut.outbound.actions.set_budget import set_budget
from heraut.outbound.forms import BudgetForm
from heraut.outbound.spending import dollars
from heraut.outbound.words import PRICES
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@require_safe
@desk_view(Right.BUDGET)
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_view(Right.BUDGET)
def change(request: HttpRequest, platform: str) -> HttpResponse:
    if platform not in {each.platform for each in budgets.costing()} or not _may_set(request):
        raise Http404
    form = BudgetForm(request.POST, prefix=platform)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        set_budget(platform, form.amount, by=cast(User, request.user))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("The budget is set. What was refused can be tried again."))
    return redirect("budgets")


def _may_set(request: HttpRequest) -> bool:
    """The ministry's own administrators; a mission's may look."""
    root = Unit.objects.get(parent=None)
    return access.can(cast(User, request.user), Right.BUDGET, root)


def _page(request: HttpRequest, bound: BudgetForm | None = None, status: int = 200) -> HttpResponse:
    rows = [_row(account, bound) for account in budgets.accounts()]
    context = {"rows": rows, "may_set": _may_set(request), "nav_key": "budgets"}
    return render(request, "outbound/budgets.html", context, status=status)


def _row(account: budgets.Account, bound: BudgetForm | None) -> dict[str, Any]:
    form = bound if bound is not None and bound.prefix == account.platform else None
    if form is None:
        known = None if account.monthly is None else Decimal(account.monthly) / 1_000_000
        initial = {"monthly": known.quantize(Decimal("0.01")) if known is not None else None}
        form = BudgetForm(prefix=account.platform, initial=initial)
    prices = [
        (PRICES[code], dollars(price)) for code, price in account.connector.price_list().items()
    ]
    return {
        "account": account,
        "told": account.told,
        "form": form,
        "prices": prices,
    }
