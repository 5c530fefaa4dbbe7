"""What budgets of platforms that ask money bring to the walks."""

from __future__ import annotations

from heraut.kernel import clock
from heraut.outbound.actions.set_budget import set_budget
from heraut.outbound.models import Spending
from heraut.outbound.spending import month_of
from tests.meta.examples import Examples, brings, multiplies, shows

shows("admin", "budgets")


@brings
def _rows(everything: Examples) -> None:
    set_budget("x", 50_000_000, by=everything.people["admin"])
    Spending.objects.create(platform="x", month=month_of(clock.now()), spent=12_345_000)
    everything.kwargs["budget_set"] = {"platform": "x"}


@multiplies
def _more_of_it(everything: Examples, mark: str) -> None:
    set_budget("x", 60_000_000, by=everything.people["admin"])
