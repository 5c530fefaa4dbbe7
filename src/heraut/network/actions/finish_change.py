"""Finish a change: its checklist is done, its day has come, and the mission becomes what was planned."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _steps
from heraut.network.models import (
    CHANGE,
    ChangeKind,
    ChangeState,
    Jurisdiction,
    Mission,
    MissionPhase,
    MissionStatus,
    NetworkChange,
)
from heraut.network.naming import names
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def finish_change(change_id: UUID, *, by: User) -> NetworkChange:
    """Raises ``Refusal`` while a line is open, while there is no day, and before the day."""
    change = _steps.locked_change(change_id)
    access.require(by, Right.NETWORK_CHANGE, change.mission.unit)
    if change.day is None:
        raise Refusal("change.no_day")
    if not _steps.has_come(change):
        raise Refusal("change.not_yet")
    _steps.complete(change)
    left = _steps.waiting(change)
    if left:
        raise Refusal("change.steps_left", count=left)
    CHANGE.check(change.state, ChangeState.DONE)
    mission = (
        Mission.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=change.mission_id)
    )
    _become(mission, change)
    now = clock.now()
    change.state, change.finished_at = ChangeState.DONE, now
    change.changed_at, change.changed_by = now, by
    change.save()
    audit.record(
        "change.finish",
        actor=by,
        subject=change,
        unit_id=mission.unit_id,
        detail={"kind": change.kind, "mission": mission.key, "day": change.day},
    )
    return change


def _become(mission: Mission, change: NetworkChange) -> None:
    day = change.day
    assert day is not None
    if change.kind == ChangeKind.OPEN:
        mission.status, mission.closed_on = MissionStatus.OPEN, None
        mission.opened_on = mission.opened_on or day
    elif change.kind == ChangeKind.CLOSE:
        mission.status, mission.closed_on = MissionStatus.CLOSED, day
        lasting = Jurisdiction.objects.filter(mission=mission)
        lasting.filter(Q(valid_until=None) | Q(valid_until__gt=day)).update(valid_until=day)
        mission.phases.filter(valid_until=None).update(valid_until=day)
    elif change.kind == ChangeKind.CONVERT:
        _convert(mission, change)
    mission.save()


def _convert(mission: Mission, change: NetworkChange) -> None:
    """Its history tells both kinds; its name follows unless it has one of its own."""
    if not mission.phases.exists():
        MissionPhase.objects.create(
            mission=mission, kind=mission.kind, valid_from=mission.opened_on
        )
    mission.phases.filter(valid_until=None).update(valid_until=change.day)
    MissionPhase.objects.create(mission=mission, kind=change.to_kind, valid_from=change.day)
    before, after = (names(kind, mission.cities) for kind in (mission.kind, change.to_kind))
    mission.unit.names = {
        code: after.get(code, text) if text == before.get(code) else text
        for code, text in mission.unit.names.items()
    }
    mission.unit.save(update_fields=["names"])
    mission.kind = change.to_kind
