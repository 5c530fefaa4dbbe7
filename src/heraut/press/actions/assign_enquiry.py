"""Give an enquiry to somebody who answers it, oneself included."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.actions._enquiries import locked_enquiry, move, save
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def assign_enquiry(enquiry_id: UUID, *, by: User, to: User) -> Enquiry:
    """``Refusal("press.not_theirs")`` for who does not work on the press there."""
    enquiry = locked_enquiry(enquiry_id, by)
    if not access.can(to, Right.PRESS_WORK, enquiry.unit):
        raise Refusal("press.not_theirs", name=str(to), unit=enquiry.unit.name)
    enquiry.assigned_to = to
    if enquiry.state == EnquiryState.RECEIVED:
        move(enquiry, EnquiryState.ASSIGNED, "assigned_to")
    else:
        save(enquiry, "assigned_to")
    audit.record(
        "press.enquiry_assign",
        actor=by,
        subject=enquiry,
        unit_id=enquiry.unit_id,
        detail={"to": to.pk},
    )
    return enquiry
