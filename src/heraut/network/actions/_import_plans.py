"""Rows of a table into the targets of plans: what they mean, what cannot be, what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from heraut.kernel import clock
from heraut.network.actions._import_rows import Change
from heraut.network.importing import PlanRecord, Problem
from heraut.network.models import Channel, Plan, PlanTarget
from heraut.network.registry import fold
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: Fields of a target -> the column that gives them and the record's value.
_FIELDS: dict[str, tuple[str, Callable[[PlanRecord], Any]]] = {
    "presence": ("presence", lambda record: record.presence),
    "per_week": ("per_week", lambda record: record.per_week),
    "languages": ("languages", lambda record: list(record.languages)),
    "reason": ("reason", lambda record: record.reason),
    "is_hub": ("hub", lambda record: record.hub),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Rows by what a table calls them. ``touched``: the plans that were changed."""

    root: Unit
    by: User | None
    units: dict[str, Unit]
    plans: dict[UUID, Plan]
    targets: dict[UUID, list[PlanTarget]]
    channels: dict[tuple[str, str], list[Channel]]
    touched: set[UUID] = field(default_factory=set)

    def channel(self, record: PlanRecord, handle: str) -> Channel | str | None:
        """The channel of that name: the mission's own, one that it shares, the only one elsewhere;
        else the code of the problem. None for no name."""
        if not handle:
            return None
        found = self.channels.get((record.platform, fold(handle)), [])
        unit = self.units.get(record.mission)
        own = [each for each in found if unit and each.holder_id == unit.pk]
        shared = [each for each in found if unit in each.sharing.all()]
        best = own or shared or found
        if len(best) == 1 or own:
            return best[0]
        return "channel.several" if best else "channel"


def held(records: Sequence[PlanRecord], by: User | None) -> Held:
    """Locks the ministry's unit, so that one import waits for another, then the plans."""
    root = Unit.objects.select_for_update().filter(parent=None).earliest("created_at")
    units = {each.slug: each for each in Unit.objects.filter(mission__isnull=False)}
    meant = [units[key].pk for key in {each.mission for each in records} if key in units]
    # The units' rows first, in one order, as whoever saves a plan by hand does.
    list(Unit.objects.select_for_update().filter(pk__in=meant).order_by("pk"))
    plans = Plan.objects.select_for_update().filter(unit__in=meant).order_by("pk")
    targets: defaultdict[UUID, list[PlanTarget]] = defaultdict(list)
    for target in PlanTarget.objects.filter(plan__unit__in=meant).prefetch_related("amplifies"):
        targets[target.plan_id].append(target)
    channels: defaultdict[tuple[str, str], list[Channel]] = defaultdict(list)
    light = Channel.objects.defer("credentials", "limits", "note").prefetch_related("sharing")
    for channel in light:
        channels[channel.platform, fold(channel.handle)].append(channel)
    return Held(
        root=root,
        by=by,
        units=units,
        plans={each.unit_id: each for each in plans},
        targets=targets,
        channels=channels,
    )


def problems(records: Sequence[PlanRecord], has: Held) -> Iterator[Problem]:
    for record in records:
        unit = has.units.get(record.mission)
        if unit is None:
            near = get_close_matches(record.mission, has.units, 1)
            hint = {"near": near[0]} if near else {}
            yield record.where.problem("mission", "mission", record.mission, **hint)
        elif has.by is not None and not access.can(has.by, Right.PLAN_EDIT, unit):
            yield record.where.problem("mission", "not_yours", record.mission)
        for column, handles in (("channel", (record.channel,)), ("amplifies", record.amplifies)):
            for handle in handles:
                found = has.channel(record, handle)
                if isinstance(found, str):
                    yield record.where.problem(column, found, handle)


def apply(records: Sequence[PlanRecord], has: Held) -> list[Change]:
    """Every record into its target; what changed, in the table's order."""
    pairs = _paired(records, has)
    differing = [(record, target, _differs(record, target, has)) for record, target in pairs]
    fresh = [target for _, target in pairs if target._state.adding]
    known = [(target, names) for _, target, names in differing if target not in fresh]
    PlanTarget.objects.bulk_create(fresh)
    for target, names in known:
        own = [name for name in names if name != "amplifies"]
        if own:
            target.save(update_fields=own)
    new = {target.pk for target in fresh}
    changes = []
    for record, target, fields in differing:
        if "amplifies" in fields:
            target.amplifies.set(_hubs(record, has))
        if fields or target.pk in new:
            has.touched.add(target.plan_id)
            label = " ".join(filter(None, (record.mission, record.platform, record.channel)))
            made = target.pk in new
            changes.append(Change("plan", label, new=made, fields={} if made else fields))
    _touch(has)
    return changes


def _paired(records: Sequence[PlanRecord], has: Held) -> list[tuple[PlanRecord, PlanTarget]]:
    """Rows that name a channel choose first; one that names none means what is left."""
    found: dict[int, PlanTarget] = {}
    taken: set[UUID] = set()
    numbered = sorted(enumerate(records), key=lambda one: not one[1].channel)
    for number, record in numbered:
        plan = _plan(record, has)
        free = [
            each
            for each in has.targets[plan.pk]
            if each.platform == record.platform and each.pk not in taken
        ]
        target = _match(record, free, has) or PlanTarget(plan=plan, platform=record.platform)
        taken.add(target.pk)
        found[number] = target
    return [(record, found[number]) for number, record in enumerate(records)]


def _plan(record: PlanRecord, has: Held) -> Plan:
    unit = has.units[record.mission]
    if unit.pk not in has.plans:
        has.plans[unit.pk] = Plan.objects.create(
            unit=unit, revision=0, changed_at=clock.now(), changed_by=has.by
        )
    return has.plans[unit.pk]


def _match(record: PlanRecord, free: list[PlanTarget], has: Held) -> PlanTarget | None:
    channel = has.channel(record, record.channel)
    wanted = channel.pk if isinstance(channel, Channel) else None
    exact = next((each for each in free if each.channel_id == wanted), None)
    if exact is not None:
        return exact
    if wanted is not None:
        return next((each for each in free if each.channel_id is None), None)
    return free[0] if len(free) == 1 else None


def _differs(record: PlanRecord, target: PlanTarget, has: Held) -> dict[str, tuple[Any, Any]]:
    """Field -> (before, after), already set on the row; ``amplifies`` as handles, not yet set."""
    fields: dict[str, tuple[Any, Any]] = {}
    for name, (column, value) in _FIELDS.items():
        if record.gives(column) and getattr(target, name) != value(record):
            fields[name] = (getattr(target, name), value(record))
            setattr(target, name, value(record))
    if record.gives("channel"):
        channel = has.channel(record, record.channel)
        after = channel if isinstance(channel, Channel) else None
        if target.channel_id != (after.pk if after else None):
            before = target.channel.handle if target.channel else ""
            fields["channel"] = (before, after.handle if after else "")
            target.channel = after
    if record.gives("amplifies"):
        known = [] if target._state.adding else target.amplifies.all()
        held, wanted = (sorted(each.handle for each in one) for one in (known, _hubs(record, has)))
        if held != wanted:
            fields["amplifies"] = (held, wanted)
    return fields


def _hubs(record: PlanRecord, has: Held) -> list[Channel]:
    found = (has.channel(record, handle) for handle in record.amplifies)
    return [each for each in found if isinstance(each, Channel)]


def _touch(has: Held) -> None:
    """Whoever has one of these plans open is told when saving; an untouched new one goes again."""
    now = clock.now()
    for plan in has.plans.values():
        if plan.pk in has.touched:
            plan.revision += 1
            plan.changed_at, plan.changed_by = now, has.by
        elif plan.revision == 0:
            plan.delete()
    Plan.objects.bulk_update(
        [each for each in has.plans.values() if each.pk in has.touched],
        ["revision", "changed_at", "changed_by"],
    )
