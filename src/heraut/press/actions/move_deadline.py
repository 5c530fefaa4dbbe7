"""Move an enquiry's deadline: journalists get more time, or less."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people.models import User
from heraut.press.actions._enquiries import locked_enquiry, save
from heraut.press.models import Enquiry


@transaction.atomic
def move_deadline(enquiry_id: UUID, *, by: User, deadline: datetime, time_zone: str) -> Enquiry:
    """Raises ``Refusal("press.deadline_past")``."""
    enquiry = locked_enquiry(enquiry_id, by)
    if deadline <= clock.now():
        raise Refusal("press.deadline_past")
    before, enquiry.deadline = enquiry.deadline, deadline
    enquiry.time_zone = time_zone
    save(enquiry, "deadline", "time_zone")
    audit.record(
        "press.enquiry_deadline",
        actor=by,
        subject=enquiry,
        unit_id=enquiry.unit_id,
        detail={"before": before, "deadline": deadline},
    )
    return enquiry
