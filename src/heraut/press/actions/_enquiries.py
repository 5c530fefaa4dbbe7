"""What the actions on enquiries have in common."""

from __future__ import annotations

from uuid import UUID

from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import ENQUIRY, OPEN, Enquiry, EnquiryState

ANSWER_KIND = "press.answer"


def locked_enquiry(enquiry_id: UUID, by: User) -> Enquiry:
    """An open enquiry of a unit where ``by`` works on the press, locked."""
    enquiry = (
        Enquiry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=enquiry_id)
    )
    access.require(by, Right.PRESS_WORK, enquiry.unit)
    if enquiry.state not in OPEN:
        raise Refusal("press.enquiry_over")
    return enquiry


def require_seen(enquiry: Enquiry, seen: int) -> None:
    """Raise ``Stale`` where somebody saved the answer since."""
    if enquiry.revision != seen:
        raise Stale("press.answer_stale")


def move(enquiry: Enquiry, state: EnquiryState, *fields: str) -> None:
    """Bring the enquiry to ``state``, and save ``fields`` with it."""
    ENQUIRY.check(enquiry.state, state)
    enquiry.state = state
    save(enquiry, "state", *fields)


def save(enquiry: Enquiry, *fields: str) -> None:
    enquiry.changed_at = clock.now()
    enquiry.save(update_fields=["changed_at", *fields])
