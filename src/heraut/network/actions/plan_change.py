"""Plan a change of the network: an opening, a closing, an upgrade, a transfer of jurisdiction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions import _steps
from heraut.network.models import UNFINISHED, ChangeKind, Mission, NetworkChange
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def plan_change(
    mission_id: UUID,
    *,
    by: User,
    kind: str,
    day: date | None = None,
    period: str = "",
    to_kind: str = "",
    reason: str = "",
    source: str = "",
    source_url: str = "",
    countries: Sequence[str] = (),
) -> NetworkChange:
    """With its checklist, derived from what the mission holds and serves. Nothing else changes.

    ``day`` empty: not decided yet; ``period`` then says what is known. ``countries``: those that a
    mission takes over as it opens, or gives away. Raises ``Refusal`` where such a change of that
    mission is planned already, or does not fit what it is.
    """
    mission = (
        Mission.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mission_id)
    )
    access.require(by, Right.NETWORK_CHANGE, mission.unit)
    _check(mission, kind, to_kind, countries)
    now = clock.now()
    change = NetworkChange.objects.create(
        kind=kind,
        mission=mission,
        day=day,
        period=period.strip(),
        to_kind=to_kind if kind == ChangeKind.CONVERT else "",
        reason=reason.strip(),
        source=source.strip(),
        source_url=source_url,
        planned_by=by,
        changed_by=by,
        changed_at=now,
    )
    _steps.complete(change, countries)
    audit.record(
        "change.plan",
        actor=by,
        subject=change,
        unit_id=mission.unit_id,
        detail={"kind": kind, "mission": mission.key, "day": day},
    )
    return change


def _check(mission: Mission, kind: str, to_kind: str, countries: Sequence[str]) -> None:
    if mission.status not in _steps.FITTING[ChangeKind(kind)]:
        raise Refusal("change.does_not_fit", status=str(mission.get_status_display()))
    if kind == ChangeKind.CONVERT and to_kind in ("", mission.kind):
        raise Refusal("change.same_kind")
    if kind == ChangeKind.TRANSFER and not countries:
        raise Refusal("change.no_country")
    planned = NetworkChange.objects.filter(mission=mission, kind=kind, state__in=UNFINISHED)
    if planned.exists():
        raise Refusal("change.planned_already", mission=mission.name)
