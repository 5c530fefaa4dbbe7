"""Record a press contact, or change one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.press.models import Ground, PressContact

SEALED = ("email", "phone", "notes")


@dataclass(frozen=True, slots=True)
class ContactCard:
    """``email``, ``phone``, ``notes``: None leaves what is known; empty takes it away."""

    name: str
    outlet: str = ""
    language: str = ""
    ground: str = Ground.ASKED
    source: str = ""
    email: str | None = None
    phone: str | None = None
    notes: str | None = None


@transaction.atomic
def record_contact(
    unit: Unit, card: ContactCard, *, by: User, contact_id: UUID | None = None
) -> PressContact:
    """``Refusal("press.contact_name")`` without a name; ``press.contact_forgotten`` once forgotten."""
    access.require(by, Right.PRESS_WORK, unit)
    name = " ".join(card.name.split())
    if not name:
        raise Refusal("press.contact_name")
    contact = PressContact(unit=unit, author=by)
    if contact_id is not None:
        contact = PressContact.objects.select_for_update(of=("self",)).get(pk=contact_id, unit=unit)
    if contact.forgotten_at is not None:
        raise Refusal("press.contact_forgotten")
    contact.name, contact.outlet = name, " ".join(card.outlet.split())
    contact.language, contact.ground = card.language, card.ground
    contact.source = card.source.strip()
    known = dict(contact.details or {})
    known |= {key: value.strip() for key in SEALED if (value := getattr(card, key)) is not None}
    contact.details = {key: value for key, value in known.items() if value}
    contact.changed_at = clock.now()
    contact.save()
    audit.record("press.contact_record", actor=by, subject=contact, unit_id=unit.pk)
    return contact
