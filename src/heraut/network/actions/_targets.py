"""A plan's rows: found locked, put in place, told as changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from heraut.kernel import clock
from heraut.network.models import Channel, Plan, PlanTarget
from heraut.people.models import Unit, User

#: What a target says besides its platform and channel.
FIELDS = ("presence", "reason", "per_week", "languages", "is_hub")


def locked_plan(unit: Unit, by: User | None) -> Plan:
    """The unit's plan, locked; an empty one, revision 0, where there was none."""
    # The unit's row is locked first, so that two first plans at once become one.
    Unit.objects.select_for_update().get(pk=unit.pk)
    found = Plan.objects.select_for_update().filter(unit=unit).first()
    if found is not None:
        return found
    return Plan.objects.create(unit=unit, revision=0, changed_at=clock.now(), changed_by=by)


def touch(plan: Plan, by: User | None) -> None:
    """A change was made: the next person who saves an older revision is told."""
    plan.revision += 1
    plan.changed_at, plan.changed_by = clock.now(), by
    plan.save(update_fields=["revision", "changed_at", "changed_by"])


def put(plan: Plan, platform: str, channel_id: UUID | None, values: Mapping[str, Any]) -> bool:
    """Set what the plan says of that channel, or of that platform while no channel is named;
    True where that is something new."""
    target = _find(plan, platform, channel_id)
    made = target is None
    if target is None:
        target = PlanTarget(plan=plan, platform=platform)
    changed = made or target.channel_id != channel_id
    target.channel_id = channel_id
    for name, value in values.items():
        changed = changed or getattr(target, name) != value
        setattr(target, name, value)
    if changed:
        target.save()
    return changed


def _find(plan: Plan, platform: str, channel_id: UUID | None) -> PlanTarget | None:
    found = list(plan.targets.filter(platform=platform))
    exact = next((each for each in found if each.channel_id == channel_id), None)
    if exact is not None or channel_id is None:
        return exact
    return next((each for each in found if each.channel_id is None), None)


def amplify(plan: Plan, platform: str, own: UUID, hubs: Iterable[UUID]) -> bool:
    """Let the plan's channel ``own`` pass on what these hubs publish."""
    target = _find(plan, platform, own)
    if target is None:
        target = PlanTarget.objects.create(plan=plan, platform=platform, channel_id=own)
    known = set(target.amplifies.values_list("pk", flat=True))
    wanted = set(hubs) - known
    target.amplifies.add(*Channel.objects.filter(pk__in=wanted))
    return bool(wanted)
