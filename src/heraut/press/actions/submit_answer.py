"""Ask for an answer to be cleared."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.ask import ask
from heraut.kernel.errors import Refusal
from heraut.people.models import User
from heraut.press.actions._enquiries import ANSWER_KIND, locked_enquiry, require_seen, save
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def submit_answer(enquiry_id: UUID, *, by: User, seen: int) -> Enquiry:
    """``seen``: the revision that the person read. Due for clearance at the enquiry's deadline."""
    enquiry = locked_enquiry(enquiry_id, by)
    require_seen(enquiry, seen)
    if enquiry.state != EnquiryState.DRAFTED:
        raise Refusal("press.answer_empty")
    enquiry.clearance = ask(
        ANSWER_KIND,
        enquiry.pk,
        unit=enquiry.unit,
        title=enquiry.subject,
        authors=enquiry.editors.all(),
        by=by,
        due_at=enquiry.deadline,
    )
    save(enquiry, "clearance")
    audit.record("press.answer_submit", actor=by, subject=enquiry, unit_id=enquiry.unit_id)
    return enquiry
