"""Save a unit's plan as its page shows it: aim and all targets at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal, Stale
from heraut.network.actions._targets import FIELDS, locked_plan, touch
from heraut.network.models import Channel, Plan, PlanTarget
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target as it shall be; ``id`` None for a new one. ``amplifies`` None leaves that."""

    id: UUID | None
    platform: str
    channel_id: UUID | None = None
    presence: str = "wanted"
    reason: str = ""
    per_week: Decimal = Decimal(0)
    languages: tuple[str, ...] = ()
    is_hub: bool = False
    amplifies: frozenset[UUID] | None = None


@transaction.atomic
def save_plan(unit_id: UUID, *, by: User, seen: int, aim: str, targets: Sequence[Wanted]) -> Plan:
    """``seen``: the revision on the person's screen, 0 where there was no plan. A target that is not
    among ``targets`` goes. Raises ``Stale("plan.stale")`` where somebody saved since and writes
    nothing; saving what stands there already changes nothing."""
    unit = Unit.objects.get(pk=unit_id)
    access.require(by, Right.PLAN_EDIT, unit)
    plan = locked_plan(unit, by)
    if plan.revision != seen:
        raise Stale("plan.stale", name=str(plan.changed_by or "Heraut"), at=plan.changed_at)
    _check(targets)
    changed = _apply(plan, targets)
    if plan.aim != aim.strip():
        plan.aim = aim.strip()
        plan.save(update_fields=["aim"])
        changed.append("aim")
    if changed:
        touch(plan, by)
        audit.record(
            "plan.save",
            actor=by,
            subject=plan,
            unit_id=unit.pk,
            detail={"revision": plan.revision, "changed": changed},
        )
    elif plan.revision == 0:
        plan.delete()
    return plan


def _check(targets: Sequence[Wanted]) -> None:
    """One line a channel, and one a platform that names no channel; channels are on that platform."""
    said = [(each.platform, each.channel_id) for each in targets]
    twice = {one for one in said if said.count(one) > 1}
    if twice:
        raise Refusal("plan.twice", platform=min(platform for platform, _ in twice))
    named = {each.channel_id: each.platform for each in targets if each.channel_id}
    for pk, platform in Channel.objects.filter(pk__in=named).values_list("pk", "platform"):
        if named.pop(pk) != platform:
            raise Refusal("plan.other_platform", platform=platform)
    if named:
        raise Refusal("plan.no_channel")


def _apply(plan: Plan, targets: Sequence[Wanted]) -> list[str]:
    """Rows are written anew where anything differs: two may have exchanged their channels, and then
    neither could be saved before the other."""
    rows = {each.pk: each for each in plan.targets.prefetch_related("amplifies")}
    before = {pk: _values(row) for pk, row in rows.items()}
    after = [(each, _wanted(each, before.get(each.id) if each.id else None)) for each in targets]
    same = {each.id for each, values in after if each.id and before.get(each.id) == values}
    changed = [f"-{row.platform}" for pk, row in rows.items() if pk not in {t.id for t in targets}]
    PlanTarget.objects.filter(plan=plan).exclude(pk__in=same).delete()
    for each, values in after:
        if each.id in same:
            continue
        hubs = values.pop("amplifies")
        known = each.id in rows
        row = PlanTarget.objects.create(plan=plan, **({"id": each.id} if known else {}), **values)
        row.amplifies.set(Channel.objects.filter(pk__in=hubs))
        changed.append(f"{'~' if known else '+'}{each.platform}")
    return changed


def _values(row: PlanTarget) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ("platform", "channel_id", *FIELDS)}
    return {**values, "amplifies": frozenset(each.pk for each in row.amplifies.all())}


def _wanted(each: Wanted, before: dict[str, Any] | None) -> dict[str, Any]:
    values = {name: getattr(each, name) for name in ("platform", "channel_id", *FIELDS)}
    hubs = each.amplifies
    if hubs is None:
        hubs = before["amplifies"] if before else frozenset()
    return {**values, "languages": list(each.languages), "amplifies": hubs}
