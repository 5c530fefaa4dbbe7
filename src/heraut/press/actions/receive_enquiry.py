"""Write down an enquiry as it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.press.models import Enquiry, PressContact, Via


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know, until when; ``time_zone``: the clock the deadline was set on."""

    subject: str
    question: str
    deadline: datetime
    time_zone: str
    received_at: datetime | None = None
    via: str = Via.EMAIL


@transaction.atomic
def receive_enquiry(unit: Unit, contact_id: UUID, asked: Asked, *, by: User) -> Enquiry:
    """Raises ``Refusal`` (``press.enquiry_incomplete``, ``press.deadline_past``)."""
    access.require(by, Right.PRESS_WORK, unit)
    contact = access.get_or_404(by, Right.PRESS_WORK, PressContact, pk=contact_id)
    if not asked.subject.strip() or not asked.question.strip():
        raise Refusal("press.enquiry_incomplete")
    now = clock.now()
    if asked.deadline <= now:
        raise Refusal("press.deadline_past")
    enquiry = Enquiry.objects.create(
        unit=unit,
        origin=unit,
        contact=contact,
        subject=" ".join(asked.subject.split()),
        question=asked.question.strip(),
        via=asked.via,
        received_at=asked.received_at or now,
        deadline=asked.deadline,
        time_zone=asked.time_zone,
        author=by,
        changed_at=now,
    )
    audit.record(
        "press.enquiry_receive",
        actor=by,
        subject=enquiry,
        unit_id=unit.pk,
        detail={"deadline": asked.deadline},
    )
    return enquiry
