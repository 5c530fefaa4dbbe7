"""Release held parcels, by name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.outbound import jobs
from heraut.outbound.models import PARCEL, Parcel
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def release(parcel_ids: Iterable[UUID], *, by: User) -> int:
    """They go when they are due, whatever hold was placed before now; how many there were."""
    parcels = list(
        Parcel.objects.select_for_update(of=("self",))
        .filter(pk__in=list(parcel_ids))
        .exclude(state__in=PARCEL.final)
        .select_related("unit")
        .order_by("pk")
    )
    for parcel in parcels:
        access.require(by, Right.RELEASE, parcel.unit)
    now = clock.now()
    for parcel in parcels:
        parcel.released_at, parcel.released_by, parcel.changed_at = now, by, now
        parcel.save(update_fields=["released_at", "released_by", "changed_at"])
        audit.record("parcel.release", actor=by, subject=parcel, unit_id=parcel.unit_id)
        jobs.wake(parcel.channel_id)
    return len(parcels)
