"""Import plans from a table: what would change first, then all of it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from heraut.foundation import audit
from heraut.network.actions import _import_plans as rows
from heraut.network.actions._import_held import Unfit
from heraut.network.actions._import_rows import Change
from heraut.network.actions._without_effect import without_effect
from heraut.network.importing import PlanRecord
from heraut.people.models import User

__all__ = ["Change", "Unfit", "import_plans", "plan_import"]


def plan_import(records: Sequence[PlanRecord], *, by: User | None) -> list[Change]:
    """What ``import_plans`` would change; nothing is. Raises as it does."""
    return without_effect(lambda: import_plans(records, by=by))


@transaction.atomic
def import_plans(records: Sequence[PlanRecord], *, by: User | None) -> list[Change]:
    """All of it or nothing. ``by`` None is the operator at the command line; a person needs the
    right to edit each of these plans.

    A target is known by mission, platform and channel; a row that names no channel means the
    platform's only target. What the file does not name stays: a plan, a target, a column. Importing
    the same again changes nothing. One audit entry for the whole. Raises ``Unfit`` with every
    problem.
    """
    has = rows.held(records, by)
    wrong = list(rows.problems(records, has))
    if wrong:
        raise Unfit(wrong)
    changes = rows.apply(records, has)
    if changes:
        digest = hashlib.sha256(repr(changes).encode()).hexdigest()
        audit.record(
            "plan.import",
            actor=by,
            subject=has.root,
            unit_id=has.root.pk,
            detail={"count": len(changes), "plans": len(has.touched), "digest": digest},
        )
    return changes
