"""Reopen an answer: its clearance was refused, or taken back by a person or by an edit."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.people.models import User
from heraut.press.actions._enquiries import move
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def reopen_answer(clearance: Clearance, by: User | None) -> None:
    """In the transaction that decides; what was answered already stays answered."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).get(pk=clearance.subject_id)
    if enquiry.state == EnquiryState.CLEARED:
        move(enquiry, EnquiryState.DRAFTED)
    audit.record("press.answer_reopen", actor=by, subject=enquiry, unit_id=enquiry.unit_id)
