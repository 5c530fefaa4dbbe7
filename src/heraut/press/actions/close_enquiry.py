"""Close an enquiry without an answer, or decline it, and say why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people.models import User
from heraut.press.actions._enquiries import ANSWER_KIND, locked_enquiry, move
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def close_enquiry(enquiry_id: UUID, *, by: User, declined: bool, reason: str) -> Enquiry:
    """``declined``: the asker was told that there is no answer. Needs a reason."""
    enquiry = locked_enquiry(enquiry_id, by)
    if not reason.strip():
        raise Refusal("press.reason_missing")
    withdraw_for_edit(ANSWER_KIND, enquiry.pk, by=by)
    enquiry.refresh_from_db(fields=["state"])
    enquiry.reason = reason.strip()[:300]
    enquiry.ended_at, enquiry.ended_by = clock.now(), by
    state = EnquiryState.DECLINED if declined else EnquiryState.CLOSED
    move(enquiry, state, "reason", "ended_at", "ended_by")
    audit.record(
        "press.enquiry_close",
        actor=by,
        subject=enquiry,
        unit_id=enquiry.unit_id,
        detail={"declined": declined, "reason": enquiry.reason},
    )
    return enquiry
