"""Hold the whole network after a restore: what was published since the backup is unknown here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.outbound.models import Hold, HoldScope, Parcel, ParcelState, Verb
from heraut.people.models import Unit


@transaction.atomic
def hold_after_restore(made_at: datetime) -> str:
    """Nothing goes out by itself any more; each text waits until a named person releases it.

    What had been tried before ``made_at``, the backup's moment, may have come through since under
    the key that is written down: it is looked up before it is tried again.
    """
    unit = Unit.objects.filter(parent=None).first()
    if unit is None:
        return "The house is empty: there is nothing to hold."
    now = clock.now()
    hold = Hold.objects.create(
        scope=HoldScope.NETWORK,
        unit=unit,
        reason=f"Restored from the backup of {made_at:%Y-%m-%d %H:%M} UTC",
        placed_by=None,
        placed_at=now,
    )
    doubted = Parcel.objects.filter(
        state=ParcelState.RETRY, verb=Verb.PUBLISH, prepared__isnull=False
    ).update(state=ParcelState.UNCLEAR, code="restore.since", checks=0, next_at=now, changed_at=now)
    waiting = Parcel.objects.filter(state=ParcelState.WAITING)
    due = waiting.filter(due_at__lte=now).count()
    detail = {"scope": hold.scope, "reason": hold.reason, "looked_up": doubted}
    audit.record("hold.place", actor=None, subject=hold, unit_id=unit.pk, detail=detail)
    return (
        f"A hold on the whole network is in force: {waiting.count()} scheduled deliveries wait for "
        f"a person, {due} of them were due before now and may have gone out since the backup. "
        f"{doubted} that had been tried are looked up on their channels first."
    )
