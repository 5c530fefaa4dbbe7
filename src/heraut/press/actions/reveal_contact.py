"""Read how a press contact is reached: with a reason, and noted."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import PressContact


@transaction.atomic
def reveal_contact(contact_id: UUID, *, by: User, reason: str) -> Mapping[str, str]:
    """``email``, ``phone`` and ``notes`` as far as known. ``Refusal("press.reason_missing")``."""
    contact = access.get_or_404(by, Right.PRESS_WORK, PressContact, pk=contact_id)
    if not reason.strip():
        raise Refusal("press.reason_missing")
    audit.record(
        "press.contact_reveal",
        actor=by,
        subject=contact,
        unit_id=contact.unit_id,
        detail={"reason": reason.strip()[:200]},
    )
    return dict(contact.details or {})
