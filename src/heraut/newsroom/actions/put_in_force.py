"""Put a key message in force: missions see it and may carry it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.models import KEY_MESSAGE, KeyMessage, KeyMessageState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def put_in_force(key_message_id: UUID, *, by: User) -> KeyMessage:
    """Its own dates still say from when to when."""
    message = (
        KeyMessage.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=key_message_id)
    )
    access.require(by, Right.PLAN_EDIT, message.unit)
    KEY_MESSAGE.check(message.state, KeyMessageState.IN_FORCE)
    message.state = KeyMessageState.IN_FORCE
    message.changed_at, message.changed_by = clock.now(), by
    message.save(update_fields=["state", "changed_at", "changed_by"])
    audit.record("message.in_force", actor=by, subject=message, unit_id=message.unit_id)
    return message
