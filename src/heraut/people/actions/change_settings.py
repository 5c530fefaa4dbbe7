"""Change one's own name, language, time zone and colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from heraut.foundation import audit
from heraut.people.models import User

FIELDS = ("name", "language", "time_zone", "theme")


@transaction.atomic
def change_settings(user: User, values: Mapping[str, Any]) -> User:
    """``values``: some of ``FIELDS``, already checked by a form."""
    changed = [name for name in FIELDS if name in values and getattr(user, name) != values[name]]
    for name in changed:
        setattr(user, name, values[name])
    if changed:
        user.save(update_fields=changed)
        audit.record("person.settings", actor=user, subject=user, detail={"changed": changed})
    return user
