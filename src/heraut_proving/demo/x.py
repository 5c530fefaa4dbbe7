"""X, the platform that asks money: a budget, and a channel at one mission and at headquarters."""

from __future__ import annotations

from collections.abc import Mapping

from heraut.outbound.actions.set_budget import set_budget
from heraut.people.models import User

#: Which units have a channel on X: mission, or ``ministry`` -> handle.
HANDLES = {"nairobi": "BelgiumNairobi", "ministry": "BelgiumDiploSim"}
_MONTHLY = 40_000_000


def budget(people: Mapping[str, User]) -> None:
    """Forty US dollars a month; without it nothing could be submitted for X."""
    set_budget("x", _MONTHLY, by=people["admin@demo.example"])
