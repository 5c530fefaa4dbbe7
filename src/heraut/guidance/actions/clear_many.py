"""Clear several texts in one go: each as it was read, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.clear import clear
from heraut.guidance.models import Clearance
from heraut.kernel.errors import Refusal
from heraut.people.models import Unit, User


@dataclass(frozen=True, slots=True)
class ClearedMany:
    """``left``: what stays as it was, with the reason."""

    cleared: tuple[Clearance, ...]
    left: tuple[tuple[Clearance, Refusal], ...]


@transaction.atomic
def clear_many(unit: Unit, seen: Mapping[UUID, str], *, by: User) -> ClearedMany:
    """``seen``: clearance of ``unit`` -> digest of the text that the person read.

    One text that was changed, or decided on by somebody else, holds no other back: it stays, and
    comes back with its refusal. All of it is one transaction, so that a second tap finds it done.
    """
    cleared: list[Clearance] = []
    left: list[tuple[Clearance, Refusal]] = []
    # Always in the same order: two people who clear the same texts do not wait for each other.
    for clearance in Clearance.objects.filter(unit=unit, pk__in=seen).order_by("pk"):
        try:
            cleared.append(clear(clearance.pk, by=by, seen=seen[clearance.pk]))
        except Refusal as refusal:
            left.append((clearance, refusal))
    if cleared:
        audit.record(
            "clearance.clear_many",
            actor=by,
            subject=unit,
            unit_id=unit.pk,
            detail={"cleared": [each.pk for each in cleared], "left": [c.pk for c, _ in left]},
        )
    return ClearedMany(tuple(cleared), tuple(left))
