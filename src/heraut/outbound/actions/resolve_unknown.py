"""A person looked at the channel and says what became of a delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import UUID

from django.db import transaction

from heraut.connectors import catalogue
from heraut.connectors.contract import Account, Prepared, Receipt
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.models import PARCEL, Parcel, ParcelState
from heraut.outbound.verbs import VERBS, Channel
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
    """``published`` needs the address where it was seen; ``try_again`` means: it is not there.

    Of a thread it is the part at which it stands that was seen; the further ones follow. Raises
    ``Refusal("parcel.address_unusable")`` where the next part could not answer what is there.
    """
    parcel = (
        Parcel.objects.select_for_update(of=("self",))
        .select_related("unit", "channel")
        .get(pk=parcel_id)
    )
    access.require(by, Right.DISPATCH, parcel.unit)
    if parcel.state != ParcelState.UNKNOWN:
        raise Refusal("parcel.not_unknown")
    if answer == "published" and not url.strip():
        raise Refusal("parcel.address_missing")
    state = _STATE[answer]
    if answer == "published":
        state = _seen(parcel, url.strip(), by)
    PARCEL.check(parcel.state, state)
    now = clock.now()
    parcel.state = state
    parcel.code = "person.said" if state != ParcelState.RETRY else ""
    parcel.params = {}
    parcel.changed_at = parcel.next_at = now
    parcel.finished_at = None if state == ParcelState.RETRY else now
    parcel.save()
    audit.record(
        "parcel.resolve",
        actor=by,
        subject=parcel,
        unit_id=parcel.unit_id,
        detail={"answer": answer, "url": url.strip(), "part": parcel.step},
    )
    if state == ParcelState.RETRY:
        jobs.wake(parcel.channel_id)
    return parcel


def _seen(parcel: Parcel, url: str, by: User) -> ParcelState:
    """Note on the parcel what was seen at ``url``; done, or on to the next step."""
    row = parcel.channel
    connector = catalogue.of(row.platform, by_hand=row.by_hand)
    account = Account(str(row.pk), row.platform_id, row.handle, row.origin.rstrip("/"))
    channel, verb = Channel(row.pk, connector, account), VERBS[parcel.verb]
    prepared = Prepared.from_json(parcel.prepared or {})
    seen = connector.receipt_at(url, prepared, account) or Receipt(url, url)
    seen = replace(seen, extra={**seen.extra, "by": str(by.pk)})
    values = {name: getattr(parcel, name) for name in ("content", "receipt", "step")}
    if parcel.step + 1 >= verb.steps(values, channel):
        parcel.receipt = verb.standing(values, seen).to_json()
        return ParcelState.DONE
    if connector.refers(seen):
        parcel.receipt = verb.standing(values, seen).to_json()
        parcel.step, parcel.prepared, parcel.first_attempt_at = parcel.step + 1, None, None
        parcel.tries = parcel.checks = 0
        return ParcelState.RETRY
    if connector.declaration.key_lifetime is None:
        return ParcelState.RETRY  # the same key again finds what is there, and what it is called
    raise Refusal("parcel.address_unusable")
