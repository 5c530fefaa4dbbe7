"""Forget a press contact: who they are and how they were reached is gone for good."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import PressContact


@transaction.atomic
def forget_contact(contact_id: UUID, *, by: User) -> PressContact:
    """Their enquiries stay, without a name. Forgetting twice changes nothing."""
    contact = (
        PressContact.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=contact_id)
    )
    access.require(by, Right.PRESS_WORK, contact.unit)
    if contact.forgotten_at is None:
        contact.name, contact.outlet, contact.source = "—", "", ""
        contact.details, contact.language = None, ""
        contact.forgotten_at = contact.changed_at = clock.now()
        contact.save()
        audit.record("press.contact_forget", actor=by, subject=contact, unit_id=contact.unit_id)
    return contact
