"""Pass an enquiry on: a mission raises it to headquarters, headquarters hands it to a mission."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.press.actions._enquiries import ANSWER_KIND, locked_enquiry, move
from heraut.press.models import Enquiry, EnquiryState


@transaction.atomic
def pass_enquiry(enquiry_id: UUID, *, by: User, to: Unit) -> Enquiry:
    """Up to any unit above, or to one where ``by`` works on the press too.

    It is received there; what was drafted goes along, a clearance that was asked does not. Who
    received it first goes on seeing it. Raises ``Refusal("press.pass_where")``.
    """
    enquiry = locked_enquiry(enquiry_id, by)
    before = enquiry.unit
    above = before.path.startswith(to.path) and before.pk != to.pk
    if not above and (before.pk == to.pk or not access.can(by, Right.PRESS_WORK, to)):
        raise Refusal("press.pass_where")
    withdraw_for_edit(ANSWER_KIND, enquiry.pk, by=by)
    enquiry.refresh_from_db(fields=["state"])
    enquiry.unit, enquiry.assigned_to, enquiry.clearance = to, None, None
    fields = ("unit", "assigned_to", "clearance")
    if enquiry.state == EnquiryState.RECEIVED:
        enquiry.save(update_fields=fields)
    else:
        move(enquiry, EnquiryState.RECEIVED, *fields)
    audit.record(
        "press.enquiry_pass",
        actor=by,
        subject=enquiry,
        unit_id=before.pk,
        detail={"from": before.pk, "to": to.pk},
    )
    return enquiry
