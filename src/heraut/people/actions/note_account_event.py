"""Note in the audit trail what a person did with their own account: signed in, changed a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from heraut.foundation import audit
from heraut.people.models import User


@transaction.atomic
def note_account_event(user: User, verb: str, detail: Mapping[str, Any] | None = None) -> None:
    """``verb``: one of the ``person.…`` verbs of heraut.people.words."""
    audit.record(verb, actor=user, subject=user, detail=detail)
