"""A person looked at the channel and says what became of a delivery."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.models import PARCEL, Parcel, ParcelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

Answer = Literal["published", "not_published", "try_again"]
_STATE = {
    "published": ParcelState.DONE,
    "not_published": ParcelState.REJECTED,
    "try_again": ParcelState.RETRY,
}


@transaction.atomic
def resolve_unknown(parcel_id: UUID, *, by: User, answer: Answer, url: str = "") -> Parcel:
    """``published`` needs the address where it was seen; ``try_again`` means: it is not there."""
    parcel = Parcel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=parcel_id)
    access.require(by, Right.DISPATCH, parcel.unit)
    if parcel.state != ParcelState.UNKNOWN:
        raise Refusal("parcel.not_unknown")
    if answer == "published" and not url.strip():
        raise Refusal("parcel.address_missing")
    state = _STATE[answer]
    PARCEL.check(parcel.state, state)
    now = clock.now()
    parcel.state = state
    parcel.code = "person.said" if state != ParcelState.RETRY else ""
    parcel.params = {}
    parcel.changed_at = parcel.next_at = now
    parcel.finished_at = None if state == ParcelState.RETRY else now
    if state == ParcelState.DONE:
        parcel.receipt = {"id": url.strip(), "url": url.strip(), "extra": {"by": str(by.pk)}}
    parcel.save()
    audit.record(
        "parcel.resolve",
        actor=by,
        subject=parcel,
        unit_id=parcel.unit_id,
        detail={"answer": answer, "url": url.strip()},
    )
    if state == ParcelState.RETRY:
        jobs.wake(parcel.channel_id)
    return parcel
