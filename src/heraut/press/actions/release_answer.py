"""Release a cleared answer to whoever sends it."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.people.models import User
from heraut.press.actions._enquiries import move
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def release_answer(clearance: Clearance, by: User) -> None:
    """In the transaction that clears it; guidance has authorised ``by``."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).get(pk=clearance.subject_id)
    move(enquiry, EnquiryState.CLEARED)
    audit.record("press.answer_release", actor=by, subject=enquiry, unit_id=enquiry.unit_id)
