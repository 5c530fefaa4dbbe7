"""Cancel what has not been called yet."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.models import PARCEL, Parcel, ParcelState, Queue
from heraut.people.models import User

FINAL = frozenset(PARCEL.final)


@transaction.atomic
def cancel(parcel_ids: Iterable[UUID], *, by: User) -> int:
    """Cancel all of them that can be; how many were.

    Locked against the engine: what is cancelled here is not called afterwards. Raises
    ``Refusal("parcel.under_way")`` where one is being called or checked: then nothing changes.
    What is already final stays as it is.
    """
    parcels = list(
        Parcel.objects.select_for_update(of=("self",))
        .filter(pk__in=list(parcel_ids))
        .order_by("pk")
    )
    for parcel in parcels:
        if parcel.state in (ParcelState.CALLING, ParcelState.UNCLEAR):
            raise Refusal("parcel.under_way")
    now, count = clock.now(), 0
    for parcel in parcels:
        if not PARCEL.allows(parcel.state, ParcelState.CANCELLED):
            continue
        parcel.state = ParcelState.CANCELLED
        parcel.changed_at = parcel.finished_at = now
        parcel.save(update_fields=["state", "changed_at", "finished_at"])
        # A head in backoff blocked its line; the next need not wait for it any more.
        Queue.objects.filter(channel_id=parcel.channel_id, blocked_code="").update(
            blocked_until=None
        )
        audit.record("parcel.cancel", actor=by, subject=parcel, unit_id=parcel.unit_id)
        count += 1
    return count
