"""Record that a cleared answer was given, how and when: people send it by their own means."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people.models import User
from heraut.press.actions._enquiries import move
from heraut.press.models import OPEN, Enquiry, EnquiryState
from heraut.press.reach import may_answer


@transaction.atomic
def record_answered(enquiry_id: UUID, *, by: User, via: str, at: datetime | None = None) -> Enquiry:
    """By whoever has the enquiry, or received it. ``at`` empty: now.

    Raises ``Refusal`` (``press.not_cleared``, ``press.answered_when``, ``press.enquiry_over``).
    """
    enquiry = (
        Enquiry.objects.select_for_update(of=("self",))
        .select_related("unit", "origin")
        .get(pk=enquiry_id)
    )
    may_answer(by, enquiry)
    if enquiry.state not in OPEN:
        raise Refusal("press.enquiry_over")
    if enquiry.state != EnquiryState.CLEARED:
        raise Refusal("press.not_cleared")
    now = clock.now()
    when = at or now
    if not enquiry.received_at <= when <= now:
        raise Refusal("press.answered_when")
    enquiry.ended_at, enquiry.ended_by, enquiry.ended_via = when, by, via
    move(enquiry, EnquiryState.ANSWERED, "ended_at", "ended_by", "ended_via")
    audit.record(
        "press.enquiry_answered",
        actor=by,
        subject=enquiry,
        unit_id=enquiry.unit_id,
        detail={"at": when, "via": via},
    )
    return enquiry
