"""Move a dispatch to another moment; what was cleared stays cleared."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from heraut.dispatch.actions._locks import locked
from heraut.dispatch.actions._timely import require_timely, told
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.foundation import audit
from heraut.foundation.models import AuditEntry
from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.outbound import jobs
from heraut.outbound.models import Parcel, ParcelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def reschedule(
    dispatch_id: UUID,
    *,
    by: User,
    at: datetime | None,
    seen: datetime | Literal["any"] | None = "any",
) -> Dispatch:
    """``at`` empty: now. ``seen``: the moment that stood there when the person decided, empty for
    “as soon as it is cleared”; ``Stale("dispatch.moved")`` if somebody moved it since.

    Raises ``Refusal("dispatch.over")`` once any of it is no longer waiting, and what
    ``require_timely`` raises.
    """
    dispatch = locked(dispatch_id)
    access.require(by, Right.DISPATCH, dispatch.unit)
    parcels = _waiting(dispatch)
    if seen != "any" and seen != dispatch.at:
        raise Stale("dispatch.moved", name=_last_mover(dispatch), at=_when(dispatch))
    made_from = dispatch.adaptation
    require_timely(made_from.item if made_from else None, at, dispatch.time_zone)
    now = clock.now()
    for parcel in parcels:
        parcel.due_at = parcel.next_at = at or now
        parcel.changed_at = now
        parcel.save(update_fields=["due_at", "next_at", "changed_at"])
        jobs.wake(parcel.channel_id)
    before, dispatch.at, dispatch.changed_at = dispatch.at, at, now
    dispatch.save(update_fields=["at", "changed_at"])
    # Who clears it next reads when it is meant to go out.
    if dispatch.clearance_id is not None:
        Clearance.objects.filter(pk=dispatch.clearance_id).update(due_at=at)
    audit.record(
        "dispatch.reschedule",
        actor=by,
        subject=dispatch,
        unit_id=dispatch.unit_id,
        detail={"before": before, "at": at},
    )
    return dispatch


def _waiting(dispatch: Dispatch) -> list[Parcel]:
    """Its parcels, locked, none of which has begun to go out."""
    if dispatch.state not in (DispatchState.ASKED, DispatchState.HANDED_OVER):
        raise Refusal("dispatch.over")
    parcels = list(
        Parcel.objects.select_for_update(of=("self",)).filter(delivery__dispatch=dispatch)
    )
    if any(parcel.state != ParcelState.WAITING for parcel in parcels):
        raise Refusal("dispatch.over")
    return parcels


def _last_mover(dispatch: Dispatch) -> str:
    entry = AuditEntry.objects.filter(
        subject_kind=dispatch._meta.label_lower,
        subject_id=str(dispatch.pk),
        verb="dispatch.reschedule",
    ).first()
    return entry.actor_name if entry is not None else ""


def _when(dispatch: Dispatch) -> str:
    return told(dispatch.at, dispatch.time_zone) if dispatch.at is not None else "—"
